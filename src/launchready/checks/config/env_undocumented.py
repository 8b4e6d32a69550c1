"""No variable is left out of the environment contract.

A variable that is written down nowhere at all is raised by the quick audit; this finds those
that .env.example or a deployment knows, and the contract does not.

Why it matters: what is not in the contract is checked by nobody: not before the build, not at
the start, and not when staging is held against production.

How to fix: declare {names} as [env.NAME] in launchready.toml; see: launchready env scan

References: The Twelve-Factor App, III
"""

from launchready.checks.api import (
    EnvName,
    EnvSource,
    Impact,
    Manifest,
    Repository,
    RepositoryFacts,
    Verdict,
    cannot_tell,
    compare,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    ALL_DECLARED = passes("all {count} variables that the code reads are in [env]")
    UNDECLARED = fails(
        Impact.MEDIUM, "the code needs what is in {file} but not in [env]: {names}"
    )
    OPTIONAL_UNDECLARED = fails(
        Impact.LOW,
        "the code reads, with a default, what is in {file} but not in [env]: {names}",
    )
    NO_CONTRACT = not_applicable("launchready.toml has no [env]")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


def judge(repository: Repository, facts: RepositoryFacts, manifest: Manifest) -> Verdict:
    """Hold what the code reads, and the example lists, against the contract."""
    if not manifest.env:
        return Outcomes.NO_CONTRACT()
    compared = compare(facts.environment, manifest.env)
    listed = facts.names_in(EnvSource.EXAMPLE)
    kinds = (
        (Outcomes.UNDECLARED, compared.missing),
        (Outcomes.OPTIONAL_UNDECLARED, compared.optional),
    )
    for outcome, names in kinds:
        found = [each for each in names if each.name in listed]
        if found:
            file = listed[found[0].name].path
            places = [each.place for each in found]
            return outcome(file=file, names=_shown(found), read_at=places)
    if facts.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=facts.truncated)
    return Outcomes.ALL_DECLARED(count=len(compared.read))


def _shown(found: list[EnvName]) -> list[str]:
    shown = [each.name for each in found[:8]]
    return shown + ([f"and {len(found) - 8} more"] if found[8:] else [])
