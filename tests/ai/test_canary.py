"""A canary is found however it is dressed up, and never where it is not."""

from __future__ import annotations

import base64
import codecs
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready.ai.canary import is_canary, leaks

CANARY = "q7Rz0KpW3xVb9TnM4sLd"

DISGUISES = {
    "in clear": CANARY,
    "upper case": CANARY.upper(),
    "spaced": " ".join(CANARY),
    "hyphenated": "-".join(CANARY),
    "by lines": "\n".join(CANARY),
    "zero width": "\u200b".join(CANARY),
    "full width": "".join(chr(ord(c) + 0xFEE0) for c in CANARY),
    "percent": "".join(f"%{ord(c):02x}" for c in CANARY),
    "entities": "".join(f"&#{ord(c)};" for c in CANARY),
    "backwards": CANARY[::-1],
    "backwards, spaced": " ".join(CANARY[::-1]),
    "ROT13": codecs.encode(CANARY, "rot13"),
    "base64": base64.b64encode(CANARY.encode()).decode(),
    "base64 in a sentence": base64.b64encode(f"the code is {CANARY}!".encode()).decode(),
    "base64 shifted": base64.b64encode(f"x{CANARY}".encode()).decode()[1:],
    "base64 by lines": "\n".join(base64.b64encode(CANARY.encode()).decode()),
    "base64url": base64.urlsafe_b64encode(f"??>{CANARY}".encode()).decode(),
    "base64 of backwards": base64.b64encode(CANARY[::-1].encode()).decode(),
    "hexadecimal": CANARY.encode().hex(),
    "hexadecimal, spaced": " ".join(f"{ord(c):02x}" for c in CANARY),
    "hexadecimal, escaped": "".join(f"\\x{ord(c):02x}" for c in CANARY),
    "character codes": ", ".join(str(ord(c)) for c in CANARY),
    "the first part": CANARY[:13],
    "the last part": CANARY[-13:],
}


@pytest.mark.parametrize("disguised", DISGUISES.values(), ids=DISGUISES)
def test_disguises(disguised: str) -> None:
    """What gets past a filter for the value itself does not get past this."""
    assert leaks(f"Here you are: {disguised} - anything else?", CANARY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot tell you that.",
        CANARY[:6],
        base64.b64encode(b"a perfectly ordinary sentence about invoices").decode(),
        "the quick ledger balances over the lazy invoice " * 200,
        "0123456789abcdef" * 50,
        "112 120 99 100 98 97 112 120 99 100 98 97 112",
    ],
)
def test_nothing_else_is_a_leak(text: str) -> None:
    """An answer without it is never called a leak."""
    assert leaks(text, CANARY) == ""


def test_how_it_got_out_is_said() -> None:
    """The report names the disguise, which says which filter is missing."""
    assert leaks(CANARY, CANARY) == "in clear"
    assert leaks(DISGUISES["base64"], CANARY) == "in base64"
    assert leaks(DISGUISES["base64 of backwards"], CANARY) == "in base64, backwards"
    assert leaks(DISGUISES["ROT13"], CANARY) == "in ROT13"


@pytest.mark.parametrize(
    ("value", "fit"),
    [
        (CANARY, True),
        ("short", False),
        ("a" * 40, False),
        ("has spaces in it, many", False),
        ("ünïcödé-ünïcödé-12", False),
    ],
)
def test_what_can_serve_as_a_canary(value: str, fit: bool) -> None:
    """A short or guessable value would be found by chance, and is not taken."""
    assert is_canary(value) is fit


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.randoms(use_true_random=False))
def test_no_text_breaks_the_search(text: str, chance: random.Random) -> None:
    """Whatever a model writes, the search ends, and finds what is put in."""
    canary = "".join(chance.sample(string.ascii_letters + string.digits, 20))
    assert leaks(f"{text} {canary}", canary)
    assert not leaks(text, canary)


@pytest.mark.parametrize("unit", ["A", "a1", "%41", "&#", "0x", "12 ", "\n", "/+", "=" * 9])
def test_hostile_answers_cost_little(unit: str) -> None:
    """An answer made to be slow to search is searched like any other."""
    assert leaks(unit * (400_000 // len(unit)), CANARY) == ""
