"""Debugging is off in production, and cannot be on by accident.

Why it matters: with debugging on, an error shows its visitor the code, the settings and the
query, some frameworks let visitors run code of their own, and every request is slower.

How to fix: take {what} out of {target}; have debugging come from the environment and be off
where nothing is said: DEBUG = os.environ.get("DEBUG") == "1".

References: https://docs.djangoproject.com/en/stable/ref/settings/#debug;
https://flask.palletsprojects.com/en/stable/debugging/;
https://laravel.com/docs/configuration#debug-mode; CWE-489 (active debug code)
"""

from launchready.checks.api import (
    ConfigurationFacts,
    DebugWhen,
    ErrorPage,
    Every,
    Impact,
    Manifest,
    Product,
    Unseen,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    OFF = passes("neither the code nor an answer of the product shows debugging on")
    SHOWN = fails(Impact.BLOCKER, "runs with debugging on: it shows {what} to visitors")
    ALWAYS = fails(Impact.HIGH, "debugging is on: {what}")
    ON_BY_DEFAULT = fails(
        Impact.MEDIUM, "debugging is on unless the environment says no: {what}"
    )
    CONTRACT_DEFAULT = fails(
        Impact.MEDIUM,
        "the contract has debugging on by default: {what}",
        fix='Give [env.{name}] the default "false" in launchready.toml.',
    )
    NO_REPOSITORY = not_applicable("no [repository] is declared, and no answer shows it")
    NOT_SEEN = cannot_tell("could not be read: {reason}")


def judge(
    product: Product,
    manifest: Manifest,
    configuration: ConfigurationFacts | Unseen,
    pages: Every[ErrorPage],
) -> Verdict | list[Verdict]:
    """Judge what the product shows, then what the code and the contract say."""
    verdicts = []
    for host, page in pages.seen.items():
        shown = [leak.what for leak in page.leaks if leak.kind == "debug-page"]
        if shown:
            verdicts.append(Outcomes.SHOWN(what=shown).at(host))
    if not isinstance(configuration, Unseen):
        for each in configuration.debug:
            always = each.when is DebugWhen.ALWAYS
            outcome = Outcomes.ALWAYS if always else Outcomes.ON_BY_DEFAULT
            verdicts.append(outcome(what=each.what).at(each.place))
    for name, declared in manifest.env.items():
        on = (declared.default or "").lower() in {"true", "1", "yes", "on"}
        if on and "DEBUG" in name.upper().split("_"):
            what = f"{name}={declared.default}"
            verdicts.append(Outcomes.CONTRACT_DEFAULT(what=what, name=name).at(name))
    if verdicts:
        return verdicts
    if manifest.repository is None:
        return Outcomes.NO_REPOSITORY()
    if isinstance(configuration, Unseen):
        return Outcomes.NOT_SEEN(reason=configuration.reason)
    if configuration.truncated:
        return Outcomes.NOT_SEEN(reason=configuration.truncated)
    return Outcomes.OFF()
