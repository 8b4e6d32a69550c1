"""One Set-Cookie line, read as a browser reads it (RFC 6265bis sections 5.1, 5.6 and 5.7)."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from launchready.facts.http import SetCookie
from launchready.net.masking import printable
from launchready.net.network import is_address
from launchready.net.public_suffixes import is_public_suffix

MAX_PAIR_OCTETS = 4096
MAX_ATTRIBUTE_OCTETS = 1024
MAX_LIFETIME = timedelta(days=400)

_HASH_KEY = secrets.token_bytes(32)
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_MAX_SHOWN = 100
_PAST = datetime.min.replace(tzinfo=UTC)
_DELIMITERS = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(\d{2,4})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(slots=True)
class Cookie:
    """A cookie as the storage model holds it; its value never shows in repr.

    Attributes:
        name, value: octets as sent, without surrounding white space.
        domain: host it belongs to, or the Domain attribute; lower case.
        host_only: sent back to exactly `domain`.
        expires: None for a session cookie.
        rejected: why a browser would not store it; empty where it would.
    """

    name: bytes
    value: bytes = field(repr=False)
    domain: str
    host_only: bool
    path: str
    secure: bool
    http_only: bool
    same_site: str
    partitioned: bool
    created: datetime
    expires: datetime | None
    rejected: str

    @property
    def fact(self) -> SetCookie:
        """Say what can be told of it without its value."""
        max_age = None
        if self.expires is not None:
            max_age = max(0, round((self.expires - self.created).total_seconds()))
        return SetCookie(
            name=printable(self.name[:_MAX_SHOWN]),
            value_hash=hmac.new(_HASH_KEY, self.value, "sha256").hexdigest()[:12],
            value_length=len(self.value),
            domain="" if self.host_only else self.domain,
            path=self.path,
            secure=self.secure,
            http_only=self.http_only,
            same_site=self.same_site,
            max_age=max_age,
            partitioned=self.partitioned,
            rejected=self.rejected,
        )


def read_set_cookie(line: bytes, url: str, now: datetime) -> Cookie:
    """Read one field value, received from a URL.

    Args:
        line: octets after "Set-Cookie:".
        url: of the request; http or https.
        now: aware UTC.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    pair, _, rest = line.partition(b";")
    name, equals, value = pair.partition(b"=")
    if not equals:
        name, value = b"", pair
    name, value = name.strip(b" \t"), value.strip(b" \t")
    attributes = _attributes(rest)
    cookie = Cookie(
        name=name,
        value=value,
        domain=host,
        host_only=True,
        path=_path(attributes, parts.path),
        secure="secure" in attributes,
        http_only="httponly" in attributes,
        same_site=_same_site(attributes),
        partitioned="partitioned" in attributes,
        created=now,
        expires=_expiry(attributes, now),
        rejected="",
    )
    domain = attributes.get("domain", b"").removeprefix(b".").decode("latin-1").lower()
    cookie.rejected = (
        _unfit_octets(line, cookie)
        or _set_domain(cookie, domain, host)
        or _unfit_combination(cookie, attributes, secure=parts.scheme == "https")
    )
    return cookie


def default_path(request_path: str) -> str:
    """Give the path of a cookie that names none (section 5.1.4)."""
    if not request_path.startswith("/"):
        return "/"
    return request_path[: request_path.rindex("/")] or "/"


def domain_matches(host: str, domain: str) -> bool:
    """Say whether a host is a domain or below it (section 5.1.3)."""
    return host == domain or (host.endswith(f".{domain}") and not is_address(host))


def _attributes(rest: bytes) -> dict[str, bytes]:
    """Collect attributes; the last of each name counts, but over-long ones do not."""
    found: dict[str, bytes] = {}
    for attribute in rest.split(b";")[:1000]:
        name, _, value = attribute.partition(b"=")
        value = value.strip(b" \t")
        key = name.strip(b" \t").lower()
        if len(value) > MAX_ATTRIBUTE_OCTETS or len(key) > MAX_ATTRIBUTE_OCTETS:
            continue
        if key == b"expires" and cookie_date(value.decode("latin-1")) is None:
            continue
        if key == b"max-age" and not re.fullmatch(rb"-?\d+|-", value):
            continue
        found[key.decode("latin-1")] = value
    return found


