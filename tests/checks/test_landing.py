"""Where a visitor should land follows from the manifest alone."""

from typing import Any

import pytest

from launchready.checks.landing import home, landing, origin
from tests.checks.domain.redirect_cases import path
from tests.checks.given import manifest


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Acme.example:443/a?b", "https://acme.example"),
        ("http://acme.example:8080", "http://acme.example:8080"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]"),
        ("https://acme.example:99999/", ""),
        ("ftp://acme.example/", ""),
        ("/login", ""),
    ],
)
def test_origin(url: str, expected: str) -> None:
    """Default ports and case make no difference, and what is no web URL has no origin."""
    assert origin(url) == expected


WWW = {"canonical": "https://www.acme.example"}
APP = {"canonical": "https://app.acme.example"}


@pytest.mark.parametrize(
    ("entry", "product", "roles", "expected"),
    [
        ("http://acme.example/", {}, {}, "https://acme.example"),
        ("https://www.acme.example/", {}, {}, "https://acme.example"),
        (
            "https://acme.example/",
            WWW,
            {"acme.example": "marketing"},
            "https://www.acme.example",
        ),
        ("https://acme.example/", APP, {"acme.example": "marketing"}, "https://acme.example"),
        ("https://acme.example/", APP, {}, "https://app.acme.example"),
        (
            "http://old.acme.example/",
            {},
            {"old.acme.example": "redirect"},
            "https://acme.example",
        ),
        (
            "http://app.acme.example/",
            {},
            {"app.acme.example": "app"},
            "https://app.acme.example",
        ),
        (
            "http://www.acme.example/",
            {},
            {"www.acme.example": "app"},
            "https://www.acme.example",
        ),
    ],
)
def test_home(entry: str, product: Any, roles: dict[str, str], expected: str) -> None:
    """The apex, www and redirect hosts lead to the canonical; other hosts to themselves."""
    declared = manifest(product=product, hosts={name: {"role": r} for name, r in roles.items()})
    assert home(declared, entry) == expected


def test_landing_counts_redirects() -> None:
    """The first request at the origin counts, and a trace that never gets there has none."""
    trace = path("http://acme.example/", "https://acme.example/", "https://acme.example/login")
    assert landing(trace, "https://acme.example") == 1
    assert landing(trace, "https://app.acme.example") is None
