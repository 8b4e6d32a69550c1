"""Marks are new each time, and are found in whatever form a log writes them."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.drill.marks import Canary, Finder, make_canary

KINDS = ["password", "token", "card", "email", "name"]


@pytest.fixture(scope="module")
def canary() -> Canary:
    """Make marks of this run."""
    return make_canary()


def test_marks_are_new_each_time() -> None:
    """An earlier run's marks in a log are never taken for this run's."""
    one, other = make_canary(), make_canary()
    assert one.beacon != other.beacon
    assert {mark.value for mark in one.marks[:2]}.isdisjoint(
        mark.value for mark in other.marks[:2]
    )


@pytest.mark.parametrize("_", range(20))
def test_the_card_number_is_one_that_scanners_and_redactors_know(_: int) -> None:
    """It has 16 digits of the test range, and its check digit is right (Luhn)."""
    number = make_canary().card.value
    digits = [int(char) for char in reversed(number)]
    total = sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    assert number.startswith("4242424242")
    assert len(number) == 16
    assert total % 10 == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "written",
    [
        lambda value: value,
        lambda value: f'{{"x": "{value}"}}',
        lambda value: quote(value, safe=""),
        lambda value: f"\x1b[31m{value}\x1b[0m",
    ],
)
def test_found_as_logs_write_it(canary: Canary, kind: str, written: object) -> None:
    """Plain, in JSON, URL-encoded and in colour."""
    mark = getattr(canary, kind)
    assert callable(written)
    text = f"12:00 got {written(mark.value)} end".encode()
    assert [hit.mark.kind for hit in Finder(canary).hits(text)] == [mark.kind]


@given(before=st.binary(max_size=7), after=st.binary(max_size=7))
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("kind", KINDS)
def test_found_in_base64_wherever_it_begins(
    kind: str, encode: object, before: bytes, after: bytes
) -> None:
    """A header of Basic authentication, or a whole body in base64, hides nothing."""
    canary = make_canary()
    mark = getattr(canary, kind)
    assert callable(encode)
    text = encode(before + mark.value.encode() + after)
    assert [(hit.mark.kind, hit.form) for hit in Finder(canary).hits(text)] == [
        (mark.kind, "in base64")
    ]


def test_a_card_number_in_groups_of_four(canary: Canary) -> None:
    """A card number is one however it is spaced, and a masked one is none."""
    number = canary.card.value
    groups = [number[at : at + 4] for at in range(0, 16, 4)]
    finder = Finder(canary)
    for text in (" ".join(groups), "-".join(groups)):
        assert [hit.mark.kind for hit in finder.hits(text.encode())] == ["card number"]
    assert not list(finder.hits(f"424242******{number[-4:]}".encode()))


def test_nothing_shows_a_mark_whole(canary: Canary) -> None:
    """Reports hold masked forms; the values are in no repr."""
    for mark in canary.marks:
        assert mark.value not in f"{canary!r} {mark!r} {mark.masked}"
