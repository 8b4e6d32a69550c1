"""URLs as a browser reads them, for requests (RFC 3986; WHATWG URL where it is laxer)."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

_SAFE = "!\"#$%&'()*+,-./:;=?@[\\]^_`{|}~"
_MAX_LENGTH = 16 * 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadUrl(ValueError):
    """The text is no http or https URL; the message says why, fit to be shown."""


class Url(Struct, frozen=True):
    """The parts that a request needs.

    Attributes:
        host: lower case, ASCII; an address without brackets.
        target: path and query, ASCII, never empty.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Give the value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Give scheme, host and port (RFC 6454)."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_url(text: str) -> Url:
    """Read an absolute http or https URL; user names and fragments are dropped.

    Raises:
        BadUrl: it is something else.
    """
    if len(text) > _MAX_LENGTH:
        raise BadUrl("longer than 16 kB")
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise BadUrl("holds control characters")
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        raise BadUrl("not a URL") from None
    if scheme not in _DEFAULT_PORTS:
        raise BadUrl("neither http nor https")
    if port == 0:
        raise BadUrl("port 0")
    path = quote(parts.path or "/", safe=_SAFE)
    query = "?" + quote(parts.query, safe=_SAFE) if parts.query else ""
    return Url(scheme, _ascii_host(host), port or _DEFAULT_PORTS[scheme], path + query)


def _ascii_host(host: str) -> str:
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise BadUrl("not a host name") from None
    host = host.rstrip(".")
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+", host) or ".." in host:
        raise BadUrl("not a host name")
    if len(host) > 253 or any(len(label) > 63 for label in host.split(".")):
        raise BadUrl("not a host name")
    return host


def resolve(base: Url, location: bytes) -> Url:
    """Read a Location header as seen from a URL (RFC 9110 section 10.2.2).

    Raises:
        BadUrl: there is nowhere to go.
    """
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    text = re.sub(r"[\t\r\n]", "", text.strip())
    if not text:
        raise BadUrl("empty")
    # Browsers read "/\evil.example" as "//evil.example"; so must who looks for it.
    split = re.match(r"[^?#]*", text)
    head = split[0] if split else ""
    text = head.replace("\\", "/") + text[len(head) :]
    if re.match(r"(?i)https?://", text):
        # urljoin takes "http://", which names no host, for a relative reference.
        return parse_url(text)
    try:
        return parse_url(urljoin(str(base), text))
    except BadUrl:
        raise
    except ValueError:
        raise BadUrl("not a URL") from None
