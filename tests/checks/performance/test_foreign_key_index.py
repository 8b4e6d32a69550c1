"""Keys of tables with many rows are judged, each by itself."""

from launchready.checks.performance import foreign_key_index as check
from launchready.facts.database import ForeignKey
from tests.checks.cases import Case, judges

from .statements import schema

Out = check.Outcomes


def key(*, indexed: bool, rows: int = 1_000) -> ForeignKey:
    """Make a foreign key of items."""
    return ForeignKey("item_order", "public.items", ("o",), "public.orders", indexed, rows)


CASES = (
    Case(Out.INDEXED, "with an index", schema(foreign_keys=(key(indexed=True),))),
    Case(
        Out.NO_INDEX,
        "without",
        schema(foreign_keys=(key(indexed=True), key(indexed=False))),
        "public.items.item_order",
    ),
    Case(Out.NONE, "of a small table", schema(foreign_keys=(key(indexed=False, rows=999),))),
    Case(Out.NONE, "none at all", schema()),
)

test_outcomes = judges(check, CASES)
