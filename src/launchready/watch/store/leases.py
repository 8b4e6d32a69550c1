"""One instance probes at a time: a lease with a fencing token.

The token grows with every change of hands.  Whoever writes shows it within the same
transaction, so an instance that slept through its lease cannot write over the next one's
work, whatever the clocks say (Kleppmann, "How to do distributed locking", 2016).
"""

from __future__ import annotations

from launchready.watch.store.engine import Engine, Transaction


class Fenced(Exception):
    """Another instance has taken over; what was to be written is its business now."""


def claim(engine: Engine, name: str, holder: str, now: int, ttl_ms: int) -> int | None:
    """Take a lease that is free or run out, or renew one's own.

    Args:
        engine: where the lease is kept.
        name: of the lease.
        holder: who asks, unique to the process.
        now: ms.
        ttl_ms: how long it is held.

    Returns:
        The fencing token; None where somebody else holds it.

    Raises:
        StoreError: the database did not answer.
    """
    with engine.transaction() as run:
        rows = run.all(
            "INSERT INTO leases (name, holder, token, expires_at) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (name) DO UPDATE SET"
            " token = leases.token + CASE WHEN leases.holder = excluded.holder"
            " THEN 0 ELSE 1 END,"
            " holder = excluded.holder, expires_at = excluded.expires_at"
            " WHERE leases.holder = excluded.holder OR leases.expires_at < ?"
            " RETURNING token",
            name, holder, now + ttl_ms, now,
        )  # fmt: skip
        return int(rows[0][0]) if rows else None


def release(engine: Engine, name: str, holder: str) -> None:
    """Give a lease back at once, so that the next instance need not wait."""
    with engine.transaction() as run:
        run.run(
            "UPDATE leases SET expires_at = 0, holder = '' WHERE name = ? AND holder = ?",
            name, holder,
        )  # fmt: skip


def check(run: Transaction, name: str, token: int, lock: str) -> None:
    """Hold a transaction to the lease.

    Raises:
        Fenced: the token is not the latest.
    """
    rows = run.all(f"SELECT token FROM leases WHERE name = ?{lock}", name)  # noqa: S608
    if not rows or rows[0][0] != token:
        raise Fenced
