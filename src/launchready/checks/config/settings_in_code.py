"""No setting has to be edited in the code.

Why it matters: what differs between staging and production, and stands in the code, is changed
by editing and deploying: under pressure, on the wrong branch, or not at all, and then staging
writes into production.

How to fix: read {name} at {target} from the environment, declare it as [env.NAME] in
launchready.toml, and give each environment its own value.

References: The Twelve-Factor App, III (config is what varies between deploys) and IV
"""

from launchready.checks.api import (
    ConfigurationFacts,
    FixedSetting,
    Impact,
    Repository,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    NONE = passes("no host, address or connection was found that only an edit can change")
    CONNECTION = fails(
        Impact.HIGH, "connects to {shown}, whatever the environment says{name_of}"
    )
    ADDRESS = fails(Impact.MEDIUM, "the address {shown} is fixed in the code, as {name}")
    OWN_HOST = fails(
        Impact.MEDIUM, "{shown} is fixed in the code, as {name}: staging will use it as well"
    )
    NOT_ALL_SEEN = cannot_tell("only a part of the repository was read: {reason}")


_BY_KIND = {
    "connection": Outcomes.CONNECTION,
    "address": Outcomes.ADDRESS,
    "own-host": Outcomes.OWN_HOST,
}


def judge(repository: Repository, configuration: ConfigurationFacts) -> Verdict | list[Verdict]:
    """Judge each fixed setting in its place."""
    if configuration.fixed:
        return [_verdict(each) for each in configuration.fixed]
    if configuration.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=configuration.truncated)
    return Outcomes.NONE()


def _verdict(found: FixedSetting) -> Verdict:
    name_of = f" (as {found.name})" if found.name else ""
    name = found.name or "it"
    outcome = _BY_KIND[found.kind]
    return outcome(shown=found.shown, name=name, name_of=name_of).at(found.place)
