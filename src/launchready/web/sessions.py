"""Sessions: who is signed in.

The cookie is a secret of 256 bits; the store keeps its hash alone, so whoever reads the
store can sign in as nobody.  A new one is made at each sign-in, so that a cookie planted
before is worth nothing after.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from msgspec import Struct

from launchready.watch.model import DAY, HOUR
from launchready.watch.store.engine import Transaction
from launchready.web.people import Person, by_id

LASTS = 30 * DAY
"""How long a session lasts at most."""

IDLE = 7 * DAY
"""How long it lasts without being used."""

NOTED_EVERY = HOUR
"""How often its use is written down."""


class Session(Struct, frozen=True):
    """A person who is signed in.

    Attributes:
        person: who.
        secret: of the cookie.
        seen_at: when its use was last written down, ms.
    """

    person: Person
    secret: str
    seen_at: int


def new_secret() -> str:
    """Make a cookie's secret."""
    return secrets.token_urlsafe(32)


def begin(run: Transaction, person: Person, now: int) -> str:
    """Sign a person in; give the cookie's secret."""
    secret = new_secret()
    run.run("DELETE FROM sessions WHERE ends_at < ? OR seen_at < ?", now, now - IDLE)
    run.run(
        "INSERT INTO sessions (hash, person, seen_at, ends_at) VALUES (?, ?, ?, ?)",
        _digest(secret), person.id, now, now + LASTS,
    )  # fmt: skip
    return secret


def find(run: Transaction, secret: str, now: int) -> Session | None:
    """Find who is signed in by a cookie."""
    rows = run.all(
        "SELECT person, seen_at FROM sessions WHERE hash = ? AND ends_at > ? AND seen_at > ?",
        _digest(secret), now, now - IDLE,
    )  # fmt: skip
    person = by_id(run, rows[0][0]) if rows else None
    return Session(person, secret, rows[0][1]) if person else None


def note_use(run: Transaction, secret: str, now: int) -> None:
    """Write down that a session is used."""
    run.run("UPDATE sessions SET seen_at = ? WHERE hash = ?", now, _digest(secret))


def end(run: Transaction, secret: str) -> None:
    """Sign out."""
    run.run("DELETE FROM sessions WHERE hash = ?", _digest(secret))


def form_token(secret: str) -> str:
    """Give what a form must carry beside the cookie, which other sites cannot know."""
    digest = hmac.digest(secret.encode(), b"launchready form", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def form_token_fits(secret: str, given: str) -> bool:
    """Say whether a form carries what it must."""
    return hmac.compare_digest(form_token(secret).encode(), given.encode())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
