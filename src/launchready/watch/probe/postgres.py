"""A Postgres that must take connections and answer, by psycopg (an extra)."""

from __future__ import annotations

import time

from launchready.net.dial import Dialler, Unreachable
from launchready.net.postgres import open_postgres
from launchready.watch.model import Verdict
from launchready.watch.probe.seen import Seen, down


async def look(dialler: Dialler, url: str, timeout_s: float) -> Seen:
    """Sign in and run `SELECT 1`.

    Args:
        dialler: says which addresses may be connected to.
        url: postgresql://; never shown.
        timeout_s: for connecting.

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
    """
    started = time.monotonic()
    try:
        async with open_postgres(dialler, url, timeout_s) as connection:
            await connection.execute("SELECT 1")
    except Unreachable as error:
        return down(str(error))
    return Seen(Verdict.UP, latency_ms=round((time.monotonic() - started) * 1000, 3))
