"""A connection that only reads: every read is a short transaction that may not write.

Nothing is set for the session.  Behind PgBouncer a server's session is shared with the
product, and a `SET default_transaction_read_only` would reach the product's own writes; so
each transaction begins READ ONLY and brings its own limits by `SET LOCAL`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from launchready.database.address import connection_string, database_url
from launchready.facts.base import CannotSee
from launchready.manifest.schema import Database
from launchready.net.network import Network

if TYPE_CHECKING:
    import psycopg

CONNECT_S = 5
STATEMENT_S = 5
"""How long a read may run; the server ends it then."""
LOCK_S = 1
"""How long a read may wait for a lock: it never stands in a queue before the product."""
IDLE_S = 10
"""How long a transaction may stand open between two reads, should this process hang."""
MAX_ROWS = 10_000
"""Rows of one read that are kept."""
OLDEST = 14
"""Major version from which on Postgres is looked into."""
MARK = "/* launchready */"
"""Stands behind the first word of every read, to tell them from the product's statements."""

Row: TypeAlias = dict[str, Any]

_BEGIN = (
    "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY; "
    f"SET LOCAL statement_timeout = '{STATEMENT_S}s'; "
    f"SET LOCAL lock_timeout = '{LOCK_S}s'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_S}s'; "
    # Nobody's function or operator of the same name stands in for the server's own.
    "SET LOCAL search_path = pg_catalog"
)
_WHO = """SELECT
    current_setting('server_version_num')::int AS version, current_user::text AS role,
    current_database()::text AS database"""


@dataclass(slots=True)
class Reader:
    """Reads a database, one short read-only transaction after another.

    Attributes:
        version: major version of the server, 14 or newer.
        role: the one that is signed in; database: the one that is read.
    """

    version: int
    role: str
    database: str
    _connection: psycopg.AsyncConnection[Row] = field(repr=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one read in a transaction of its own.

        Args:
            sql: one statement that begins with `SELECT` or `EXPLAIN`, with %s for values; names
                are those of pg_catalog or have their schema.
            values: what stands for %s.

        Raises:
            CannotSee: it was refused, or took longer than it may.
        """
        async with self.transaction() as read:
            return await read.rows(sql, values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Run several reads in one transaction, which is always rolled back.

        Raises:
            CannotSee: the server refused, hung up, or took longer than it may.
        """
        async with self._turn:
            await _ask(self._connection, _BEGIN)
            try:
                yield Transaction(self._connection)
            finally:
                if not self._connection.closed:
                    await _ask(self._connection, "ROLLBACK")


@dataclass(slots=True)
class Transaction:
    """One transaction that may only read."""

    _connection: psycopg.AsyncConnection[Row] = field(repr=False)

    async def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one read, or a setting for the rest of it; as `Reader.rows`."""
        return await _ask(self._connection, sql, values)

    async def theirs(self, sql: str) -> list[Row]:
        """Run one statement that has the product's text in it, and never two.

        Raises:
            CannotSee: it was refused; that it is more than one statement is one reason.
        """
        return await _ask(self._connection, sql, single=True)


@asynccontextmanager
async def open_database(
    database: Database, environment: Mapping[str, str], network: Network
) -> AsyncIterator[Reader]:
    """Connect to a declared database; the connection is closed at the end.

    Args:
        database: which.
        environment: where its variables are.
        network: its `connect` says where to go instead.

    Raises:
        CannotSee: there is no URL, no psycopg, no way in, or the server is older than 14; the
            message holds nothing of the URL.
    """
    async with open_url(database_url(database, environment), network) as reader:
        yield reader


@asynccontextmanager
async def open_url(url: str, network: Network) -> AsyncIterator[Reader]:
    """Connect to the database of a URL; as `open_database`."""
    try:
        import psycopg
        from psycopg.rows import dict_row
    except ImportError:
        raise CannotSee("needs psycopg: pip install 'launchready[postgres]'") from None
    place = connection_string(url, network)
    try:
        async with asyncio.timeout(CONNECT_S + 1):
            connection = await psycopg.AsyncConnection[Row].connect(
                place,
                autocommit=True,
                connect_timeout=CONNECT_S,
                application_name="launchready",
                # PgBouncer's transactions do not keep prepared statements.
                prepare_threshold=None,
                row_factory=dict_row,
            )
    except TimeoutError:
        raise CannotSee(
            f"the database did not take a connection within {CONNECT_S} s"
        ) from None
    except (psycopg.Error, ValueError, OSError) as error:
        raise CannotSee(f"the database: {why_not(error)}") from None
    async with connection:
        await _ask(connection, _BEGIN)
        who = (await _ask(connection, _WHO))[0]
        await _ask(connection, "ROLLBACK")
        version = int(who["version"]) // 10_000
        if version < OLDEST:
            raise CannotSee(
                f"the server is Postgres {version}, and {OLDEST} is the oldest known"
            )
        yield Reader(version, str(who["role"]), str(who["database"]), connection)


async def _ask(
    connection: psycopg.AsyncConnection[Row],
    sql: str,
    values: Sequence[object] = (),
    *,
    single: bool = False,
) -> list[Row]:
    import psycopg

    if sql.startswith("SELECT"):
        sql = sql.replace("SELECT", f"SELECT {MARK}", 1)
    try:
        async with asyncio.timeout(STATEMENT_S + 2), connection.cursor() as cursor:
            # Answers in binary take the extended protocol, which refuses a second statement.
            await cursor.execute(sql.encode(), values or None, binary=single)
            return await cursor.fetchmany(MAX_ROWS) if cursor.description else []
    except TimeoutError:
        await connection.close()
        raise CannotSee(f"the database gave no answer within {STATEMENT_S} s") from None
    except psycopg.Error as error:
        raise CannotSee(f"the database: {why_not(error)}") from None


_BY_STATE = {
    "28P01": "the password was refused",
    "28000": "the role may not sign in from here",
    "3D000": "there is no database of that name",
    "42501": "permission denied (docs/database.md has the GRANTs)",
    "53300": "no connection is left for it",
    "55P03": f"waited {LOCK_S} s for a lock",
    "57014": f"a read was ended after {STATEMENT_S} s",
    "57P03": "it is starting up or shutting down",
}
_BY_WORDS = (
    ("password authentication failed", "the password was refused"),
    ("no password supplied", "it wants a password, and the URL has none"),
    ("does not exist", "there is no role or database of that name"),
    ("too many clients", "no connection is left for it"),
    ("remaining connection slots", "no connection is left for it"),
    ("no pg_hba.conf entry", "the role may not sign in from here"),
    ("Connection refused", "the connection was refused"),
    ("No such file or directory", "there is no server at its socket"),
    ("timeout expired", "it did not take a connection in time"),
    ("could not translate host name", "its host name has no address"),
    ("certificate", "its certificate is not trusted"),
    ("SSL", "TLS could not be agreed on"),
    ("server closed the connection", "it hung up"),
)


def why_not(error: Exception) -> str:
    """Say why a database refused, in our own words: psycopg's may quote the URL."""
    state = getattr(error, "sqlstate", None)
    if state in _BY_STATE:
        return _BY_STATE[state]
    if state:
        return f"error {state}"
    text = str(error)
    return next((ours for theirs, ours in _BY_WORDS if theirs in text), "no connection")
