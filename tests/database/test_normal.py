"""The same statement is known again whatever its values, and no value stays in its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.database.normal import MAX_TEXT, mask_literals, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM t WHERE b = $1", "select  a\nfrom t where b=$2"),
        ("SELECT a FROM t WHERE b IN ($1)", "SELECT a FROM t WHERE b IN ($1, $2, $3)"),
        ("SELECT a FROM t WHERE b IN ($1 /*, ... */)", "SELECT a FROM t WHERE b IN ($1,$2)"),
        ("INSERT INTO t VALUES ($1, $2)", "INSERT INTO t VALUES ($1,$2), ($3, $4), ($5, $6)"),
        ("SELECT a /* user 7 */ FROM t -- 8", "SELECT a FROM t"),
        ("SELECT 1 /* /* nested */ x */ FROM t;", "SELECT 1 FROM t"),
    ],
)
def test_one_statement_in_two_forms(one: str, other: str) -> None:
    """Spaces, case, comments and the length of lists make no other statement."""
    assert normalise(one).key == normalise(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM t WHERE b = $1", "SELECT a FROM t WHERE c = $1"),
        ("SELECT a FROM t LIMIT $1", "SELECT a FROM t"),
        ('SELECT "a" FROM t', "SELECT a FROM t"),
    ],
)
def test_two_statements(one: str, other: str) -> None:
    """What reads something else is another statement."""
    assert normalise(one).key != normalise(other).key


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 'hush'",
        "SELECT E'it\\'s hush'",
        "SELECT $q$hush$q$",
        "SELECT U&'hush'",
        "SELECT 1 /* hush */",
        "SELECT 1 -- hush",
        "SELECT 'never closed hush",
        "SELECT 'it''s hush'",
        "SELECT $$ a $q$ hush $$",
    ],
)
def test_no_value_is_left(text: str) -> None:
    """Whatever quotes a value, and whatever comments on it, nothing of it is kept."""
    assert "hush" not in normalise(text).text
    assert "hush" not in mask_literals(text)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("WITH x AS (SELECT 1) SELECT * FROM x", "select"),
        ("WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x", "delete"),
        ("(SELECT 1) UNION (SELECT 2)", "select"),
        ("TABLE t", "select"),
        ("/* a */ update t set a = $1", "update"),
        ("COMMIT", "other"),
        ("SET x TO 'delete'", "other"),
        ("", "other"),
    ],
)
def test_what_a_statement_does(text: str, verb: str) -> None:
    """Reads and writes are told apart, also where a WITH comes first."""
    assert normalise(text).verb == verb


@pytest.mark.parametrize(
    ("text", "single"),
    [
        ("SELECT 1", True),
        ("SELECT ';'", True),
        ("SELECT 1 /* ; */", True),
        ("SELECT 1; ", True),
        ("SELECT 1; DROP TABLE t", False),
        ("SELECT 'a;' ; DROP TABLE t", False),
    ],
)
def test_two_statements_in_one_text_are_seen(text: str, single: bool) -> None:
    """A text that holds more than one statement is never taken for a single one."""
    assert normalise(text).single is single


@given(st.text(alphabet="'\"$/*-;eE\\( \nq1a,)", max_size=200))
def test_any_text_is_read(text: str) -> None:
    """No text, however odd, is more than it takes to read it."""
    assert len(normalise(text).text) <= MAX_TEXT
