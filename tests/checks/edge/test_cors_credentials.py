"""What pages of other sites may read with a user's session, and what without."""

from launchready.checks.edge import cors_credentials as check
from launchready.facts.caching import CorsProbe
from launchready.facts.http import HttpExchange
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, route

Out = check.Outcomes
URL = "https://api.acme.example/v1/projects"
FOREIGN = "https://launchready-probe.example"
LOOKALIKE = "https://acme.example.launchready-probe.example"
OWN = "https://app.acme.example"


def allowing(origin: str = "", *, credentials: str = "", **headers: str) -> HttpExchange:
    """Make an answer that allows an origin."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if origin:
        named["access-control-allow-origin"] = origin
    if credentials:
        named["access-control-allow-credentials"] = credentials
    return exchange(URL, headers=named)


NOTHING = allowing()
STATIC = allowing(OWN, credentials="true")


def given(
    foreign: HttpExchange = NOTHING,
    lookalike: HttpExchange = NOTHING,
    null: HttpExchange = NOTHING,
) -> dict[str, object]:
    """Show the answers to three foreign origins."""
    return {"route": route(URL, kind="api"), "probe": CorsProbe(foreign, lookalike, null)}


CASES = (
    Case(Out.CLOSED, "no origin", given()),
    Case(Out.WITHOUT_SESSION, "anyone, without credentials", given(allowing("*"))),
    Case(Out.WITHOUT_SESSION, "one's own, whatever is sent", given(STATIC, STATIC, STATIC)),
    Case(
        Out.WITHOUT_SESSION,
        "a value of credentials that browsers do not take",
        given(allowing(FOREIGN, credentials="True")),
    ),
    Case(Out.ANY_SITE, "repeats", given(allowing(FOREIGN, credentials="true"))),
    Case(
        Out.LOOKALIKE,
        "looks at the beginning only",
        given(STATIC, allowing(LOOKALIKE, credentials="true")),
    ),
    Case(
        Out.NULL,
        "sandboxed frames",
        given(STATIC, STATIC, allowing("null", credentials="true")),
    ),
    Case(
        Out.NOT_VARIED,
        "caches mix the answers up",
        given(allowing(FOREIGN, cache_control="public, max-age=60")),
    ),
    Case(
        Out.WITHOUT_SESSION,
        "caches are told",
        given(allowing(FOREIGN, cache_control="public, max-age=60", vary="Origin")),
    ),
    Case(Out.IGNORED, "a star with credentials", given(allowing("*", credentials="true"))),
)

test_outcomes = judges(check, CASES)


def test_what_scripts_read_is_looked_at() -> None:
    """API routes and a user's pages are asked, and nothing that is no script's to read."""
    assert check.applies(route(URL, kind="api"))
    assert check.applies(route(access="user"))
    assert not check.applies(route())
    assert not check.applies(route(URL, kind="webhook", access="user"))
