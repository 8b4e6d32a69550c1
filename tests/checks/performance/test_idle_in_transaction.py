"""A transaction counts by how long nothing has happened in it."""

from launchready.checks.performance import idle_in_transaction as check
from launchready.facts.database import OpenTransaction
from tests.checks.cases import Case, judges

from .statements import server

Out = check.Outcomes


def idle(seconds: float, name: str = "worker") -> OpenTransaction:
    """Make a session that holds a transaction open."""
    return OpenTransaction("app", name, seconds, seconds + 5, "UPDATE a SET b = '…'")


CASES = (
    Case(Out.NONE, "none", server()),
    Case(Out.NONE, "between two statements", server(idle_in_transaction=(idle(29.0),))),
    Case(Out.IDLE, "over half a minute", server(idle_in_transaction=(idle(31.0),))),
    Case(Out.IDLE, "one of two", server(idle_in_transaction=(idle(500.0, ""), idle(1.0)))),
)

test_outcomes = judges(check, CASES)
