"""An answer that leads to another site is a fault, however the site was written."""

from launchready.checks.domain import redirect_open as check
from launchready.facts.redirects import ForeignRedirect, OpenRedirectProbe
from tests.checks.cases import Case, judges
from tests.checks.given import route

AWAY = ForeignRedirect("next", "//", 302, "https://launchready-probe.example/")


def given(
    *foreign: ForeignRedirect, statuses: tuple[int, ...] = (200, 200, 200), challenge: str = ""
) -> dict[str, object]:
    """Show the judge what a sign-in page answered."""
    probe = OpenRedirectProbe(("next", "url"), statuses, foreign, challenge)
    return {"route": route(kind="login"), "probe": probe}


Out = check.Outcomes

CASES = (
    Case(Out.STAYS, "shows its form", given()),
    Case(Out.STAYS, "refuses what it does not know", given(statuses=(400, 400, 400))),
    Case(Out.LEADS_AWAY, "one form of three gets through", given(AWAY)),
    Case(Out.CHALLENGED, "a bot protection", given(challenge="cloudflare", statuses=(403,))),
    Case(Out.REFUSED, "broken by them", given(statuses=(500, 500, 500))),
    Case(Out.REFUSED, "too many requests", given(statuses=(429, 429, 429))),
)

test_outcomes = judges(check, CASES)


def test_only_sign_in_routes_are_asked() -> None:
    """Routes that have no reason to send visitors on are left alone."""
    asked = {
        kind for kind in ("page", "login", "api", "callback") if check.applies(route(kind=kind))
    }
    assert asked == {"login", "callback"}
