"""Every environment variable that the code reads is written down.

Why it matters: a variable that only one person's machine knows of is missing on the next
deployment, and the product fails where nobody looks: at the first payment or the first mail.

How to fix: add {names} to .env.example, each with a comment and without its value; better,
declare each as [env.NAME] in launchready.toml, with whether it is required and secret.

References: The Twelve-Factor App, III (config in the environment)
"""

from launchready.checks.api import (
    EnvName,
    EnvSource,
    Impact,
    Manifest,
    Outcome,
    Repository,
    RepositoryFacts,
    Verdict,
    cannot_tell,
    compare,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    DOCUMENTED = passes("all {count} variables that the code reads are documented in {where}")
    UNDOCUMENTED = fails(
        Impact.HIGH,
        "{missing} of {count} variables that the code reads are documented nowhere: {names}",
    )
    OPTIONAL_UNDOCUMENTED = fails(
        Impact.LOW,
        "{missing} variables that have defaults are written down nowhere: {names}",
    )
    NONE_READ = not_applicable("no environment variable was found that the code reads")
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


def judge(repository: Repository, facts: RepositoryFacts, manifest: Manifest) -> Verdict:
    """Compare what the code reads with .env.example and [env]."""
    used = compare(facts.environment, manifest.env).read
    known = set(facts.names_in(EnvSource.EXAMPLE)) | set(manifest.env)
    missing = [each for name, each in used.items() if name not in known]
    needed = [each for each in missing if not each.has_default]
    if needed:
        return _verdict(Outcomes.UNDOCUMENTED, needed, len(used))
    if missing:
        return _verdict(Outcomes.OPTIONAL_UNDOCUMENTED, missing, len(used))
    if facts.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=facts.truncated)
    if not used:
        return Outcomes.NONE_READ()
    where = [*facts.example_files, *(["launchready.toml"] if manifest.env else [])]
    return Outcomes.DOCUMENTED(count=len(used), where=where)


def _verdict(outcome: Outcome, missing: list[EnvName], count: int) -> Verdict:
    shown = [each.name for each in missing[:8]]
    if missing[8:]:
        shown.append(f"and {len(missing) - 8} more")
    return outcome(
        missing=len(missing), count=count, names=shown, read_at=[each.place for each in missing]
    )
