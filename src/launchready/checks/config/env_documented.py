"""The environment contract says what every variable is for, and .env.example agrees.

The quick audit asks whether a variable is written down anywhere; this asks whether what is
written down suffices to set up the product again.

Why it matters: whoever sets up the next environment copies a value that looks right. Without a
word on what it is for, the wrong database or the wrong mailbox is found out in production.

How to fix: say in [env] of launchready.toml, with `describe`, what {names} is for; then write
the example anew with: launchready env example --force

References: The Twelve-Factor App, III and X (dev/prod parity)
"""

from launchready.checks.api import (
    EnvSource,
    Impact,
    Manifest,
    Repository,
    RepositoryFacts,
    Verdict,
    asks,
    cannot_tell,
    compare,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    DOCUMENTED = passes("all {count} variables of [env] say what they are for")
    NO_CONTRACT = fails(
        Impact.MEDIUM,
        "the code reads {count} variables, and launchready.toml has no [env] to hold them to",
        fix="Declare each variable as [env.NAME] in launchready.toml, with type, required, "
        "secret and describe; `launchready init` writes the names that the code reads.",
    )
    UNEXPLAINED = asks(
        "what are these variables for? {names}",
        fix="Say it as `describe` in [env.NAME] of launchready.toml, for each; then write the "
        "example anew: launchready env example --force",
    )
    EXAMPLE_LACKS = fails(
        Impact.LOW,
        "{file} lacks variables that [env] declares: {names}",
        fix="Write the example from the contract: launchready env example --force",
    )
    NO_VARIABLES = not_applicable("neither the code nor [env] names a variable")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


def judge(repository: Repository, facts: RepositoryFacts, manifest: Manifest) -> Verdict:
    """Judge the contract's own words, then whether the example file has all of it."""
    contract = manifest.env
    if not contract:
        read = compare(facts.environment, ()).read
        if read:
            return Outcomes.NO_CONTRACT(count=len(read), names=sorted(read)[:20])
        if facts.truncated:
            return Outcomes.NOT_ALL_SEEN(reason=facts.truncated)
        return Outcomes.NO_VARIABLES()
    # What a secret is for is asked together with how it is rotated: process-documented.
    silent = [
        n for n, each in contract.items() if not each.secret and not each.describe.strip()
    ]
    if silent:
        return Outcomes.UNEXPLAINED(names=silent)
    if facts.example_files:
        listed = facts.names_in(EnvSource.EXAMPLE)
        lacking = [name for name in contract if name not in listed]
        if lacking:
            return Outcomes.EXAMPLE_LACKS(file=facts.example_files[0], names=lacking)
    return Outcomes.DOCUMENTED(count=len(contract))
