"""Finds in logs what lets a reader in, and what is a customer's.

Every pattern is bounded and stays within a line, so that a log costs time in proportion to
its size, whatever stands in it. A hit says what it is and never what its value is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from launchready.facts.exposure import Exposed
from launchready.secrets.customer_data import account_country, brand, is_phone

ANSI = re.compile(rb"\x1b\[[0-9;?]{0,20}[A-Za-z]")
# These are searched in the text's lower case, which costs a tenth of ignoring it: a pattern
# begins with the letters that are sure, and what stands before is looked at afterwards.
_ASSIGNED = re.compile(
    rb"(?:(?P<password>pass(?:word|wd|phrase|code)|pwd)"
    rb"|(?P<token>token|api[-_]?key|(?:client|webhook|shared)[-_]?secret|secret[-_]?key"
    rb"|private[-_]?key|otp))(?:[-_](?:confirmation|repeat|again|new|old))?"
    rb"(?:\\?[\"'])? {0,2}(?:[:=]|=>|%3d) {0,2}(?:\\?[\"'])?"
    rb"(?P<value>[^\s\"'\\,;&)\]}<>]{1,400})"
)
_AUTHORIZATION = re.compile(
    rb"authorization[\"']? {0,2}[:=] {0,2}[\"']?(?:bearer|basic|token|apikey) {1,2}"
    rb"(?P<value>[0-9a-z._~+/=-]{8,2000})"
)
_COOKIE = re.compile(
    rb"(?:sess(?:ion)?|sid|remember_(?:token|me))"
    rb"(?:[_-]?(?:id|token|key))?(?:[_.-][0-9a-z]{1,40}){0,2}="
    rb"(?P<value>[^;\s\"',&]{16,4000})"
)
_COOKIE_START = re.compile(
    rb"(?:^|[^0-9a-z_.-])(?:__(?:host|secure)-)?(?:php|j|[0-9a-z.-]{1,30}[_.-])?$"
)
_JWT = re.compile(
    rb"eyJ[0-9A-Za-z_-]{10,400}\.eyJ[0-9A-Za-z_-]{10,2000}\.[0-9A-Za-z_-]{20,700}"
)
_USERINFO = re.compile(
    rb"[a-z][a-z0-9+]{1,14}://[^\s/:@\"']{1,60}:(?P<value>[^\s/:@\"']{3,100})@[0-9A-Za-z.-]{3}"
)
_CARD = re.compile(
    rb"(?<![0-9A-Za-z_./+-])[2-6][0-9]{3}(?:[ -]?[0-9]{2,6}){2,4}(?![0-9A-Za-z_-]|\.[0-9])"
)
_IBAN = re.compile(
    rb"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?"
    rb"(?![0-9A-Za-z])"
)
_AT_HOST = re.compile(
    rb"@(?P<host>(?:[0-9A-Za-z-]{1,63}\.){1,4}[A-Za-z]{2,18})(?![0-9A-Za-z@/])"
)
_USER = re.compile(rb"(?:^|[^0-9A-Za-z._%+/:@-])(?P<user>[0-9A-Za-z][0-9A-Za-z._%+-]{0,63})$")
_NAMED = re.compile(
    rb"(?:[A-Z][\w'\x80-\xff-]{1,30} ){1,3}[A-Z][\w'\x80-\xff-]{1,30} {0,2}[<(]$"
    rb"|(?i:(?<![a-z])(?:full_?|first_?|last_?|customer_?|user_?)?name[\"']?)"
    rb" {0,2}[:=] {0,2}[\"']?[A-Z][\w'\x80-\xff-]{1,30} [A-Z][^\n]{1,160}$"
)
_PHONE = re.compile(rb"\+[1-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9A-Za-z_:]|[.-][0-9])")
_BEFORE_PHONE = re.compile(rb"[0-9A-Za-z/=_.:+-]$")
_PHONE_FIELD = re.compile(
    rb"(?:phone|mobile|cell)(?:_?(?:number|no))?[\"']? {0,2}[:=] {0,2}[\"']?"
    rb"\+?[0-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9a-z_])"
)
_HIDDEN = re.compile(
    rb"(?i)[*x.\-_#\xe2\x80\xa2]{2,}.{0,4}|.{0,6}\*{3,}.{0,6}"
    rb"|\[?(?:filtered|redacted|masked|hidden|removed|secret|protected)\]?.{0,3}|<.*|\{.*|\$.*|%.*|null|nil|none|undefined|true|false|empty|yes|no|n/a"
    rb"|missing|invalid|expired|required|changed|reset|incorrect|wrong|ok|set|unset|not"
    rb"|str(?:ing)?|object|function|bearer|basic|field|must|is|was|for|at|from|new"
)
_IDENTIFIER = re.compile(
    rb"(?i)(?:id|ref|reference|trace|span|seq|offset|time|timestamp|ts|hash|sha|digest|order"
    rb"|invoice|request|version|build|size|bytes|length|duration|nonce|epoch|tracking)"
    rb"[\"']? {0,2}[:=#] {0,2}[\"']?$"
)
_ROLES = frozenset(
    b"abuse admin billing contact git hello help hostmaster info mail mailer-daemon"
    b" no-reply noreply notifications ops postmaster root sales security support team"
    b" webmaster".split()
)
_NOBODY = frozenset(
    b"css example gif html internal invalid jpeg jpg js json lan local localhost map md png py"
    b" service sock svg test ts webp".split()
)
"""Names for documentation and machines (RFC 2606, RFC 6762), and endings of file names."""


class Hit(Struct, frozen=True):
    """Something in a text.

    Attributes:
        kind: what it is.
        start: where, in bytes.
        shown: words for the report that hold no more than four characters of the value.
    """

    kind: Exposed
    start: int
    shown: str


def exposures(text: bytes) -> Iterator[Hit]:
    """Find what a log gives away; each place once, its worst kind first.

    Args:
        text: whole lines, ANSI codes taken out.
    """
    covered = bytearray(len(text))
    for kind, start, end, shown in _candidates(text):
        if covered.find(1, start, end) < 0:
            covered[start:end] = b"\1" * (end - start)
            yield Hit(kind, start, shown)


def _candidates(text: bytes) -> Iterator[tuple[Exposed, int, int, str]]:
    lower = text.lower()
    for match in _AUTHORIZATION.finditer(lower):
        if not _HIDDEN.fullmatch(match["value"]):
            yield Exposed.TOKEN, *match.span(), f"authorization, {_size(match['value'])}"
    for match in _COOKIE.finditer(lower):
        before = lower[max(0, match.start() - 48) : match.start()]
        if _COOKIE_START.search(before) and not _HIDDEN.fullmatch(match["value"]):
            shown = f"cookie {_word(match[0].partition(b'=')[0])}, {_size(match['value'])}"
            yield Exposed.COOKIE, *match.span(), shown
    for match in _ASSIGNED.finditer(lower):
        kind = Exposed.PASSWORD if match["password"] else Exposed.TOKEN
        value = text[slice(*match.span("value"))]
        least = 4 if kind is Exposed.PASSWORD else 12
        if len(value) < least or _HIDDEN.fullmatch(value) or not _random_enough(kind, value):
            continue
        if match["token"] == b"otp" and lower[match.start() - 1 : match.start()].isalnum():
            continue
        name = _word(match["password"] or match["token"])
        yield kind, *match.span(), f"{name}=, {_size(value)}"
    for match in _USERINFO.finditer(text):
        if not _HIDDEN.fullmatch(match["value"]):
            yield Exposed.PASSWORD, *match.span(), f"in a URL, {_size(match['value'])}"
    for match in _JWT.finditer(text):
        if not text[max(0, match.start() - 1) : match.start()].isalnum():
            yield Exposed.TOKEN, *match.span(), f"JSON Web Token, {_size(match[0])}"
    yield from _customer_data(text)
    for match in _PHONE_FIELD.finditer(lower):
        if is_phone(match[0].decode("ascii", "replace")):
            yield Exposed.PHONE, *match.span(), f"phone number, {_size(match[0])}"


def _customer_data(text: bytes) -> Iterator[tuple[Exposed, int, int, str]]:
    for match in _CARD.finditer(text):
        name = brand(match[0].decode())
        if name and not _IDENTIFIER.search(text[max(0, match.start() - 32) : match.start()]):
            yield Exposed.CARD, *match.span(), f"{name} ending in {match[0][-4:].decode()}"
    for match in _IBAN.finditer(text):
        country = account_country(match[0].decode())
        if country:
            yield Exposed.IBAN, *match.span(), f"IBAN of {country}"
    for match in _AT_HOST.finditer(text):
        line_start = text.rfind(b"\n", 0, match.start()) + 1
        before = text[max(line_start, match.start() - 260) : match.start()]
        user = _USER.search(before[-65:])
        if user is None or user["user"].lower() in _ROLES:
            continue
        if _NOBODY & set(match["host"].lower().split(b".")):
            continue
        named = _NAMED.search(before[: len(before) - len(user["user"])])
        kind = Exposed.CUSTOMER if named else Exposed.EMAIL
        start = match.start() - len(user["user"])
        yield kind, start, match.end(), f"{kind.value}, {match.end() - start} characters"
    for match in _PHONE.finditer(text):
        apart = not _BEFORE_PHONE.search(text[max(0, match.start() - 1) : match.start()])
        if apart and is_phone(match[0].decode("ascii", "replace")):
            yield Exposed.PHONE, *match.span(), f"phone number, {_size(match[0])}"


def _random_enough(kind: Exposed, value: bytes) -> bool:
    """Tell a value from the next word of a sentence ("token: expired")."""
    if kind is Exposed.PASSWORD:
        return not value.isalpha() or len(set(value)) > 5
    return any(c in b"0123456789" for c in value) and len(set(value)) > 5


def _size(value: bytes) -> str:
    return f"{len(value)} characters"


def _word(name: bytes) -> str:
    return name.decode("ascii", "replace").lower()[:40]
