"""A dump is cut as psql would cut it, and nothing in it is ever a command."""

from __future__ import annotations

import io

import pytest

from launchready.drill.restore.script import Refused, Script

BODY = (
    "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC "
    "SELECT 1; SELECT CASE WHEN a THEN b END; END"
)


def cut(text: bytes | str, *, escapes: bool = False) -> list[bytes]:
    """Cut a script into statements; the data after each COPY follows in brackets."""
    script = Script(io.BytesIO(text.encode() if isinstance(text, str) else text))
    script.escapes = escapes
    found = []
    while statement := script.statement():
        found.append(statement)
        if statement.upper().startswith(b"COPY"):
            found.append(b"[" + b"".join(script.copy_data()) + b"]")
    return found


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("SELECT 1; SELECT 2;\nSELECT\n3;", ["SELECT 1", "SELECT 2", "SELECT\n3"]),
        ("SELECT ';' ; SELECT 'it''s;';", ["SELECT ';'", "SELECT 'it''s;'"]),
        ("SELECT E'\\';' ; SELECT 2;", ["SELECT E'\\';'", "SELECT 2"]),
        ("SELECT '\\' ; SELECT 2;", ["SELECT '\\'", "SELECT 2"]),
        ('SELECT ";""\\;" ; SELECT 2;', ['SELECT ";""\\;"', "SELECT 2"]),
        ("SELECT $$;$$ ; SELECT $a$;$$;$a$;", ["SELECT $$;$$", "SELECT $a$;$$;$a$"]),
        ("SELECT a$b$;SELECT c$b$;", ["SELECT a$b$", "SELECT c$b$"]),
        ("-- one;\nSELECT 1; -- \\! two\n", ["SELECT 1"]),
        ("/* ; /* ; */ ; */ SELECT 1;", ["/* ; /* ; */ ; */ SELECT 1"]),
        ("CREATE RULE r AS ON INSERT TO t DO (a; b); SELECT 1;",
         ["CREATE RULE r AS ON INSERT TO t DO (a; b)", "SELECT 1"]),
        (f"{BODY}; SELECT 2;", [BODY, "SELECT 2"]),
        ("BEGIN; SELECT 1; END;", ["BEGIN", "SELECT 1", "END"]),
        ("SELECT 'two\nlines;';", ["SELECT 'two\nlines;'"]),
        ("\ufeffSELECT 1;", ["SELECT 1"]),
        ("\\restrict aB3\nSELECT 1;\n\\unrestrict aB3\n", ["SELECT 1"]),
        ("SELECT 1", ["SELECT 1"]),
        (";;  ;\n", []),
        ("", []),
    ],
)  # fmt: skip
def test_statements_end_where_psql_ends_them(text: str, statements: list[str]) -> None:
    """Quotes, comments, parentheses and bodies hold their semicolons."""
    assert [each.decode() for each in cut(text)] == statements


def test_backslashes_in_plain_quotes_can_be_switched_on() -> None:
    """A dump of an old server says so, and the server tells."""
    assert cut(r"SELECT '\';' ; SELECT 2;", escapes=True) == [rb"SELECT '\';'", b"SELECT 2"]


def test_copy_data_is_passed_on_as_it_is() -> None:
    r"""Up to the line `\.`, whatever stands in it; lines of any length, in pieces."""
    long = b"x" * 700_000
    text = b"COPY t FROM stdin;\n1\t;\\N\n\\! id\n" + long + b"\n\\.\nSELECT 1;\n"
    assert cut(text) == [
        b"COPY t FROM stdin", b"[1\t;\\N\n\\! id\n" + long + b"\n]", b"SELECT 1",
    ]  # fmt: skip


def test_a_dot_in_the_middle_of_a_long_line_ends_nothing() -> None:
    r"""Only a line of its own is the end, wherever a line happens to be cut."""
    row = b"y" * (256 * 1024) + b"\\.\n"
    assert cut(b"COPY t FROM stdin;\n" + row + b"\\.\n")[1] == b"[" + row + b"]"


def test_data_that_stops_short_is_told() -> None:
    """The rest of the file is no data of the table."""
    script = Script(io.BytesIO(b"COPY t FROM stdin;\n1\n2\n"))
    assert script.statement() == b"COPY t FROM stdin"
    with pytest.raises(EOFError):
        list(script.copy_data())


@pytest.mark.parametrize(
    "text",
    [
        "\\! touch {0}\n",
        "  \\! touch {0}\n",
        "SELECT 1 \\! touch {0}\n",
        "SELECT 1 \\g | touch {0}\n",
        "\\copy t to program 'touch {0}'\n",
        "\\o |touch {0}\n",
        "\\i /etc/passwd\n",
        "SELECT 1; \\! touch {0}\n",
        "/* */ \\! touch {0}\n",
        "\\restrict x \\! id\n\\! id\n",
        "\\connect one\n\\connect two\n",
        "\\\\\n",
        "SELECT $a$ $a$ \\watch\n",
        "SELECT (1 \\! id\n",
    ],
)
def test_commands_of_psql_end_the_reading(text: str) -> None:
    """Nothing is passed over but what pg_dump itself writes."""
    with pytest.raises(Refused, match=r"line [12]"):
        cut(text)


def test_one_change_of_database_is_what_create_writes() -> None:
    """`pg_dump --create` has it once; a dump of a whole server has more."""
    assert cut("CREATE DATABASE a;\n\\connect a\nSELECT 1;\n") == [
        b"CREATE DATABASE a", b"SELECT 1",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["SELECT 'abc", "SELECT $x$ abc", "/* abc", "INSERT INTO t"])
def test_a_statement_without_end_is_told(text: str) -> None:
    """A dump that stops in the middle is not taken for a whole one."""
    script = Script(io.BytesIO(text.encode()))
    script.statement()
    assert script.unfinished


@pytest.mark.parametrize("piece", ["(", "$$", "'", '"', "/*", "\\\\'", "E'\\", "BEGIN ", "$a"])
def test_no_text_takes_long(piece: str) -> None:
    """A megabyte of anything is cut in a moment, by the test's own time limit."""
    script = Script(io.BytesIO(piece.encode() * (1_000_000 // len(piece))))
    try:
        while script.statement():
            pass
    except Refused:
        pass
