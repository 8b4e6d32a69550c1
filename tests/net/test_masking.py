"""Secrets and control characters stay out of what is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.net.masking import mask_urls, masked_headers, printable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://a.example/?token=abc&x=1", "https://a.example/?token=***&x=1"),
        ("/cb?code=abc&state=def", "/cb?code=***&state=***"),
        ("/cb#access_token=abc", "/cb#access_token=***"),
        ("/x?to%6ben=abc", "/x?to%6ben=***"),
        ("/x?X-Amz-Signature=abc", "/x?X-Amz-Signature=***"),
        ("/x?api_key=abc&amp;sig=def", "/x?api_key=***&amp;sig=***"),
        ("https://user:pass@a.example/", "https://***@a.example/"),
        (
            "/x?next=https%3A%2F%2Fa%2F%3Ftoken%3Dabc",
            "/x?next=https%3A%2F%2Fa%2F%3Ftoken%3D***",
        ),
        (
            "/x?country_code=de&monkey=1&utm_source=a",
            "/x?country_code=de&monkey=1&utm_source=a",
        ),
        ("/x?gclid=launchready-probe&token=", "/x?gclid=launchready-probe&token="),
    ],
)
def test_secret_parameters(text: str, kept: str) -> None:
    """Values of secret-looking parameters are masked, wherever they stand; others stay."""
    assert mask_urls(text) == kept


def test_headers() -> None:
    """Credentials are dropped, other values kept in order, names in lower case."""
    headers = [
        (b"Set-Cookie", b"sid=secret"),
        (b"Location", b"/cb?code=secret"),
        (b"X-CSRF-Token", b"secret"),
        (b"Cache-Control", b"no-store"),
    ]
    kept = masked_headers(headers)
    assert kept == (
        ("location", "/cb?code=***"),
        ("x-csrf-token", "***"),
        ("cache-control", "no-store"),
    )


def test_control_characters_are_written_out() -> None:
    """No control character of a server reaches a terminal or a report."""
    assert printable(b"a\x1b[31m\x00\x9b\r\n\xe9") == "a\\x1b[31m\\x00\\x9b\\x0d\\x0a\xe9"


@given(st.text(max_size=200))
def test_masking_never_fails_and_settles(text: str) -> None:
    """Any text can be masked, and what is masked stays as it is."""
    once = mask_urls(text)
    assert mask_urls(once) == once
