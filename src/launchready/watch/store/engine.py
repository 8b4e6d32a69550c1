"""Transactions on SQLite or Postgres, in the SQL that both understand.

Parameters are written `?`.  One engine belongs to one thread at a time; the service gives
the writer a thread of its own, and readers have engines of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import psycopg

Row = tuple[Any, ...]
Value = str | int | float | bytes | None

BUSY_S = 5.0
"""How long a writer waits for another process's transaction before it gives up."""


class StoreError(Exception):
    """The database did not do what was asked; nothing of the transaction was kept.

    Attributes:
        full: there is no room left on the disk.
    """

    def __init__(self, text: str, *, full: bool = False) -> None:
        super().__init__(text)
        self.full = full


class Transaction(Protocol):
    """Statements of one transaction."""

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Run a statement and give its rows."""
        ...

    def run(self, sql: str, *values: Value) -> int:
        """Run a statement and give how many rows it changed."""
        ...

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of values."""
        ...


class Engine(Protocol):
    """A database."""

    dialect: Literal["sqlite", "postgres"]

    def transaction(self, *, write: bool = True) -> Any:
        """Open a transaction: a context manager that gives a `Transaction`.

        Raises:
            StoreError: it could not be begun or kept.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, sql: str, *values: Value) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Value) -> int:
        return self._connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self._connection.executemany(sql, rows)


class SqliteEngine:
    """A file in WAL mode: readers do not wait for the writer, nor it for them.

    Args:
        path: the file; it is made where there is none, readable by its owner alone.
        readonly: refuse to write.
    """

    dialect: Literal["sqlite", "postgres"] = "sqlite"

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        try:
            if not readonly:
                path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            # A commit that was answered for survives a power cut, too.
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA cache_size = -4096")
            if readonly:
                self._connection.execute("PRAGMA query_only = ON")
        except (sqlite3.Error, OSError) as error:
            raise _sqlite_error(error) from error

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Transaction]:
        """Open a transaction; see `Engine`."""
        try:
            self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        except sqlite3.Error as error:
            raise _sqlite_error(error) from error
        try:
            yield _SqliteTransaction(self._connection)
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _sqlite_error(error) from error
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _sqlite_error(error: sqlite3.Error | OSError) -> StoreError:
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    full = name == "SQLITE_FULL" or getattr(error, "errno", None) == 28
    return StoreError(f"SQLite: {name}", full=full)


class _PostgresTransaction:
    def __init__(self, cursor: psycopg.Cursor[Row]) -> None:
        self._cursor = cursor

    def all(self, sql: str, *values: Value) -> list[Row]:
        self._cursor.execute(sql.replace("?", "%s").encode(), values)
        return self._cursor.fetchall()

    def run(self, sql: str, *values: Value) -> int:
        return self._cursor.execute(sql.replace("?", "%s").encode(), values).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self._cursor.executemany(sql.replace("?", "%s").encode(), rows)


class PostgresEngine:
    """A database that several instances share; a lost connection is opened again.

    Args:
        url: postgresql://; never shown.
    """

    dialect: Literal["sqlite", "postgres"] = "postgres"

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[Row] | None = None

    def _open(self) -> psycopg.Connection[Row]:
        import psycopg

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, connect_timeout=int(BUSY_S))
        return self._connection

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Transaction]:
        """Open a transaction; see `Engine`."""
        import psycopg

        try:
            connection = self._open()
            with connection.transaction(), connection.cursor() as cursor:
                if not write:
                    cursor.execute("SET TRANSACTION READ ONLY")
                yield _PostgresTransaction(cursor)
        except psycopg.Error as error:
            if self._connection is not None and self._connection.broken:
                self._connection.close()
            # psycopg's messages may quote the connection's parameters.
            state = error.sqlstate or type(error).__name__
            raise StoreError(f"Postgres: {state}", full=state == "53100") from None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def open_engine(place: Path | str) -> Engine:
    """Open a file, or a postgresql:// URL.

    Raises:
        StoreError: it cannot be opened.
    """
    return SqliteEngine(place) if isinstance(place, Path) else PostgresEngine(place)
