"""Where every entry point and open page lands, the worst of it told first."""

from launchready.checks.quick import traffic_map as check
from launchready.facts.base import Every, Unseen
from launchready.facts.http import End, EntryPoints, Failure, RouteVisit, Trace
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, trace

Out = check.Outcomes
APEX, APP, API = (
    "https://acme.example/",
    "https://app.acme.example/",
    "https://api.acme.example/",
)
HOSTS = {
    "acme.example": {"role": "marketing"},
    "app.acme.example": {"role": "app"},
    "api.acme.example": {"role": "api"},
}
HEALTH = f"{API}health"
ROUTES = [
    {"name": "health", "url": HEALTH, "kind": "health", "expect": 204},
    {"name": "login", "url": f"{APP}login", "kind": "login"},
    {"name": "dashboard", "url": f"{APP}dashboard", "access": "user"},
]


def lands(url: str, status: int = 200, *, start: str = "", **fields: object) -> Trace:
    """Make a trace that lands on a URL, over a redirect where it starts elsewhere."""
    first = [exchange(start, 301, headers={"location": url})] if start else []
    return trace(*first, exchange(url, status, **fields))


def given(
    *traces: Trace,
    unseen: tuple[str, ...] = (),
    visits: dict[str, Trace] | None = None,
    unvisited: tuple[str, ...] = (),
) -> dict[str, object]:
    """Show the judge entry points, and visits of routes."""
    declared = manifest(hosts=HOSTS, routes=ROUTES)
    seen = {url: RouteVisit(each) for url, each in (visits or {}).items()}
    return {
        "product": declared.product,
        "entries": EntryPoints(traces, unseen),
        "visits": Every(seen, {url: Unseen("late") for url in unvisited}),
        "manifest": declared,
    }


HOME = lands(APEX)
WWW = "https://www.acme.example/"

CASES = (
    Case(Out.ALL_LAND, "all land", given(HOME, lands(APEX, start="http://acme.example/"))),
    Case(Out.ALL_LAND, "an API has no front page", given(HOME, lands(API, 404))),
    Case(Out.ALL_LAND, "health as expected", given(visits={HEALTH: lands(HEALTH, 204)})),
    Case(
        Out.ALL_LAND,
        "routes of users and logins are other checks'",
        given(visits={f"{APP}login": lands(f"{APP}login", 500)}),
    ),
    Case(
        Out.ALL_LAND,
        "a www that nobody declared is not there",
        given(HOME, lands(WWW, 0, failure=Failure.NO_ADDRESS)),
    ),
    Case(
        Out.ALL_LAND,
        "port 80 is closed beside an open 443",
        given(HOME, lands("http://acme.example/", 0, failure=Failure.REFUSED)),
    ),
    Case(Out.NOWHERE, "a front page answers 404", given(lands(APP, 404))),
    Case(Out.NOWHERE, "an API answers 502", given(HOME, lands(API, 502))),
    Case(Out.NOWHERE, "health is down", given(visits={HEALTH: lands(HEALTH, 503)})),
    Case(
        Out.NOWHERE,
        "both ports are closed",
        given(
            lands("http://acme.example/", 0, failure=Failure.REFUSED),
            lands(APEX, 0, failure=Failure.REFUSED),
        ),
    ),
    Case(
        Out.NOT_SEEN,
        "a declared host has no address, which DNS's own check raises",
        given(HOME, lands(APP, 0, failure=Failure.NO_ADDRESS)),
    ),
    Case(Out.NOT_SEEN, "a circle", given(trace(exchange(APP, 302), end=End.LOOP))),
    Case(Out.NOT_SEEN, "no end", given(trace(exchange(APP, 302), end=End.TOO_MANY))),
    Case(
        Out.NOWHERE,
        "no address to go to",
        given(trace(exchange(APP, 302), end=End.BAD_LOCATION, detail="http://[")),
    ),
    Case(
        Out.NOWHERE,
        "worse than a foreign landing, and than what was not seen",
        given(lands(APP, 500), lands("https://parked.example/", start=WWW), unseen=("x: y",)),
    ),
    Case(
        Out.ELSEWHERE,
        "a host that nobody declared",
        given(HOME, lands("https://parked.example/", start=WWW)),
    ),
    Case(
        Out.ELSEWHERE,
        "an own host that nobody declared",
        given(HOME, lands("https://old.acme.example/", start=WWW)),
    ),
    Case(Out.NOT_SEEN, "a time-out", given(HOME, unseen=(f"{APP}: no answer within 10 s",))),
    Case(Out.NOT_SEEN, "a challenge", given(HOME, lands(APP, 403, challenge="cloudflare"))),
)

test_outcomes = judges(check, CASES)


def test_every_problem_is_in_the_evidence() -> None:
    """The summary stays short; the evidence holds all of it."""
    broken = [lands(f"https://app.acme.example/{n}", 500) for n in range(7)]
    verdict = check.judge(**given(*broken))  # type: ignore[arg-type]
    assert "and 3 more" in verdict.summary
    problems = verdict.evidence["all_problems"]
    assert isinstance(problems, list)
    assert len(problems) == 7
