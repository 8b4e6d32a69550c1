"""Cookies, stored and sent back as a browser does (RFC 6265bis section 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from launchready.facts.http import SetCookie
from launchready.net.set_cookie import Cookie, domain_matches, read_set_cookie

MAX_COOKIES = 300
"""How many a jar keeps; section 6.1 asks for at least 50 for each domain."""


def _now() -> datetime:
    return datetime.now(UTC)


def parse_set_cookie(line: bytes, url: str) -> SetCookie:
    """Say what a browser would make of one Set-Cookie line received from a URL."""
    return read_set_cookie(line, url, _now()).fact


class CookieJar:
    """The cookies of one visitor; raw values are in here and nowhere else.

    Requests count as navigations that the visitor started, so SameSite keeps none back.
    """

    __slots__ = ("_clock", "_cookies")

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        self._clock = now
        self._cookies: dict[tuple[bytes, str, bool, str], Cookie] = {}

    def __repr__(self) -> str:
        return f"<CookieJar of {len(self._cookies)} cookies>"

    def __len__(self) -> int:
        return len(self._cookies)

    def store(self, line: bytes, url: str) -> SetCookie:
        """Take one Set-Cookie line received from a URL, or say why it is not taken."""
        cookie = read_set_cookie(line, url, self._clock())
        if not cookie.rejected and self._overlays_secure(cookie, url):
            cookie.rejected = "would replace a Secure cookie from http"
        if not cookie.rejected:
            self._keep(cookie)
        return cookie.fact

    def _keep(self, cookie: Cookie) -> None:
        key = (cookie.name, cookie.domain, cookie.host_only, cookie.path)
        old = self._cookies.get(key)
        if cookie.expires is not None and cookie.expires <= cookie.created:
            self._cookies.pop(key, None)
            return
        if old is None and len(self._cookies) >= MAX_COOKIES:
            self._cookies.pop(next(iter(self._cookies)))
        # Replacing in place keeps the creation order, which decides the order sent.
        self._cookies[key] = cookie

    def _overlays_secure(self, cookie: Cookie, url: str) -> bool:
        """Tell whether http would shadow a cookie set over https (section 5.7, step 16)."""
        if cookie.secure or urlsplit(url).scheme == "https":
            return False
        return any(
            old.secure
            and old.name == cookie.name
            and (
                domain_matches(old.domain, cookie.domain)
                or domain_matches(cookie.domain, old.domain)
            )
            and path_matches(cookie.path, old.path)
            for old in self._cookies.values()
        )

    def header_for(self, url: str) -> str:
        """Give the Cookie header for a URL, latin-1 text; "" for none (section 5.8.3)."""
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        path, secure, now = parts.path or "/", parts.scheme == "https", self._clock()
        sent = [
            cookie
            for cookie in self._cookies.values()
            if (
                cookie.domain == host
                if cookie.host_only
                else domain_matches(host, cookie.domain)
            )
            and path_matches(path, cookie.path)
            and (secure or not cookie.secure)
            and (cookie.expires is None or cookie.expires > now)
        ]
        sent.sort(key=lambda cookie: -len(cookie.path))
        pairs = [(c.name + b"=" if c.name else b"") + c.value for c in sent]
        return b"; ".join(pairs).decode("latin-1")


def path_matches(request_path: str, cookie_path: str) -> bool:
    """Say whether a cookie of a path goes to a request's path (section 5.1.4)."""
    if not request_path.startswith(cookie_path):
        return False
    rest = request_path[len(cookie_path) :]
    return not rest or cookie_path.endswith("/") or rest.startswith("/")
