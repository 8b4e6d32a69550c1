"""The two engines find the same: every format, and nothing that is only a piece of one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from re._parser import parse  # type: ignore[import-not-found]  # knows widths
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchready.facts.secrets import Findings
from launchready.secrets.catalog import all_rules
from launchready.secrets.engine import HyperscanEngine, PythonEngine
from launchready.secrets.scan import PARTING, Origin, Span
from launchready.secrets.width import UnboundedPattern, widest
from tests.secrets.samples import every_rule, sample
from tests.secrets.scanning import HASHED, RULES, both_engines, new_scan, scan_text, token

each_engine = pytest.mark.parametrize("engine", both_engines(), ids=["hyperscan", "python"])


def seen(findings: Findings) -> set[tuple[str, int, int, str]]:
    """Give what was found, to compare."""
    return {(each.rule, each.line, each.column, each.hash) for each in findings.found}


@each_engine
def test_every_format_is_found(engine: HyperscanEngine | PythonEngine) -> None:
    """A token of each rule, somewhere in a text with all others, is found by its value."""
    chance = random.Random(7)
    made = [sample(rule, chance) for rule in every_rule()]
    # Far apart, so that no keyword is another token's context.
    text = (b"\n" + b"# " * 100 + b"\n").join(each.text for each in made)
    found = {each.hash for each in scan_text(text, engine=engine).found}
    missed = [each.rule.id for each in made if HASHED(each.secret) not in found]
    assert missed == []


PIECES = [sample(rule, random.Random(rule.id)).text for rule in RULES.values()]
AROUND = [
    b" ", b"\n", b'"', b"a", b"_", b"-", b".", b"=", b"/", b"\\n", b"%20", b"\x1b[31m", b"\0",
    b"\xff", b"://", b"key", b"password = '", b"secret", b"\\u003d", b"AAAA",
]  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Draw texts of tokens, pieces of tokens, and what stands around them."""
    parts = []
    for _ in range(draw(st.integers(1, 12))):
        piece = draw(st.sampled_from(PIECES))
        match draw(st.integers(0, 5)):
            case 0:
                piece = piece[: draw(st.integers(0, len(piece)))]
            case 1:
                piece = piece[draw(st.integers(0, len(piece))) :]
            case 2:
                piece = piece.swapcase()
            case 3:
                piece = draw(st.binary(max_size=30))
        parts += [piece, draw(st.sampled_from(AROUND)) * draw(st.integers(0, 2))]
    return b"".join(parts)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_both_engines_give_the_same(text: bytes) -> None:
    """Whatever the text, Hyperscan's findings are those of Python's expressions."""
    fast, plain = both_engines()
    assert seen(scan_text(text, engine=fast)) == seen(scan_text(text, engine=plain))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(texts(), min_size=2, max_size=5))
def test_texts_in_one_buffer_do_not_touch(several: list[bytes]) -> None:
    """What is found in many texts at once is what is found in each, by either engine."""
    alone = [seen(scan_text(text, path=f"{n}.py")) for n, text in enumerate(several)]
    for engine in both_engines():
        scan = new_scan(engine=engine)
        spans, at = [], 0
        for number, text in enumerate(several):
            spans.append(Span.whole(Origin(f"{number}.py"), at, at + len(text)))
            at += len(text) + 1
        buffer = bytes([PARTING]).join(several) + bytes([PARTING])
        scan.buffer(buffer, len(buffer), spans)
        found = scan.findings()
        for number, expected in enumerate(alone):
            own = [each for each in found.found if each.path == f"{number}.py"]
            assert seen(Findings(tuple(own))) == expected


def test_no_token_holds_what_parts_texts() -> None:
    """No rule's expression matches the byte between two texts of a buffer."""
    for rule in all_rules():
        for kind, value in _nodes(parse(rule.pattern)):
            if kind == "IN":
                names = [str(each) for each, _ in value]
                held = {
                    v if str(each) == "LITERAL" else v[0] for each, v in value if v is not None
                }
                assert ("NEGATE" in names) == (PARTING in held), rule.id
            else:
                assert (kind, value) != ("LITERAL", PARTING), rule.id


def _nodes(parsed: Any) -> Iterator[tuple[str, Any]]:
    for kind, value in parsed:
        yield str(kind), value
        match str(kind):
            case "SUBPATTERN":
                yield from _nodes(value[3])
            case "MAX_REPEAT":
                yield from _nodes(value[2])
            case "BRANCH":
                for branch in value[1]:
                    yield from _nodes(branch)


@pytest.mark.parametrize(
    "before",
    ['"', "\\n", "\\t", "%3D", "%0a", "\x1b[31m", "\x1b[0m", "\x1b[1;31m", "\x1b[m",
     "\\u0022", "\\x0a", "=", ":", "/", "\0"],
)  # fmt: skip
def test_escapes_before_a_token_are_a_boundary(before: str) -> None:
    """JSON, URLs, logs with colours: what ends in a letter there does not hide a token."""
    assert len(scan_text(f"x{before}{token()}").found) == 1


@pytest.mark.parametrize("before", ["n", "a_", "my-", "0D", "[31m"])
def test_a_piece_of_a_longer_word_is_none(before: str) -> None:
    """What only ends like a token is not one."""
    assert scan_text(f" {before}{token()}").found == ()


def test_widths_are_those_of_pythons_own_parser() -> None:
    """The window in which a rule is tried is as wide as its longest match."""
    for rule in all_rules():
        assert widest(rule.pattern) == parse(rule.pattern).getwidth()[1], rule.id


@pytest.mark.parametrize(
    "pattern",
    ["a*", "a+", "a{2,}", "(?=a)", "(?<!a)", r"(a)\1", "a{1,2}?", "^a", "a$", r"\bA", "(a",
     "a)", "[a", "a**", "(?P<other>a)"],
)  # fmt: skip
def test_unbounded_patterns_are_refused(pattern: str) -> None:
    """No rule can make the engines try without an end."""
    with pytest.raises(UnboundedPattern):
        widest(pattern)


def test_tokens_across_parts_of_a_large_text_are_found_once() -> None:
    """Where one part ends and the next begins, nothing is lost or told twice."""
    text = "x" * 90 + "\n" + token() + "\n"
    assert len(scan_text(text * 3).found) == 1  # the same secret of one file, once
    assert re.fullmatch(r"a\.py:2", scan_text(text * 3).found[0].place)
