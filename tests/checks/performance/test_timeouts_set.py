"""A statement's own end bounds its waiting; one for transactions bounds both."""

from launchready.checks.performance import timeouts_set as check
from launchready.facts.database import RoleTimeouts
from tests.checks.cases import Case, judges

from .statements import server

Out = check.Outcomes

CASES = (
    Case(Out.SET, "all", server()),
    Case(Out.SET, "no lock_timeout", server(product=RoleTimeouts("app", 30_000, 0, 60_000))),
    Case(Out.SET, "of transactions", server(product=RoleTimeouts("app", 0, 0, 0, 60_000))),
    Case(Out.MISSING, "none", server(product=RoleTimeouts("app"))),
    Case(Out.MISSING, "statements only", server(product=RoleTimeouts("app", 30_000))),
    Case(Out.MISSING, "idleness only", server(product=RoleTimeouts("app", 0, 0, 60_000))),
    Case(Out.LONG, "ten minutes", server(product=RoleTimeouts("app", 600_000, 1, 60_000))),
    Case(Out.NOT_SEEN, "whose they are is not known", server(product=None)),
)

test_outcomes = judges(check, CASES)
