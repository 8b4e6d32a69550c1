"""What the store keeps of the monitor itself: its key, and when it was last there."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid

from launchready.watch.store.engine import Engine
from launchready.watch.store.ledger import PROBING, fact


def own_key(engine: Engine) -> bytes:
    """Give the store's own key, from which links and jobs' URLs are derived."""
    with engine.transaction() as run:
        known = fact(run, "key")
        if known is None:
            run.run(
                "INSERT INTO facts (name, value) VALUES ('key', ?) ON CONFLICT DO NOTHING",
                secrets.token_hex(32),
            )
            known = fact(run, "key")
        assert known is not None
        return bytes.fromhex(known)


def link_key(key: bytes) -> bytes:
    """Give what links to acknowledge are signed with."""
    return hmac.digest(key, b"links", hashlib.sha256)


def identity_of(key: bytes, monitor: str) -> str:
    """Give the UUID of a heartbeat: the same for ever, and not to be guessed."""
    octets = hmac.digest(key, b"ping\0" + monitor.encode(), hashlib.sha256)[:16]
    return str(uuid.UUID(bytes=octets, version=4))


def read_alive_at(engine: Engine) -> int | None:
    """Say when somebody last probed, ms; None of never."""
    with engine.transaction(write=False) as run:
        told = fact(run, "alive_at")
    return int(told) if told else None


def free_leases(engine: Engine) -> None:
    """Free what a process held that is known to be gone: the probing, and messages."""
    with engine.transaction() as run:
        run.run("UPDATE leases SET expires_at = 0 WHERE name = ?", PROBING)
        run.run("UPDATE outbox SET lease_until = 0 WHERE state = 'pending'")
