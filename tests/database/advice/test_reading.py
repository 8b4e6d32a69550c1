"""What a statement asks of a table is read right, and hostile text harms nothing."""

from __future__ import annotations

from contextlib import suppress

import pytest
from msgspec.structs import replace

from launchready.database.advice.candidates import Candidate, candidates, serves
from launchready.database.advice.catalog import Column, Index, Table
from launchready.database.advice.copying import ranges
from launchready.database.advice.measure import Measured
from launchready.database.advice.needs import How, Needs
from launchready.database.advice.prove import LEAST_MS, helps
from launchready.database.advice.read_statement import read_needs
from launchready.database.advice.tree import parse, tables_of
from launchready.facts.base import CannotSee

COLUMNS = {
    ("", "orders"): frozenset({"id", "user_id", "state", "total", "created_at", "deleted_at"}),
    ("app", "users"): frozenset({"id", "email", "tenant_id"}),
}
ORDERS = Table(
    "public", "orders", tuple(Column(n, "text") for n in sorted(COLUMNS["", "orders"]))
)


def needs(text: str) -> Needs:
    """Read a statement of two known tables."""
    return read_needs(parse(text), COLUMNS)


def conditions(text: str, number: int = 0) -> set[tuple[str, How]]:
    """Give the conditions on a table."""
    return {(each.key.sql, each.how) for each in needs(text).tables[number].conditions}


@pytest.mark.parametrize(
    ("where", "condition"),
    [
        ("user_id = $1", ("user_id", How.EQUAL)),
        ("$1 = user_id", ("user_id", How.EQUAL)),
        ("$1 < total", ("total", How.RANGE_UP)),
        ("total <= 5", ("total", How.RANGE_DOWN)),
        ("total BETWEEN 1 AND 2", ("total", How.BETWEEN)),
        ("state IN ('a', $1)", ("state", How.EQUAL)),
        ("user_id = ANY($1)", ("user_id", How.EQUAL)),
        ("user_id IN (SELECT id FROM app.users)", ("user_id", How.JOIN)),
        ("deleted_at IS NULL", ("deleted_at", How.EQUAL)),
        ("state LIKE 'a%'", ("state", How.PREFIX)),
        ("state LIKE '%a'", ("state", How.INSIDE)),
        ("state LIKE $1", ("state", How.PATTERN)),
        ("state ILIKE 'a%'", ("state", How.INSIDE)),
        ("lower(state) = $1", ("lower(state)", How.EQUAL)),
        ("o.total @> $1", ("total", How.CONTAINS)),
    ],
)
def test_conditions(where: str, condition: tuple[str, How]) -> None:
    """Each way to find rows is told from the others."""
    assert condition in conditions(f"SELECT id FROM orders o WHERE {where}")


@pytest.mark.parametrize(
    "where",
    ["user_id <> $1", "total = id", "state NOT LIKE 'a%'", "NOT (user_id = $1)", "$1 = 1",
     "user_id IS NOT NULL", "coalesce(user_id, $1) = 5"],
)  # fmt: skip
def test_what_no_index_finds_is_no_condition(where: str) -> None:
    """Inequality, negation and a column beside itself find nothing by an index."""
    assert not conditions(f"SELECT id FROM orders WHERE {where}")


def test_joins_subqueries_and_common_tables() -> None:
    """A condition is noted with the table that it is of, wherever it stands."""
    text = """WITH late AS (SELECT user_id FROM orders WHERE created_at < now())
        SELECT u.id FROM app.users u JOIN late USING (user_id)
        WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.total > $1)"""
    found = needs(text)
    assert [each.table for each in found.tables] == ["orders", "users", "orders"]
    assert ("created_at", How.RANGE_DOWN) in conditions(text, 0)
    assert ("id", How.JOIN) in conditions(text, 1)
    assert conditions(text, 2) == {("user_id", How.JOIN), ("total", How.RANGE_UP)}
    assert found.values[1].need == 2
    assert tables_of(parse(text)) == {("", "orders"), ("app", "users")}


