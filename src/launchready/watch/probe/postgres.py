"""A Postgres that must take connections and answer, by psycopg (an extra)."""

from __future__ import annotations

import time

from launchready.net.dial import Dialler, Unreachable
from launchready.net.network import is_address
from launchready.watch.model import Verdict
from launchready.watch.probe.seen import Seen, down


async def look(dialler: Dialler, url: str, timeout_s: float) -> Seen:
    """Sign in and run `SELECT 1`.

    Args:
        dialler: says which addresses may be connected to.
        url: postgresql://; never shown.
        timeout_s: for each step.

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    started = time.monotonic()
    try:
        given = conninfo_to_dict(url)
        host, port = str(given.get("host") or ""), int(given.get("port") or 5432)
        address, port = (await dialler.endpoints(host, port))[0]
        # The name stays for TLS; the address is the one that was found to be allowed.
        place = "hostaddr" if is_address(address) else "host"
        conninfo = make_conninfo(
            url, port=port, connect_timeout=max(2, int(timeout_s)), **{place: address}
        )
        connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
        async with connection, connection.cursor() as cursor:
            await cursor.execute("SELECT 1")
            await cursor.fetchone()
    except Unreachable as error:
        return down(str(error))
    except (psycopg.Error, ValueError) as error:
        state = getattr(error, "sqlstate", None)
        # psycopg's messages may quote the connection's parameters.
        return down(f"error {state}" if state else "refused or dropped the connection")
    return Seen(Verdict.UP, latency_ms=round((time.monotonic() - started) * 1000, 3))
