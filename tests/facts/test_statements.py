"""A statement is told briefly: what it reads, not which columns."""

import pytest

from launchready.facts.statements import brief

COLUMNS = ", ".join(f'"orders"."column_{n}"' for n in range(9))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"SELECT {COLUMNS} FROM orders WHERE id = $1", "SELECT … FROM orders WHERE id = $1"),
        ("SELECT id FROM orders", "SELECT id FROM orders"),
        (
            f"SELECT (SELECT max(id) FROM items), {COLUMNS} FROM orders",
            "SELECT … FROM orders",
        ),
        (f"INSERT INTO orders VALUES ({COLUMNS})", "INSERT INTO orders VALUES (\"orders\"…"),
        ("SELECT 1", "SELECT 1"),
        ("", ""),
        ("SELECT )))) FROM (((( FROM a", "SELECT )))) FROM (((( FROM a"),
    ],
)  # fmt: skip
def test_columns_are_left_out_where_they_are_many(text: str, said: str) -> None:
    """The tables and the condition stand in front, whatever the list of columns."""
    assert brief(text, 36) == said