def test_a_fixed_condition_makes_a_partial_index() -> None:
    """What needs no value may bound the index; what it says need not be a key."""
    need = needs("SELECT id FROM orders WHERE deleted_at IS NULL AND user_id = $1").tables[0]
    found = [each.body for trial in candidates(need, ORDERS, trigrams=False) for each in trial]
    assert 'ON "public"."orders" (user_id) WHERE deleted_at IS NULL' in found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1; DROP TABLE orders",
        "COPY orders TO PROGRAM 'id'",
        "SELECT * INTO made FROM orders",
        "INSERT INTO orders VALUES (1)",
        "SELECT FROM WHERE",
        "SELECT '" + "x" * 30_000 + "'",
        "",
        "\x00",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_single_reading_statement_is_refused(text: str) -> None:
    """Nothing of it reaches a server, and nothing breaks."""
    with pytest.raises(CannotSee):
        parse(text)


def test_deep_nesting_ends_in_words() -> None:
    """A statement that only a program would write is told, or read, but breaks nothing."""
    for text in (
        "SELECT id FROM orders WHERE " + " OR ".join(f"total = {n}" for n in range(1_000)),
        "SELECT id FROM orders WHERE total = " + "@ " * 9_000 + "total",
        "SELECT " + "(SELECT " * 2_000 + "1" + ")" * 2_000,
    ):
        with suppress(CannotSee):
            assert needs(text).tables


@pytest.mark.parametrize(
    ("keys", "wanted", "equal", "does"),
    [
        (("user_id",), ("user_id",), 1, True),
        (("user_id", "created_at"), ("user_id",), 1, True),
        (("created_at", "user_id"), ("user_id",), 1, False),
        (("state", "user_id"), ("user_id", "state"), 2, True),
        (("user_id", "created_at DESC"), ("user_id", "created_at"), 1, True),
        (("id", "created_at DESC"), ("id DESC", "created_at"), 0, True),
        (("id", "created_at"), ("id DESC", "created_at"), 0, False),
        (("lower((state)::text)",), ("(lower(state))",), 1, True),
        (("state text_pattern_ops",), ("state",), 1, False),
    ],
)
def test_what_an_index_that_is_there_serves(
    keys: tuple[str, ...], wanted: tuple[str, ...], equal: int, does: bool
) -> None:
    """A beginning of its keys, in any order where values are equal, read either way."""
    candidate = Candidate("public", "orders", wanted, equal)
    assert serves(Index("one", keys), candidate) is does
    assert not serves(Index("one", keys, valid=False), candidate)
    assert not serves(Index("one", keys, where="total > 0"), candidate)


def test_a_large_table_is_read_in_evenly_spaced_parts() -> None:
    """Never more than was allowed, from all over the table, and the share is told."""
    table = Table("public", "big", (), rows=10_000_000, pages=200_000)
    chunks, share = ranges(table, 200_000)
    read = sum(last - first for first, last in chunks)
    assert read / table.pages == pytest.approx(share)
    assert share == pytest.approx(0.02, rel=0.1)
    assert chunks[-1][0] > 0.9 * table.pages
    small = Table("public", "small", (), rows=900, pages=12)
    assert ranges(small, 200_000) == ([(0, 76)], 1.0)


@pytest.mark.parametrize(
    ("before", "after", "does"),
    [
        ((4.0, 4.0), (1.9, 1.9), True),
        ((4.0, 4.0), (2.1, 2.1), False),
        ((0.6, 0.6), (0.2, 0.2), False),
        ((9.0, 1.0), (0.1, 1.4), False),
    ],
    ids=["twice as fast", "not quite", "saves too little", "one set of values is slower"],
)
def test_what_counts_as_help(
    before: tuple[float, ...], after: tuple[float, ...], does: bool
) -> None:
    """At least twice as fast, by half a millisecond, and slower for nobody."""
    one, two = (Measured(sum(each) / 2, each, 1, frozenset(), "") for each in (before, after))
    assert helps(one, two, LEAST_MS) is does
    assert not helps(one, replace(two, stopped=True), LEAST_MS)


def test_a_long_name_fits() -> None:
    """Postgres cuts names at 63 octets; two long ones must not become one."""
    long = tuple(f"a_rather_long_column_{n}" for n in range(5))
    first, second = (Candidate("public", "orders", (*long, last)) for last in ("x", "y"))
    assert len(first.name) <= 63
    assert first.name != second.name
