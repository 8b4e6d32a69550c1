"""No password or key is one that everybody knows, or that stands in the code as a default.

What stands in the code is judged; nothing is ever tried against the live product.

Why it matters: a product that starts without its secret starts with the one that anybody can
read in the repository, and signs sessions with it; and "admin", "admin" is the first thing
that every scanner of the internet tries, within hours of a launch.

How to fix: take the default of {name} out of {target}, so that a start without the variable
fails; give databases and first accounts a random password from the environment; change the
password wherever the default has been in use.

References: CWE-798 (hard-coded credentials); CWE-1392 (default credentials); OWASP WSTG-ATHN-02
"""

from launchready.checks.api import (
    ConfigurationFacts,
    DefaultCredential,
    DefaultKind,
    Impact,
    Manifest,
    Repository,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    NONE = passes("no well-known password and no default for a secret was found")
    FALLBACK = fails(
        Impact.HIGH,
        "where {name} is not set, the product goes on with what stands in the code{word}",
    )
    SEED = fails(Impact.HIGH, "a seed makes {name} with a password that everybody knows{word}")
    SETTING = fails(Impact.HIGH, "{name} is one that everybody knows{word}")
    CONTRACT = fails(
        Impact.MEDIUM,
        "[env] gives the secret {name} a default, so that its absence is never noticed",
        fix="Take `default` out of [env.{name}] in launchready.toml, and the same default out "
        "of the code.",
    )
    COMPOSE = fails(
        Impact.LOW,
        "{name} is one that everybody knows{word}, should this file ever run anywhere but on a "
        "laptop",
        fix="Name the file so that nobody deploys it (docker-compose.dev.yml), or take {name} "
        "from the environment: ${{{name}:?}}.",
    )
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


_BY_KIND = {
    DefaultKind.FALLBACK: Outcomes.FALLBACK,
    DefaultKind.SEED: Outcomes.SEED,
    DefaultKind.SETTING: Outcomes.SETTING,
    DefaultKind.COMPOSE: Outcomes.COMPOSE,
}


def judge(
    repository: Repository, configuration: ConfigurationFacts, manifest: Manifest
) -> Verdict | list[Verdict]:
    """Judge each default in its place."""
    verdicts = [_verdict(each) for each in configuration.defaults]
    verdicts += [
        Outcomes.CONTRACT(name=name).at(name)
        for name, declared in manifest.env.items()
        if declared.secret and declared.default
    ]
    if verdicts:
        return verdicts
    if configuration.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=configuration.truncated)
    return Outcomes.NONE()


def _verdict(found: DefaultCredential) -> Verdict:
    word = f' ("{found.known}")' if found.known else ""
    return _BY_KIND[found.kind](name=found.name, word=word).at(found.place)
