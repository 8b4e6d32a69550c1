"""A missing variable stops the start, or the build, and not a customer.

Counts as a check: `launchready env exec` or `env check` where the product is built or started;
a library that reads all settings at once and refuses (pydantic-settings, envalid, zod, t3-env,
django-environ and the like); code that every start runs and that fails without the variable.

Why it matters: without it the deployment succeeds, every light is green, and the first
customer who pays, signs up or asks for a reset finds out which variable nobody had set.

How to fix: declare each variable as [env.NAME] in launchready.toml and start the product
through the check, in the Dockerfile: ENTRYPOINT ["launchready", "env", "exec", "--"]; or, where
the product starts without Python, run `launchready env check` in CI before the deployment, or
read all settings in one place at start-up that refuses what is missing.

References: The Twelve-Factor App, III; https://docs.pydantic.dev/latest/concepts/pydantic_settings;
https://github.com/af/envalid; CWE-1188 (insecure default initialization of a resource)
"""

from launchready.checks.api import (
    ConfigurationFacts,
    EnvName,
    Impact,
    Manifest,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    compare,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "env-validated"
EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    VALIDATED = passes("a missing variable stops the start: {by}")
    NOT_VALIDATED = fails(
        Impact.BLOCKER,
        "the code reads {count} variables that have no default, and nothing looks at the start "
        "whether they are set: {names}",
    )
    SOME_NOT = fails(
        Impact.HIGH,
        "{by} stops some starts, but nothing looks for {names}",
        fix="Add {names} to what is looked for at the start: as [env.NAME] in "
        "launchready.toml, or in the settings that are read all at once.",
    )
    NOTHING_TO_SET = not_applicable("no variable was found that must be set")
    NO_REPOSITORY = asks(
        "where is the source code? With [repository] in launchready.toml, it is looked whether "
        "a missing variable stops a start",
        fix="Add [repository] with its path to launchready.toml.",
    )
    NOT_SEEN = cannot_tell("the repository could not be read: {reason}")


def judge(
    product: Product,
    manifest: Manifest,
    repository: RepositoryFacts | Unseen,
    configuration: ConfigurationFacts | Unseen,
) -> Verdict:
    """Hold what must be set against what is looked for at the start."""
    if manifest.repository is None:
        return Outcomes.NO_REPOSITORY()
    for fact in (repository, configuration):
        if isinstance(fact, Unseen):
            return Outcomes.NOT_SEEN(reason=fact.reason)
    assert not isinstance(repository, Unseen)
    assert not isinstance(configuration, Unseen)
    needed = _needed(repository, manifest)
    checks = configuration.startup_checks
    covered = {name for each in checks for name in each.names}
    if any(each.whole_contract for each in checks):
        covered |= set(manifest.env)
    open_ = [each for name, each in needed.items() if name not in covered]
    by = [f"{each.by} ({each.place})" for each in checks][:4]
    if open_ and len(open_) == len(needed):
        return Outcomes.NOT_VALIDATED(
            count=len(open_), names=_names(open_), read_at=[each.place for each in open_]
        )
    if open_:
        return Outcomes.SOME_NOT(
            by=by, names=_names(open_), read_at=[each.place for each in open_]
        )
    truncated = repository.truncated or configuration.truncated
    if truncated:
        return Outcomes.NOT_SEEN(reason=f"only a part of it was, there being {truncated}")
    if not by:
        return Outcomes.NOTHING_TO_SET()
    return Outcomes.VALIDATED(by=by, names=sorted(needed))


def _needed(repository: RepositoryFacts, manifest: Manifest) -> dict[str, EnvName]:
    """List what code reads, that nobody gives by itself, and that it does not do without."""
    read = compare(repository.environment, manifest.env).read
    optional = {
        name
        for name, declared in manifest.env.items()
        if not declared.required or declared.default is not None
    }
    return {
        name: each
        for name, each in read.items()
        if not each.has_default and name not in optional
    }


def _names(found: list[EnvName]) -> list[str]:
    shown = [each.name for each in found[:8]]
    return shown + ([f"and {len(found) - 8} more"] if found[8:] else [])
