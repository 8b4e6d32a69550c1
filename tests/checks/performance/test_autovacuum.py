"""The server and each table are judged; small tables do not matter."""

from typing import Any

from launchready.checks.performance import autovacuum as check
from launchready.facts.database import TableState
from tests.checks.cases import Case, judges

from .statements import schema, server

Out = check.Outcomes
MB = 1024 * 1024


def tables(*these: TableState, **fields: Any) -> dict[str, Any]:
    """Show tables of a server."""
    return {**schema(tables=these), **server(**fields)}


WELL = TableState("public.orders", 10_000, 2_000, octets=90 * MB, wasted=80 * MB)

CASES = (
    Case(Out.KEPT, "all is well", tables(WELL)),
    Case(Out.KEPT, "there is no table", tables()),
    Case(Out.OFF, "switched off", tables(WELL, autovacuum=False)),
    Case(Out.KEPT, "an age as any", tables(age=399_999_999)),
    Case(Out.AGEING, "twice the limit", tables(age=400_000_000), check.AGE),
    Case(Out.AGEING, "of row locks", tables(multixact_age=400_000_000), check.AGE),
    Case(Out.WRAPAROUND, "near the end", tables(age=1_600_000_000), check.AGE),
    Case(
        Out.TABLE_OFF,
        "off for one table",
        tables(TableState("public.a", 1_000, autovacuum=False)),
        "public.a",
    ),
    Case(Out.KEPT, "off for a small one", tables(TableState("public.a", 9, autovacuum=False))),
    Case(Out.DEAD, "far behind", tables(TableState("public.a", 10_000, 6_151)), "public.a"),
    Case(Out.KEPT, "not so far", tables(TableState("public.a", 10_000, 6_150))),
    Case(
        Out.NEVER_ANALYSED,
        "just filled",
        tables(TableState("public.a", 1_000, analysed=False)),
        "public.a",
    ),
    Case(Out.KEPT, "just made", tables(TableState("public.a", 0, analysed=False))),
    Case(
        Out.BLOATED,
        "half of it empty",
        tables(TableState("public.a", 10_000, octets=300 * MB, wasted=150 * MB)),
        "public.a",
    ),
    Case(
        Out.KEPT,
        "a third of it empty",
        tables(TableState("public.a", 10_000, octets=300 * MB, wasted=110 * MB)),
    ),
)

test_outcomes = judges(check, CASES)
