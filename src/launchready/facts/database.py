"""The state of the product's Postgres: roles, sessions, tables, indexes, age, archive."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from launchready.facts.base import Fact


class ReadingRole(Struct, frozen=True):
    """The role that launchready signed in as.

    Attributes:
        name: of the role.
        superuser: it may do anything.
        writes: tables that it may change, five at most.
        sees_all: it may see what other roles run (pg_read_all_stats).
    """

    name: str
    superuser: bool
    writes: tuple[str, ...]
    sees_all: bool


class RoleTimeouts(Struct, frozen=True):
    """Limits that the sessions of the product's role begin with, in ms; 0 for none.

    Attributes:
        role: its name.
        statement_ms, lock_ms, idle_in_transaction_ms: as the settings are named.
        transaction_ms: of Postgres 17 and later; it bounds statements and idleness, too.
        connections: that the role or the database is limited to; None for no limit.
    """

    role: str
    statement_ms: int = 0
    lock_ms: int = 0
    idle_in_transaction_ms: int = 0
    transaction_ms: int = 0
    connections: int | None = None


class OpenTransaction(Struct, frozen=True):
    """A session that holds a transaction open and does nothing.

    Attributes:
        role, application: that opened it, as it named itself.
        idle_s: since when it does nothing; open_s: since when the transaction is open.
        statement: the last one, without values.
    """

    role: str
    application: str
    idle_s: float
    open_s: float
    statement: str


class Archive(Struct, frozen=True):
    """Whether the server's log is kept elsewhere, which point-in-time recovery needs.

    Attributes:
        mode: archive_mode, "off", "on" or "always".
        wal_level: "minimal" keeps too little to recover with.
        archived, failed: pieces of the log since statistics began.
        last_archived_at, last_failed_at: aware UTC; None for never.
        streams: connections that receive the log: standbys, or a backup tool.
        in_recovery: this is a standby itself.
    """

    mode: str
    wal_level: str
    archived: int = 0
    failed: int = 0
    last_archived_at: datetime | None = None
    last_failed_at: datetime | None = None
    streams: int = 0
    in_recovery: bool = False


class DatabaseServer(Fact, frozen=True):
    """The server, as one look saw it.

    Attributes:
        version: major.
        reader: the role that looked.
        product: limits of the product's own role; None where that role is not known.
        max_connections: that the server takes; reserved: of them, for superusers.
        connected: sessions of clients at that moment, of all databases.
        by_product: of them, of the product's role in this database.
        idle_in_transaction: those that were idle in a transaction, the longest first.
        autovacuum: it runs, and what it needs is counted.
        age: transactions since the oldest that the database must remember; multixact_age: the
            same of row locks that several transactions share.
        freeze_age: from which on autovacuum freezes whatever else is to do.
        failsafe_age: from which on it does nothing else.
        archive: of its log.
    """

    version: int
    reader: ReadingRole
    product: RoleTimeouts | None
    max_connections: int
    reserved: int
    connected: int
    by_product: int
    idle_in_transaction: tuple[OpenTransaction, ...]
    autovacuum: bool
    age: int
    multixact_age: int
    freeze_age: int
    failsafe_age: int
    archive: Archive


class TableState(Struct, frozen=True):
    """One of the product's tables.

    Attributes:
        name: "schema.table".
        rows: that are alive, by the server's count; dead: that wait for a vacuum.
        written: rows inserted, updated and deleted since statistics began.
        scans: times that it was read, by an index or whole.
        octets: of its own file, by the planner's last count.
        wasted: of them, an estimate of what holds nothing; None where it cannot be told.
        analysed: the planner has seen what is in it.
        autovacuum: False where it is switched off for this table.
    """

    name: str
    rows: int
    dead: int = 0
    written: int = 0
    scans: int = 0
    octets: int = 0
    wasted: int | None = None
    analysed: bool = True
    autovacuum: bool = True


class IndexState(Struct, frozen=True):
    """One index.

    Attributes:
        name: "schema.index"; table: "schema.table".
        definition: the statement that makes it, without values.
        octets: of its file, by the planner's last count.
        scans: times that it was used since statistics began.
        unique: it, or a constraint that it serves, forbids doubles.
        valid: False where making it failed: it costs writes and serves nothing.
        same_as: name of another index that is the same.
    """

    name: str
    table: str
    definition: str
    octets: int = 0
    scans: int = 0
    unique: bool = False
    valid: bool = True
    same_as: str = ""


class ForeignKey(Struct, frozen=True):
    """A foreign key.

    Attributes:
        name: of the constraint; table: "schema.table" that has it; target: that it points to.
        columns: of `table`.
        indexed: an index of `table` begins with them.
        rows: of `table`.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    target: str
    indexed: bool
    rows: int


class DatabaseSchema(Fact, frozen=True):
    """Tables, indexes and foreign keys of the product, the largest tables first.

    Attributes:
        tables, indexes, foreign_keys: 1,000 of each at most.
        since: when statistics of use began; None where the server does not tell.
        standbys: servers that copy this one and may use indexes that nobody uses here.
    """

    tables: tuple[TableState, ...]
    indexes: tuple[IndexState, ...]
    foreign_keys: tuple[ForeignKey, ...]
    since: datetime | None = None
    standbys: int = 0
