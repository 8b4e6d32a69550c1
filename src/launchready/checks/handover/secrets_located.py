"""It is written down where each secret's value is kept, and who replaces it.

Why it matters: a key that lives in somebody's chat history or head cannot be handed over,
rotated or revoked; and everybody who was ever in that channel still has it.

How to fix: put {names} into a password or secret manager that the company pays for, delete it
where it was, and name the place as `lives` (never the value) in [env.NAME] of launchready.toml.

References: ROADMAP minimum bar: secrets are out of source control and out of chat tools; OWASP
Secrets Management Cheat Sheet, sections 2.1 and 2.7; The Twelve-Factor App, III
"""

import re

from launchready.checks.api import (
    EnvVar,
    Impact,
    Manifest,
    Product,
    Verdict,
    asks,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 1.0

_OPEN = re.compile(
    r"\b(slack|discord|teams|whats ?app|telegram|signal|skype|chat|e-?mails?|gmail|inbox|"
    r"notion|confluence|wiki|trello|jira|linear|asana|google (?:docs?|sheets?|drive)|"
    r"spreadsheets?|excel|post-?it|notes?|notebook|desktop|laptop|git|repo|repository|readme)\b",
    re.IGNORECASE,
)
"""Places that keep what is written there for everybody who ever looks."""


class Outcomes:
    """What the check can find."""

    LOCATED = passes(
        "where all {count} secrets are kept, and who rotates them, is said: {places}"
    )
    IN_THE_OPEN = fails(Impact.BLOCKER, "kept where a secret does not belong: {where}")
    NOWHERE = asks(
        "where is the value of these secrets kept? {names}",
        fix='Say it as `lives` in [env.NAME] of launchready.toml ("1Password, vault '
        'Production"), for each of {names}; never the value.',
    )
    NOBODY_ROTATES = asks(
        "who replaces these, and how? {names}",
        fix="Say it as `rotate` in [env.NAME] of launchready.toml, for each of {names}.",
    )
    NO_SECRETS = not_applicable("[env] declares no secret")


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Judge what the contract says of each secret's place and keeper."""
    secrets = {name: each for name, each in manifest.env.items() if each.secret}
    if not secrets:
        return Outcomes.NO_SECRETS()
    found = {name: word for name, each in secrets.items() if (word := _open_place(each))}
    if found:
        where = tuple(f"{name} ({word})" for name, word in found.items())
        return Outcomes.IN_THE_OPEN(where=where, names=tuple(found))
    if nowhere := [name for name, each in secrets.items() if not each.lives.strip()]:
        return Outcomes.NOWHERE(names=nowhere)
    if stuck := [name for name, each in secrets.items() if not each.rotate.strip()]:
        return Outcomes.NOBODY_ROTATES(names=stuck)
    places = tuple(dict.fromkeys(each.lives.strip() for each in secrets.values()))
    return Outcomes.LOCATED(count=len(secrets), places=places)


def _open_place(variable: EnvVar) -> str:
    """Give the word that names a place where no secret belongs; settings of CI are none."""
    words = re.sub(
        r"\b(?:github|gitlab|actions?|ci) (?:environment |actions? )?secrets?\b|"
        r"\bsecure notes?\b",
        "",
        variable.lives[:500],
        flags=re.IGNORECASE,
    )
    found = _OPEN.search(words)
    return found[0] if found else ""
