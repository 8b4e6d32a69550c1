"""What the reading role could do is judged, not what is done with it."""

from launchready.checks.performance import database_role as check
from launchready.facts.database import ReadingRole
from tests.checks.cases import Case, judges

from .statements import server

Out = check.Outcomes


def role(*writes: str, superuser: bool = False) -> ReadingRole:
    """Make a role."""
    return ReadingRole("look", superuser, writes, sees_all=True)


CASES = (
    Case(Out.READS, "reads", server()),
    Case(Out.WRITES, "the product's own", server(reader=role("public.orders"))),
    Case(Out.SUPERUSER, "a superuser", server(reader=role("public.a", superuser=True))),
)

test_outcomes = judges(check, CASES)
