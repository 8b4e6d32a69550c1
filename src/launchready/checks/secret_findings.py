"""What the checks of secrets have in common: which finding counts, and how one is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from launchready.checks.verdict import Outcome, Value, Verdict
from launchready.facts.secrets import Danger, Findings, FoundSecret, Tier

CERTAIN = (Tier.EXACT, Tier.FORMAT)
"""Tiers that know what they found; the third goes by the name beside it."""


def told(found: FoundSecret) -> dict[str, Value]:
    """Give what a report may say of a secret: everything but its value."""
    return {
        "name": found.name,
        "masked": found.masked,
        "hash": found.hash,
        "place": found.place,
        "rule": found.rule,
        "provider": found.provider,
        "rotate": found.rotate
        or "Make a new value where this one came from, then end this one.",
        "docs": found.docs,
    }


MOST_SUSPECTED = 25
"""Secrets that are only suspected and told one by one; `launchready secrets` lists all."""
MOST_PLACES = 10


def _nothing(_found: FoundSecret) -> Mapping[str, Value]:
    return {}


def _place(found: FoundSecret) -> str:
    return found.place


def verdicts(
    found: Iterable[FoundSecret],
    secret: Outcome,
    sandbox: Outcome,
    suspected: Outcome,
    *,
    more: Callable[[FoundSecret], Mapping[str, Value]] = _nothing,
    place: Callable[[FoundSecret], str] = _place,
) -> list[Verdict]:
    """Make a verdict of every secret, by how certain and how dangerous it is.

    A secret that stands in several places is told once, at the first of them.

    Args:
        found: what was found; publishable keys are left out.
        secret: for what is known to open the product or an account of it.
        sandbox: for the keys of a provider's sandbox.
        suspected: for what is only called a password.
        more: what else to say of each.
        place: where a verdict points.
    """
    groups: dict[tuple[str, str], list[FoundSecret]] = {}
    outcomes: dict[tuple[str, str], Outcome] = {}
    for each in found:
        if each.danger is Danger.PUBLISHABLE:
            continue
        outcome = secret if each.danger is Danger.SECRET else sandbox
        if each.tier not in CERTAIN:
            outcome = suspected
        key = (outcome.id, each.hash)
        outcomes[key] = outcome
        groups.setdefault(key, []).append(each)
    unsure = [key for key in groups if key[0] == suspected.id]
    left_out = set(unsure[MOST_SUSPECTED:])
    said = []
    for key, same in groups.items():
        if key in left_out:
            continue
        first = same[0]
        values: dict[str, Value] = {**told(first), **more(first)}
        if len(same) > 1:
            values["also_at"] = [place(each) for each in same[1 : MOST_PLACES + 1]]
            values["places"] = len(same)
        if left_out and key == unsure[MOST_SUSPECTED - 1]:
            values["suspected_beside"] = len(left_out)
        said.append(outcomes[key](**values).at(place(first)))
    return said


def publishable(findings: Findings) -> list[str]:
    """Name the kinds of keys that are made to be public, each once."""
    return list(dict.fromkeys(each.name for each in findings.of(Danger.PUBLISHABLE)))


def below(path: str, folders: Sequence[str]) -> bool:
    """Say whether a path is in one of some folders."""
    trimmed = (folder.strip("/").removeprefix("./") for folder in folders)
    return any(path == folder or path.startswith(f"{folder}/") for folder in trimmed if folder)
