"""What is used is listed: hosts, addresses, redirects."""

from typing import Any

from launchready.checks.handover import endpoints_listed as check
from launchready.facts.base import Unseen
from launchready.facts.http import EntryPoints
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, trace
from tests.checks.handover.accounts import untimed

Out = check.Outcomes
HOSTS = {"acme.example": {"role": "marketing"}, "app.acme.example": {"role": "app"}}
HOME = {"name": "home", "url": "https://acme.example/"}
LOGIN = {"name": "login", "url": "https://app.acme.example/login"}
BOTH = [HOME, LOGIN]


def given(*urls: str, **tables: Any) -> dict[str, Any]:
    """Show the judge a manifest, and one entry point that passes these addresses."""
    hops = [exchange(url) for url in urls or ("https://acme.example/",)]
    made = untimed(**{"hosts": HOSTS, "routes": BOTH, **tables})
    return {**made, "entries": EntryPoints((trace(*hops),))}


CASES = (
    Case(Out.LISTED, "all of it", given()),
    Case(
        Out.LISTED,
        "a hop to somebody else's",
        given("https://acme.example/", "https://x.test/"),
    ),
    Case(
        Out.HOSTS_MISSING,
        "a host that a route alone names",
        given(routes=[*BOTH, {"name": "api", "url": "https://api.acme.example/"}]),
    ),
    Case(
        Out.HOSTS_MISSING,
        "a host on the way",
        given("https://acme.example/", "https://go.acme.example/"),
    ),
    Case(Out.ROUTES_MISSING, "an app without addresses", given(routes=[HOME])),
    Case(Out.ROUTES_MISSING, "no routes", given(routes=[], hosts={})),
    Case(Out.NOT_SEEN, "entry points unseen", {**given(), "entries": Unseen("timed out")}),
)

test_outcomes = judges(check, CASES)
