"""Finds, among a homepage's links, those by which a visitor signs in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from launchready.net.unclosed_markup import complete_markup

MAX_CHARACTERS = 256 * 1024
MAX_LINKS = 500

_TEXT = re.compile(
    r"\b(?:sign|log)[ -]?(?:in|on)\b|\bmy account\b|\bdashboard\b", re.IGNORECASE
)
_PATH = re.compile(
    r"/(?:log|sign)[-_]?(?:in|on)\b|/(?:sessions?/new|auth/login)\b", re.IGNORECASE
)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self._open: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._close()
            self._open = (dict(attrs).get("href") or "").strip()[:2000]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close()

    def handle_data(self, data: str) -> None:
        if self._open is not None and len(self._text) < 200:
            self._text += data[:200]

    def _close(self) -> None:
        if self._open and len(self.links) < MAX_LINKS:
            self.links.append((self._open, " ".join(self._text.split())))
        self._open, self._text = None, ""


def sign_in_links(html: str, base: str) -> tuple[str, ...]:
    """Give the absolute addresses of links to sign-in pages, the likeliest first.

    Queries and fragments are left out: they may hold tokens, and are not needed.
    """
    parser = _Links()
    try:
        parser.feed(complete_markup(html[:MAX_CHARACTERS]))
        parser.close()
    except (AssertionError, ValueError):
        pass  # html.parser gives up on some malformed declarations; keep what it read
    found: dict[str, int] = {}
    for href, text in parser.links:
        likely = 2 * bool(_PATH.search(href)) + bool(_TEXT.search(text))
        address = _absolute(href, base) if likely else ""
        if address:
            found[address] = max(likely, found.get(address, 0))
    return tuple(sorted(found, key=lambda address: -found[address]))


def _absolute(href: str, base: str) -> str:
    try:
        parts = urlsplit(urljoin(base, href))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        return ""
    host = f"{parts.hostname}:{port}" if port else parts.hostname
    address = f"{parts.scheme}://{host}{parts.path or '/'}"
    return address if address.isascii() and address.isprintable() and " " not in address else ""
