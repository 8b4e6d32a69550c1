"""An index is waste where it is broken, doubled, or unused although its table is busy."""

from typing import Any

from launchready.checks.performance import index_waste as check
from launchready.facts.database import IndexState, TableState
from tests.checks.cases import Case, judges

from .statements import schema

Out = check.Outcomes
NAME = "public.by_total"


def one(*, reads: int = 1_000, writes: int = 10_000, standbys: int = 0, **fields: Any) -> Any:
    """Show one index of a busy table."""
    index = IndexState(**{"name": NAME, "table": "public.orders", "definition": "CREATE …",
                          "octets": 2**21, **fields})  # fmt: skip
    table = TableState("public.orders", 50_000, written=writes, scans=reads)
    return schema(tables=(table,), indexes=(index,), standbys=standbys)


CASES = (
    Case(Out.USEFUL, "used", one(scans=1)),
    Case(Out.UNUSED, "never used", one(), NAME),
    Case(Out.USEFUL, "on a table that few read", one(reads=999)),
    Case(Out.USEFUL, "on a table that few write", one(writes=9_999)),
    Case(Out.USEFUL, "small", one(octets=2**19)),
    Case(Out.USEFUL, "it forbids doubles", one(unique=True)),
    Case(Out.USEFUL, "a standby may use it", one(standbys=1)),
    Case(Out.INVALID, "broken", one(valid=False, scans=5), NAME),
    Case(Out.DOUBLED, "doubled", one(same_as="public.other", scans=5), NAME),
)

test_outcomes = judges(check, CASES)
