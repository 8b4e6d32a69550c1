"""Staging and production share no secret.

Values are compared by keyed hash; no value leaves the file that it stands in.

Why it matters: staging has weaker passwords, more people and older code. Whoever gets a secret
there gets production with it; and a test run against the shared database or payment account
deletes or charges what is real.

How to fix: make a key of its own for staging at the provider of {names}, put it into staging
alone, and compare again: launchready env diff staging production

References: NIST SP 800-53 rev. 5, CM-4(1) (separate test environments); OWASP ASVS 5.0, 13.3
"""

from launchready.checks.api import (
    EnvironmentFile,
    EnvironmentFiles,
    Impact,
    Manifest,
    Repository,
    Verdict,
    asks,
    cannot_tell,
    fails,
    is_secret_name,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    SEPARATE = passes("{count} secrets differ between {staging} and {production}")
    SHARED = fails(Impact.HIGH, "{staging} and {production} hold the same value of: {names}")
    ARE_THEY = asks(
        "do staging and production use keys of their own for {names}? No two files of values "
        "are here to compare"
    )
    NO_SECRETS = not_applicable("no secret is in both staging and production")
    NOT_READ = cannot_tell("a file of values could not be read: {reason}")


def judge(
    repository: Repository, files: EnvironmentFiles, manifest: Manifest
) -> Verdict | list[Verdict]:
    """Compare every file of staging with every file of production; without them, ask."""
    pairs = [(s, p) for s in files.of("staging") for p in files.of("production")]
    shared = [
        Outcomes.SHARED(staging=s.path, production=p.path, names=names).at(s.path)
        for s, p in pairs
        if (names := [each for each in _common(s, p, manifest) if _same(s, p, each)])
    ]
    if shared:
        return shared
    if files.unread:
        return Outcomes.NOT_READ(reason=files.unread[0])
    compared = {name: pair for pair in pairs for name in _common(*pair, manifest)}
    if compared:
        staging, production = next(iter(compared.values()))
        return Outcomes.SEPARATE(
            count=len(compared), staging=staging.path, production=production.path
        )
    both = [
        name
        for name, declared in manifest.env.items()
        if declared.secret
        and (not declared.in_ or {"staging", "production"} <= {*declared.in_})
    ]
    return Outcomes.ARE_THEY(names=both) if both else Outcomes.NO_SECRETS()


def _common(one: EnvironmentFile, other: EnvironmentFile, manifest: Manifest) -> list[str]:
    """List the secrets that both files give a value."""
    given = {each.name for each in other.values if each.hash}
    names = [each.name for each in one.values if each.hash and each.name in given]
    return [
        name
        for name in names
        if (manifest.env[name].secret if name in manifest.env else is_secret_name(name))
    ]


def _same(one: EnvironmentFile, other: EnvironmentFile, name: str) -> bool:
    hashes = ({v.name: v.hash for v in each.values}[name] for each in (one, other))
    return next(hashes) == next(hashes)
