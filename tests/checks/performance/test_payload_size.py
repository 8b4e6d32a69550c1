"""What a route answers to the one who uses it is small, large, or could not be read."""

from launchready.checks.performance import payload_size as check
from launchready.facts.base import Unseen
from launchready.facts.http import Body, Failure, HttpExchange
from launchready.facts.pages import SignedInVisit
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, route, visit

Out = check.Outcomes
HOLE = Unseen("no session")


def public(answer: HttpExchange) -> dict[str, object]:
    """Show what anyone gets."""
    return {"route": route(), "visit": visit(answer), "signed_in": HOLE}


def private(answer: HttpExchange) -> dict[str, object]:
    """Show what a user gets; anyone else is sent to a small page."""
    return {
        "route": route(access="user"),
        "visit": visit(exchange(body=Body(size=10))),
        "signed_in": SignedInVisit(answer),
    }


SMALL, LARGE = exchange(body=Body(size=9000)), exchange(body=Body(size=600_000))

CASES = (
    Case(Out.SMALL, "9 kB", public(SMALL)),
    Case(Out.SMALL, "9 kB for a user", private(SMALL)),
    Case(Out.LARGE, "600 kB", public(LARGE)),
    Case(Out.LARGE, "600 kB for a user", private(LARGE)),
    Case(Out.LARGE, "more than is read", public(exchange(body=Body(size=9, truncated=True)))),
    Case(
        Out.LARGE,
        "small on the wire alone",
        public(exchange(body=Body(size=900_000, wire_size=9000))),
    ),
    Case(Out.NOT_SEEN, "an error", public(exchange(status=500))),
    Case(Out.NOT_SEEN, "no answer", public(exchange(status=0, failure=Failure.RESET))),
    Case(
        Out.NOT_SEEN,
        "no session",
        {"route": route(access="user"), "visit": visit(SMALL), "signed_in": HOLE},
    ),
)

test_outcomes = judges(check, CASES)


def test_files_and_services_are_left_out() -> None:
    """Scripts are compressed and cached; a service's answers cannot be read."""
    assert not check.applies(route(kind="asset"))
    assert not check.applies(route(kind="api", access="service"))
    assert check.applies(route(kind="api"))
