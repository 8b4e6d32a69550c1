"""Static files as the judges of caching and source maps are shown them."""

from __future__ import annotations

from typing import Any

from launchready.facts.caching import AssetVisit, HostAssets
from launchready.facts.http import HttpExchange
from tests.checks.given import exchange, host

HOST = "assets.acme.example"
HASHED = f"https://{HOST}/app.5f3a9c21.js"
PLAIN = f"https://{HOST}/app.js"

FOR_A_YEAR = ("cache-control", "public, max-age=31536000, immutable")


def served(
    url: str = HASHED, *headers: tuple[str, str], status: int = 200, **fields: Any
) -> AssetVisit:
    """Show a file that was asked for, with the header fields it came with."""
    return AssetVisit(answered(url, *headers, status=status), **fields)


def answered(url: str, *headers: tuple[str, str], status: int = 200) -> HttpExchange:
    """Show one answer."""
    return exchange(url, status=status, headers=headers)


def given(
    *visits: AssetVisit, unseen: tuple[str, ...] = (), pages_unseen: int = 0
) -> dict[str, object]:
    """Show a judge the files of the assets host."""
    return {
        "host": host(HOST, role="assets"),
        "assets": HostAssets(visits, unseen, pages_unseen),
    }
