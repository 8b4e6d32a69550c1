"""What customers depend on is watched: homepage, sign-in, API, critical routes, mail.

Why it matters: what nobody watches, customers report. A homepage that answers says nothing of
a sign-in that does not, and mail that stops leaves no error on any page.

How to fix: add a [[monitors]] entry to launchready.toml with route = "{route}", and run
`launchready watch`, or declare here what another service watches.

References: ROADMAP stage 6; Google SRE Book, chapter 6 (black-box monitoring)
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    Route,
    Verdict,
    Verdicts,
    asks,
    fails,
    passes,
)

MINIMUM_BAR = "alerts-within-5-minutes"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    COVERED = passes("{monitors} monitors watch {watched}")
    NOT_SAID = asks(
        "what watches the product? No monitor is declared, so customers would be the first to "
        "report an outage",
        fix="Add [[monitors]] for the homepage, the sign-in and the API's health route to "
        "launchready.toml, and run `launchready watch`.",
    )
    ENTRANCE_UNWATCHED = fails(Impact.BLOCKER, "the {what} is not watched")
    CRITICAL_UNWATCHED = fails(Impact.HIGH, "is critical and not watched")
    NO_HEALTH = fails(
        Impact.MEDIUM,
        'no route tells whether the API is well: none has kind = "health"',
        fix="Give the product a route that answers 200 only while its database and queue do, "
        'declare it with kind = "health", and watch it.',
    )
    MAIL_UNWATCHED = fails(
        Impact.MEDIUM,
        "mail is sent, and nobody would notice if it stopped arriving",
        fix='Add a [[monitors]] entry with kind = "mail" and a [[mailboxes]] entry to read.',
    )


ENTRANCES = {"home": "homepage", "login": "sign-in", "health": "API's health route"}


def judge(product: Product, manifest: Manifest) -> Verdicts:
    """Hold the declared monitors against what customers depend on."""
    if not manifest.monitors:
        return Outcomes.NOT_SAID()
    watched = {each.route for each in manifest.monitors if each.route}
    found = [
        _unwatched(route, manifest) for route in manifest.routes if route.name not in watched
    ]
    verdicts = [each for each in found if each is not None]
    if not any(route.kind == "health" for route in manifest.routes):
        verdicts.append(Outcomes.NO_HEALTH())
    if manifest.senders and not any(each.kind == "mail" for each in manifest.monitors):
        verdicts.append(Outcomes.MAIL_UNWATCHED().at("mail"))
    names = [each.target for each in manifest.monitors]
    return verdicts or Outcomes.COVERED(monitors=len(names), watched=names)


def _unwatched(route: Route, manifest: Manifest) -> Verdict | None:
    is_home = route.url.rstrip("/") == manifest.product.canonical.rstrip("/")
    what = ENTRANCES.get("home" if is_home else route.kind, "")
    if what:
        return Outcomes.ENTRANCE_UNWATCHED(what=what, route=route.name).at(route.url)
    # A monitor has no session and calls no webhook: `launchready smoke` does.
    machines = route.kind in {"webhook", "callback", "asset"}
    if route.critical and route.access == "public" and not machines:
        return Outcomes.CRITICAL_UNWATCHED(route=route.name).at(route.url)
    return None
