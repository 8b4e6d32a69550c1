"""Two users at one address see their own, or one of them sees the other's: a breach."""

from __future__ import annotations

from typing import Any

from launchready.checks.performance import cache_crosses_users as check
from launchready.facts.base import Unseen
from launchready.facts.sessions import TwoAnswers, TwoUsers
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
URL = "https://app.acme.example/dashboard"
ROUTE = {"name": "dashboard", "url": URL, "access": "user"}


def given(users: object, **tables: Any) -> dict[str, object]:
    """Show what two users saw of one route."""
    sessions = {"session": {"cookie_env": "A"}, "second_session": {"cookie_env": "B"}}
    declared = manifest(**{"routes": [ROUTE], **sessions, **tables})
    return {"product": declared.product, "manifest": declared, "users": users}


def seen(**fields: Any) -> TwoUsers:
    """Make what was seen of the route."""
    return TwoUsers((TwoAnswers(URL, **fields),))


HOLE = Unseen("no second user is declared")

CASES = (
    Case(Out.OWN, "each their own", given(seen(own=True)), URL),
    Case(Out.DIFFERENT, "different, without names", given(seen()), URL),
    Case(Out.EVERYBODY, "a shell for scripts", given(seen(same=True, public=True)), URL),
    Case(Out.CROSSED, "the other is named", given(seen(crossed=True, same=True)), URL),
    Case(Out.CROSSED, "both are named", given(seen(crossed=True, own=True)), URL),
    Case(Out.SAME, "the same, without names", given(seen(same=True)), URL),
    Case(Out.NOT_SEEN, "an error", given(seen(unseen="it answered 500")), URL),
    Case(Out.NOT_SEEN, "no sign-in", given(Unseen("the sign-in was not accepted"))),
    Case(Out.ONE_USER, "one user", given(HOLE, second_session=None)),
    Case(Out.NO_ROUTES, "nothing of a user's", given(HOLE, routes=[])),
    Case(
        Out.NO_ROUTES,
        "a user's callback alone",
        given(TwoUsers(()), routes=[{**ROUTE, "kind": "callback"}]),
    ),
)

test_outcomes = judges(check, CASES)
