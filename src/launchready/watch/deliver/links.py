"""Links by which somebody takes an incident on from the message itself.

The token says which incident, through which channel it went, and until when it holds; it
is signed, so it needs no table and cannot be guessed or altered.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from msgspec import Struct

from launchready.watch.model import DAY

LIFETIME = 7 * DAY
_MAX_TOKEN = 1000


class BadToken(ValueError):
    """The token was not made here, or is past its time."""


class Claim(Struct, frozen=True):
    """What a token says.

    Attributes:
        incident: its id; what is taken on.
        channel: through which the link went: who takes it on, unless they say more.
    """

    incident: str
    channel: str


def make_token(key: bytes, claim: Claim, now: int) -> str:
    """Make a token that holds for a week."""
    said = json.dumps([claim.incident, claim.channel, now + LIFETIME], separators=(",", ":"))
    return f"{_encode(said.encode())}.{_encode(_sign(key, said.encode()))}"


def read_token(key: bytes, token: str, now: int) -> Claim:
    """Read a token.

    Raises:
        BadToken: it was not made with this key, or no longer holds.
    """
    said, _, signature = token[:_MAX_TOKEN].partition(".")
    try:
        content, given = _decode(said), _decode(signature)
    except ValueError:
        raise BadToken from None
    if not hmac.compare_digest(given, _sign(key, content)):
        raise BadToken
    incident, channel, until = json.loads(content)
    if now > until:
        raise BadToken
    return Claim(incident, channel)


def _sign(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, b"acknowledge\0" + content, hashlib.sha256)


def _encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
