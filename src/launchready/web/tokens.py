"""Programs' keys: made by owners, shown once, good for what their scopes say.

`Scope` lists what there is to be allowed; `bearer` reads a request's key, `find` says
whose it is.  The store keeps a key's hash alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from launchready.watch.model import HOUR
from launchready.watch.store.engine import Transaction

PREFIX = "lr_"
"""By which scanners of source code know a key of ours."""

NOTED_EVERY = HOUR
"""How often a key's use is written down."""


class Scope(StrEnum):
    """What a key is good for."""

    READ = "read"
    AUDITS = "audits:write"
    INCIDENTS = "incidents:write"
    RELEASES = "releases:write"


MAY = {
    Scope.READ: "Read everything that viewers see",
    Scope.AUDITS: "Add audits",
    Scope.INCIDENTS: "Take incidents on and write notes",
    Scope.RELEASES: "Tell of releases",
}
"""Each scope in words."""


class Token(Struct, frozen=True):
    """A key, without the key.

    Attributes:
        id: opaque.
        name: what it is for.
        scopes: what it is good for.
        made_by: the name of the person who made it.
        created_at: ms.
        ends_at: ms; None for one that holds until it is taken back.
        used_at: ms, to the hour; None of never.
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    made_by: str
    created_at: int
    ends_at: int | None
    used_at: int | None


def make(
    run: Transaction,
    name: str,
    scopes: Iterable[Scope],
    made_by: str,
    *,
    now: int,
    ends_at: int | None = None,
) -> tuple[Token, str]:
    """Make a key; give it, which nobody can see again, beside what is kept of it."""
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token(secrets.token_hex(6), name, frozenset(scopes), made_by, now, ends_at, None)
    run.run(
        "INSERT INTO tokens (id, hash, name, scopes, made_by, created_at, ends_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        token.id, _digest(key), name, " ".join(sorted(token.scopes)), made_by, now, ends_at,
    )  # fmt: skip
    return token, key


def every(run: Transaction) -> list[Token]:
    """Give all keys, the newest first."""
    return [_token(row) for row in run.all(_TOKENS + " ORDER BY created_at DESC, id")]


def find(run: Transaction, key: str, now: int) -> Token | None:
    """Say what is known of a key; None of one that was never made, or has ended."""
    if not key.startswith(PREFIX):
        return None
    rows = run.all(
        _TOKENS + " WHERE hash = ? AND (ends_at IS NULL OR ends_at > ?)", _digest(key), now
    )
    return _token(rows[0]) if rows else None


def note_use(run: Transaction, token: Token, now: int) -> None:
    """Write down that a key is used."""
    run.run("UPDATE tokens SET used_at = ? WHERE id = ?", now, token.id)


def take_back(run: Transaction, identity: str) -> str:
    """End a key; give its name, "" where there is none."""
    rows = run.all("SELECT name FROM tokens WHERE id = ?", identity)
    run.run("DELETE FROM tokens WHERE id = ?", identity)
    return str(rows[0][0]) if rows else ""


def bearer(authorization: str) -> str:
    """Read the key out of an Authorization header; "" where there is none (RFC 6750)."""
    scheme, _, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _digest(key: str) -> str:
    # The key is 256 bits of chance: a slow hash would protect it no better.
    return hashlib.sha256(key.encode()).hexdigest()


_TOKENS = "SELECT id, name, scopes, made_by, created_at, ends_at, used_at FROM tokens"


def _token(row: tuple[object, ...]) -> Token:
    identity, name, scopes, made_by, created_at, ends_at, used_at = row
    assert isinstance(created_at, int)
    assert ends_at is None or isinstance(ends_at, int)
    assert used_at is None or isinstance(used_at, int)
    known = frozenset(Scope(each) for each in str(scopes).split() if each in set(Scope))
    return Token(str(identity), str(name), known, str(made_by), created_at, ends_at, used_at)
