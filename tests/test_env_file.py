"""Files of values are read as the programs that use them do, and never believed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.env_file import MAX_BYTES, NotAnEnvFile, read_env_file, read_env_text
from launchready.environment.contract import Contract, Variable
from launchready.environment.example import write_example


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1\nB = two words \n", {"A": "1", "B": "two words"}),
        ("export A=1", {"A": "1"}),
        ("A='single # quoted' # comment", {"A": "single # quoted"}),
        ('A="double \\"quoted\\" \\n line"', {"A": 'double "quoted" \n line'}),
        ("A='raw \\n'", {"A": "raw \\n"}),
        ('K="BEGIN\nline\nEND"\nB=2', {"K": "BEGIN\nline\nEND", "B": "2"}),
        ("A=b#c\nB=b #c", {"A": "b#c", "B": "b"}),
        ("# A=1\n\n  \nB=", {"B": ""}),
        ("A=${B}\nC=$D", {"A": "${B}", "C": "$D"}),
        ("\ufeffA=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("A=1\nA=2", {"A": "2"}),
        ("JUST_A_NAME", {}),
        ("A=b=c==", {"A": "b=c=="}),
    ],
)
def test_what_a_program_would_see(text: str, values: dict[str, str]) -> None:
    """Quotes, export, comments, several lines; nothing is interpolated."""
    assert read_env_text(text).values == values


def test_lines_are_told() -> None:
    """Each assignment has its own line, and a line that makes no sense is named."""
    parsed = read_env_text("\n\nA=1\n\nB='open\nC=3\n")
    assert [(each.name, each.line) for each in parsed.assignments] == [("A", 3), ("C", 6)]
    assert parsed.damaged == (5,)
    assert "1" not in repr(parsed.assignments[0]).replace("line=", "")


@pytest.mark.parametrize("text", ["A=\0", "A=" + " " * 600 + "x"])
def test_hostile_texts_are_refused(text: str) -> None:
    """Binary data and runs of blanks that take for ever are no .env file."""
    with pytest.raises(NotAnEnvFile):
        read_env_text(text)


def test_hostile_files_are_refused(tmp_path: Path) -> None:
    """A huge file is not read, and one that is not text is named so."""
    path = tmp_path / ".env"
    path.write_bytes(b"A=1\n" * (MAX_BYTES // 4 + 1))
    with pytest.raises(NotAnEnvFile, match="larger than 1 MB"):
        read_env_file(path)
    path.write_bytes(b"A=\xff\xfe")
    with pytest.raises(NotAnEnvFile, match="UTF-8"):
        read_env_file(path)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail otherwise."""
    with contextlib.suppress(NotAnEnvFile):
        read_env_text(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=40))
def test_an_example_is_read_back(value: str) -> None:
    """Whatever a contract's example is, .env.example holds it so that readers get it back."""
    variable = Variable("NAME", example=value.strip() or "x", describe="What\nit is for")
    text = write_example(Contract({"NAME": variable}))
    assert read_env_text(text).values == {"NAME": variable.example}