def _path(attributes: dict[str, bytes], request_path: str) -> str:
    path = attributes.get("path", b"").decode("latin-1")
    return path if path.startswith("/") else default_path(request_path)


def _same_site(attributes: dict[str, bytes]) -> str:
    value = attributes.get("samesite", b"").decode("latin-1").lower()
    return value if value in {"strict", "lax", "none"} else ""


def _expiry(attributes: dict[str, bytes], now: datetime) -> datetime | None:
    if "max-age" in attributes:
        digits = attributes["max-age"].decode("ascii")
        if digits.startswith("-") or not digits.strip("0"):
            return _PAST
        # More digits than the cap can have need not be counted.
        seconds = int(digits) if len(digits) < 12 else 10**11
        return now + min(timedelta(seconds=seconds), MAX_LIFETIME)
    if "expires" in attributes:
        date = cookie_date(attributes["expires"].decode("latin-1"))
        return None if date is None else min(date, now + MAX_LIFETIME)
    return None


def cookie_date(text: str) -> datetime | None:
    """Read a date as loosely as browsers do (section 5.1.1); None where it is no date."""
    time: tuple[int, int, int] | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    for token in _DELIMITERS.split(text):
        if time is None and (match := _TIME.match(token)):
            time = (int(match[1]), int(match[2]), int(match[3]))
        elif day is None and (match := _DAY.match(token)):
            day = int(match[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (match := _YEAR.match(token)):
            year = int(match[1])
    if time is None or day is None or month is None or year is None:
        return None
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if year < 1601:
        return None
    try:
        return datetime(year, month, day, *time, tzinfo=UTC)
    except ValueError:
        return None


def _unfit_octets(line: bytes, cookie: Cookie) -> str:
    if _CONTROL.search(line):
        return "holds a control character"
    if not cookie.name and not cookie.value:
        return "has neither name nor value"
    if len(cookie.name) + len(cookie.value) > MAX_PAIR_OCTETS:
        return f"name and value are over {MAX_PAIR_OCTETS} octets"
    return ""


def _set_domain(cookie: Cookie, domain: str, host: str) -> str:
    """Apply the Domain attribute (section 5.7, steps 8 to 10)."""
    if not domain:
        return ""
    if not domain.isascii():
        return "Domain is not ASCII"
    # A name of one label is a public suffix, listed or not: no need to read the list.
    if domain != host and not domain_matches(host, domain):
        return "Domain is not this host or above it"
    if "." not in domain or (not is_address(domain) and is_public_suffix(domain)):
        return "" if domain == host else "Domain is a public suffix"
    cookie.domain, cookie.host_only = domain, False
    return ""


def _unfit_combination(cookie: Cookie, attributes: dict[str, bytes], *, secure: bool) -> str:
    """Apply steps 13 and 19 to 22 of section 5.7."""
    if cookie.secure and not secure:
        return "Secure, but set over http"
    if cookie.same_site == "none" and not cookie.secure:
        return "SameSite=None without Secure"
    prefixed = cookie.name.lower()
    if prefixed.startswith(b"__secure-") and not cookie.secure:
        return "__Secure- name without Secure"
    if prefixed.startswith(b"__host-"):
        at_root = cookie.path == "/" and "path" in attributes
        if not (cookie.secure and cookie.host_only and at_root):
            return "__Host- name needs Secure, Path=/ and no Domain"
    if not cookie.name and cookie.value.lower().startswith((b"__secure-", b"__host-")):
        return "a prefix without a name"
    if cookie.partitioned and not cookie.secure:
        return "Partitioned without Secure"
    return ""
