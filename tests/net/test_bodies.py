"""Bodies are decoded within bounds."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.facts.http import Body
from launchready.net.bodies import BodyReader

TEXT = b"hello " * 100


def read(octets: bytes, coding: str = "", limit: int = 10_000) -> tuple[Body, bytes]:
    """Feed a body a few octets at a time."""
    reader = BodyReader(coding, limit)
    for start in range(0, len(octets), 7):
        if not reader.feed(octets[start : start + 7]):
            break
    return reader.finish()


@pytest.mark.parametrize(
    ("octets", "coding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT, mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0), " X-GZIP "),
        (gzip.compress(TEXT[:60], mtime=0) + gzip.compress(TEXT[60:], mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0) + b"\0\0\0\0 padding", "gzip"),
        (zlib.compress(TEXT), "deflate"),
    ],
)
def test_decodes(octets: bytes, coding: str) -> None:
    """Every content coding that a server may send unharmed gives the same octets."""
    body, content = read(octets, coding)
    assert content == TEXT
    assert (body.size, body.truncated, body.damaged) == (len(TEXT), False, "")


@pytest.mark.parametrize(
    ("octets", "coding", "reason"),
    [
        (gzip.compress(TEXT, mtime=0)[:-9], "gzip", "ends early"),
        (b"not gzip at all", "gzip", "is damaged"),
        (b"\xff\xff\xff\xff", "deflate", "is damaged"),
        (TEXT, "br", "not asked for"),
        (gzip.compress(TEXT, mtime=0), "gzip, gzip", "not asked for"),
    ],
)
def test_damage_is_named(octets: bytes, coding: str, reason: str) -> None:
    """A body that cannot be decoded says why."""
    assert reason in read(octets, coding)[0].damaged


def test_bomb() -> None:
    """A gzip bomb stops at the limit."""
    body, content = read(gzip.compress(b"\0" * 10_000_000, mtime=0), "gzip", limit=1000)
    assert len(content) == 1000
    assert body.truncated
    assert not body.damaged


def test_exactly_at_the_limit() -> None:
    """A body of just the limit is whole; one octet more is cut off."""
    for octets, coding in ((b"x" * 100, ""), (gzip.compress(b"x" * 100, mtime=0), "gzip")):
        assert not read(octets, coding, limit=100)[0].truncated
        assert read(octets, coding, limit=99)[0].truncated


def test_no_body() -> None:
    """A response without a body is not a damaged one, whatever its headers say."""
    assert read(b"", "gzip") == (Body(), b"")


@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate", "", "br"]))
def test_never_fails(octets: bytes, coding: str) -> None:
    """No octets make decoding fail or pass its limit."""
    body, content = read(octets, coding, limit=50)
    assert body.size == len(content) <= 50
