"""What processes may open is held against what is left for them, twice for a deployment."""

from msgspec.structs import replace

from launchready.checks.performance import connection_headroom as check
from launchready.manifest.schema import Database
from tests.checks.cases import Case, judges

from .statements import LIMITS, server

Out = check.Outcomes


def wants(connections: int) -> Database:
    """Declare how many connections the product may open."""
    return Database(url_env="DATABASE_URL", connections=connections)


CASES = (
    Case(Out.ROOM, "47 of 95", server(wants(47))),
    Case(Out.TIGHT, "48 of 95", server(wants(48))),
    Case(Out.TIGHT, "all of 95", server(wants(95))),
    Case(Out.TOO_FEW, "96 of 95", server(wants(96))),
    Case(
        Out.TOO_FEW,
        "the role is limited to fewer",
        server(wants(30), product=replace(LIMITS, connections=20)),
    ),
    Case(Out.ROOM, "its role is not known", server(wants(40), product=None)),
    Case(Out.FULL, "full already", server(wants(10), connected=90)),
    Case(Out.UNDECLARED, "not declared", server()),
)

test_outcomes = judges(check, CASES)
