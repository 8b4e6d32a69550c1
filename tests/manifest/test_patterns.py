"""Expressions that could take for ever are refused; ordinary ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from launchready.manifest.patterns import pattern_problem
from launchready.manifest.schema import EnvVar


@pytest.mark.parametrize(
    "pattern",
    [
        r"sk_live_[A-Za-z0-9]{24,}",
        r"[a-z]+\.example\.com",
        r"(?:[0-9a-f]{2}:){15}[0-9a-f]{2}",
        r"(?:prod|staging)-\d+",
        r"(?i)v\d+(?:\.\d+)?(?:\.\d+)?",
        r"[]+*?(]+",
        r"[^](|)]*",
        r"\(a+\)+",
        r"a\{2}+",
        r"(?P<name>[a-z]{3}){2}",
        r"",
    ],
)
def test_ordinary_patterns(pattern: str) -> None:
    """Fixed parts may be repeated, and variable ones may stand once."""
    assert pattern_problem(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+",
        r"(a*)*b",
        r"(?:a|a)+$",
        r"(?:a|ab)*",
        r"((a{1,5}))+",
        r"([a-z]+)*!",
        r"(\w+\s?)*$",
        r"(a?){30}a{30}",
        r"(?:(?:x+)y)+",
        r"(a)\1",
        r"(?=a+)a",
        r"(?<!a)b",
        r"(?P<x>a)(?P=x)",
        r"(a)(?(1)b|c)",
        r"(",
        r"[z-a]",
        r"a{5,2}",
        "x" * 201,
    ],
)
def test_refused_patterns(pattern: str) -> None:
    """What is ambiguous when repeated, looks around or is no expression is refused."""
    assert pattern_problem(pattern)


def test_the_schema_refuses_them() -> None:
    """A manifest with such a pattern is wrong, and says why."""
    with pytest.raises(ValidationError, match="give the inner part a fixed length"):
        EnvVar(pattern="(a+)+")
    with pytest.raises(ValidationError, match="an enum needs"):
        EnvVar(type="enum")


@given(st.text("ab()[]{}*+?|\\^1,:P<>=!", max_size=30))
def test_any_pattern_gets_an_answer(pattern: str) -> None:
    """No text, however odd, makes the check itself fail."""
    pattern_problem(pattern)
