"""Connections to a Postgres that is declared, by psycopg (an extra), to an address that may be.

psycopg's messages may quote the connection's parameters: nothing of them is passed on.
"""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from launchready.net.dial import Dialler, Unreachable
from launchready.net.network import is_address

if TYPE_CHECKING:
    from psycopg import AsyncConnection

NEEDS = "needs psycopg: pip install 'launchready[postgres]'"


def is_installed() -> bool:
    """Say whether psycopg is there."""
    return importlib.util.find_spec("psycopg") is not None


@asynccontextmanager
async def open_postgres(
    dialler: Dialler, url: str, timeout_s: float
) -> AsyncIterator[AsyncConnection[Any]]:
    """Connect and sign in; whatever goes wrong on the connection is told in our words.

    Args:
        dialler: says which addresses may be connected to.
        url: postgresql://; never shown.
        timeout_s: for connecting.

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
        Unreachable: it did not work.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        try:
            given = conninfo_to_dict(url)
            host, port = str(given.get("host") or ""), int(given.get("port") or 5432)
        except (psycopg.ProgrammingError, ValueError):
            raise Unreachable("is not a postgresql:// URL") from None
        address, port = (await dialler.endpoints(host, port))[0]
        # The name stays for TLS; the address is the one that was found to be allowed.
        place = "hostaddr" if is_address(address) else "host"
        conninfo = make_conninfo(
            url, port=port, connect_timeout=max(2, int(timeout_s)), **{place: address}
        )
        opened = await psycopg.AsyncConnection.connect(
            conninfo,
            autocommit=True,
            # PgBouncer's transactions do not keep prepared statements.
            prepare_threshold=None,
        )
        async with opened:
            yield opened
    except psycopg.Error as error:
        said = f"error {error.sqlstate}" if error.sqlstate else None
        raise Unreachable(said or "refused or dropped the connection") from None
