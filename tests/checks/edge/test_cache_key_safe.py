"""What caches keep for everyone carries nobody's cookie, and names what it depends on."""

from launchready.checks.edge import cache_key_safe as check
from launchready.facts.http import End, Failure, HttpExchange, SetCookie
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import cookie
from tests.checks.given import exchange, route, visit

Out = check.Outcomes
URL = "https://acme.example/"
SHARED = "public, max-age=300"


def got(*cookies: SetCookie, status: int = 200, to: str = "", **headers: str) -> HttpExchange:
    """Make an answer that sets cookies."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if to:
        named["location"] = to
    return exchange(URL, status, headers=named, cookies=cookies)


def given(*hops: HttpExchange, end: End = End.FINAL) -> dict[str, object]:
    """Show a visit of the home page."""
    return {"route": route(URL), "visit": visit(*hops, end=end)}


CASES = (
    Case(Out.SAFE, "shared and plain", given(got(cache_control=SHARED))),
    Case(
        Out.SAFE,
        "packed, and says so",
        given(got(cache_control=SHARED, content_encoding="gzip", vary="Accept-Encoding")),
    ),
    Case(
        Out.SAFE,
        "a cookie being deleted",
        given(got(cookie("seen", max_age=0), cache_control=SHARED)),
    ),
    Case(Out.NOT_SHARED, "private", given(got(cookie(), cache_control="private"))),
    Case(Out.NOT_SHARED, "silent", given(got(cookie()))),
    Case(Out.SESSION_KEPT, "a session", given(got(cookie(), cache_control=SHARED))),
    Case(
        Out.SESSION_KEPT,
        "a session beside another cookie",
        given(got(cookie("seen"), cookie(), cache_control=SHARED)),
    ),
    Case(Out.COOKIE_KEPT, "a visitor's mark", given(got(cookie("seen"), cache_control=SHARED))),
    Case(
        Out.COOKIE_KEPT,
        "an edge keeps it, whatever the product says",
        given(got(cookie("seen"), cf_cache_status="HIT")),
    ),
    Case(
        Out.COOKIE_KEPT,
        "on a redirect that caches keep",
        given(got(cookie("seen"), status=301, to="/a", cache_control=SHARED), got()),
    ),
    Case(
        Out.CODING_NOT_NAMED,
        "packed, and does not say so",
        given(got(cache_control=SHARED, content_encoding="gzip", vary="Cookie")),
    ),
    Case(Out.CHALLENGED, "a challenge", given(exchange(URL, 403, challenge="cloudflare"))),
    Case(
        Out.NO_ANSWER,
        "nothing there",
        given(exchange(URL, 0, failure=Failure.REFUSED, detail="refused"), end=End.FAILED),
    ),
)

test_outcomes = judges(check, CASES)


def test_only_public_places_are_looked_at() -> None:
    """A user's own pages are another check's, and webhooks are kept by no cache."""
    assert check.applies(route(URL))
    assert not check.applies(route(URL, access="user"))
    assert not check.applies(route(URL, kind="webhook"))
