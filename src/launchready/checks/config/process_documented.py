"""It is written down how each secret is added and rotated, and by whom.

Why it matters: on the day a key leaks, minutes count, and the person who made it two years ago
is on holiday. A rotation that nobody has written down is put off until it is an incident.

How to fix: say for {names} in launchready.toml what it is for (`describe`) and how it is
replaced, and by whom (`rotate`); then write and commit the runbook: launchready env runbook

References: OWASP Secrets Management Cheat Sheet, section 2.7 (secret lifecycle); NIST SP 800-57
part 1 rev. 5, section 5.3 (cryptoperiods)
"""

from launchready.checks.api import (
    ConfigurationFacts,
    Impact,
    Manifest,
    Repository,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    DOCUMENTED = passes("{file} and [env] say how all {count} secrets are added and rotated")
    NO_ROTATION = asks(
        "how are these replaced, and by whom? {names}",
        fix="Say it as `rotate` in [env.NAME] of launchready.toml, for each.",
    )
    UNEXPLAINED = asks(
        "what are these secrets for? {names}",
        fix="Say it as `describe` in [env.NAME] of launchready.toml, for each.",
    )
    NO_RUNBOOK = fails(
        Impact.MEDIUM,
        "no text in the repository says how secrets are added and rotated",
        fix="Write it from the contract, read it once aloud, and commit it: "
        "launchready env runbook --out docs/secrets.md",
    )
    RUNBOOK_LACKS = fails(
        Impact.LOW,
        "{file} does not mention: {names}",
        fix="Write the runbook anew: launchready env runbook --out {file} --force",
    )
    NO_SECRETS = not_applicable("[env] declares no secret")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


def judge(
    repository: Repository, configuration: ConfigurationFacts, manifest: Manifest
) -> Verdict:
    """Judge the contract's words on each secret, then the runbook."""
    secrets = {name: each for name, each in manifest.env.items() if each.secret}
    if not secrets:
        return Outcomes.NO_SECRETS()
    if stuck := [name for name, each in secrets.items() if not each.rotate.strip()]:
        return Outcomes.NO_ROTATION(names=stuck)
    if silent := [name for name, each in secrets.items() if not each.describe.strip()]:
        return Outcomes.UNEXPLAINED(names=silent)
    runbooks = [each for each in configuration.runbooks if each.rotates]
    if not runbooks:
        if configuration.truncated:
            return Outcomes.NOT_ALL_SEEN(reason=configuration.truncated)
        return Outcomes.NO_RUNBOOK()
    best = max(runbooks, key=lambda each: len(set(each.names) & set(secrets)))
    mentioned = {name for each in runbooks for name in each.names}
    lacking = [name for name in secrets if name not in mentioned and "_" in name]
    if lacking:
        return Outcomes.RUNBOOK_LACKS(file=best.path, names=lacking)
    return Outcomes.DOCUMENTED(file=best.path, count=len(secrets))
