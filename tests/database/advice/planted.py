"""A product's database with indexes left out, and what must be said of each statement."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from launchready.database.advice.advise import Advisor
from launchready.database.advice.asked import Asked, Read, columns_wanted, look_up, read_all
from launchready.database.advice.catalog import Catalog, quote, read_catalog
from launchready.database.advice.copying import WORK, Copied, fill
from launchready.database.advice.scratch import Scratch
from launchready.database.connection import open_url
from launchready.facts.indexes import IndexAdvice, NotAdvised, Without
from launchready.net.network import Network

SCHEMA = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TYPE order_state AS ENUM ('new', 'paid', 'sent', 'failed');
CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (
    id bigint PRIMARY KEY, tenant_id int NOT NULL, email varchar(120) NOT NULL,
    name text NOT NULL, active boolean NOT NULL, deleted_at timestamptz,
    created_at timestamptz NOT NULL, about text
);
CREATE TABLE orders (
    id bigint PRIMARY KEY, tenant_id int NOT NULL, user_id bigint NOT NULL,
    state order_state NOT NULL, total numeric(12, 2) NOT NULL, notes text,
    created_at timestamptz NOT NULL, archived boolean NOT NULL
);
CREATE INDEX orders_tenant_created ON orders (tenant_id, created_at DESC);
CREATE TABLE lines (order_id bigint NOT NULL, product text NOT NULL, amount int NOT NULL);
CREATE TABLE events (
    id bigint PRIMARY KEY, tenant_id int NOT NULL, kind text NOT NULL, data jsonb NOT NULL,
    happened_at timestamptz NOT NULL
);
CREATE TABLE settings (id int PRIMARY KEY, tenant_id int NOT NULL, value text);
CREATE TABLE tasks (
    id bigint PRIMARY KEY, creator_id int NOT NULL, assignee_id int NOT NULL, title text
);
"""
ROWS = """
INSERT INTO tenants SELECT n, 'tenant ' || n FROM generate_series(1, 200) n;
INSERT INTO users SELECT n, n % 200 + 1, 'user' || n || '@customer.example',
    (ARRAY['Ada', 'Ben', 'Cleo', 'Dan'])[n % 4 + 1] || ' ' || md5(n::text), n % 2 = 0,
    CASE WHEN n % 50 = 0 THEN now() END, now() - n * interval '1 minute', repeat('about ', 10)
FROM generate_series(1, 20000) n;
INSERT INTO orders SELECT n, n % 200 + 1, n * 7919 % 20000 + 1,
    (CASE WHEN n % 500 = 0 THEN 'failed' WHEN n % 3 = 0 THEN 'paid' ELSE 'sent'
    END)::order_state,
    n % 1000, repeat('note ', 8), now() - (n * 31 % 60000) * interval '1 minute', n % 100 <> 0
FROM generate_series(1, 30000) n;
INSERT INTO lines SELECT n * 7 % 30000 + 1, 'product ' || n % 50, n % 9
FROM generate_series(1, 45000) n;
INSERT INTO events SELECT n, n % 200 + 1, 'kind ' || n % 5,
    jsonb_build_object('order', n % 5000, 'ip', n % 251), now() - n * interval '1 second'
FROM generate_series(1, 24000) n;
INSERT INTO settings SELECT n, n, 'on' FROM generate_series(1, 200) n;
INSERT INTO tasks SELECT n, n * 31 % 4000, n * 17 % 4000, repeat('do it ', 20)
FROM generate_series(1, 24000) n;
ANALYZE;
"""


@dataclass(frozen=True)
class Planted:
    """A statement and what must come of it.

    Attributes:
        name: of the case; text: of the statement.
        keys: what must stand in the index's brackets; "" where nothing may be advised.
        also: further words of the index's SQL, or of why there is none.
        reason: why nothing is advised.
        calls, mean_ms: what statistics would tell of an hour.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    also: str = ""
    reason: Without | None = None
    calls: int | None = 1000
    mean_ms: float | None = 20.0


PLANTED = (
    Planted(
        "equality",
        "SELECT * FROM orders WHERE user_id = $1",
        ("user_id",),
    ),
    Planted(
        "equality and newest first",
        "SELECT id, title FROM tasks WHERE assignee_id = $1 ORDER BY id DESC LIMIT $2",
        ("assignee_id", "assignee_id, id DESC"),
    ),
    Planted(
        "a foreign key that is joined by",
        "SELECT o.id, l.product, l.amount FROM orders o JOIN lines l ON l.order_id = o.id "
        "WHERE o.id = $1",
        ("order_id",),
    ),
    Planted(
        "a range within a customer's rows",
        "SELECT count(*) FROM events WHERE tenant_id = $1 AND happened_at > $2",
        ("tenant_id, happened_at", "tenant_id"),
    ),
    Planted(
        "the last hours of all",
        "SELECT id, kind FROM events WHERE happened_at > now() - interval '10 minutes'",
        ("happened_at",),
    ),
    Planted(
        "newest of all",
        "SELECT id, total FROM orders ORDER BY created_at DESC LIMIT 20",
        ("created_at DESC", "created_at"),
    ),
    Planted(
        "a rare state, of which alone an index is small",
        "SELECT id FROM orders WHERE state = 'failed' ORDER BY id",
        ("state", "id"),
        "WHERE state = 'failed'",
    ),
    Planted(
        "what is not archived",
        "SELECT id, total FROM orders WHERE NOT archived AND user_id = $1",
        ("user_id",),
    ),
    Planted(
        "an expression that can be indexed",
        "SELECT id, name FROM users WHERE lower(email) = lower($1)",
        ("(lower(email))",),
    ),
    Planted(
        "how a text begins",
        "SELECT id, name FROM users WHERE email LIKE 'user1234%'",
        ("email varchar_pattern_ops",),
    ),
    Planted(
        "what a document contains",
        """SELECT id FROM events WHERE data @> '{"order": 77}'""",
        ("data",),
        "USING gin",
    ),
    Planted(
        "one of two columns",
        "SELECT id FROM tasks WHERE assignee_id = $1 OR creator_id = $2",
        ("assignee_id", "creator_id"),
    ),
    Planted(
        "a list of values",
        "SELECT id, total FROM orders WHERE user_id = ANY($1)",
        ("user_id",),
    ),
    Planted(
        "a change",
        "UPDATE orders SET total = $1 WHERE user_id = $2",
        ("user_id",),
    ),
    Planted(
        "a subquery that is asked for each row",
        "SELECT o.id, (SELECT sum(l.amount) FROM lines l WHERE l.order_id = o.id) "
        "FROM orders o WHERE o.tenant_id = $1 ORDER BY o.created_at DESC LIMIT 5",
        ("order_id",),
    ),
    Planted(
        "anywhere in a text, with pg_trgm",
        "SELECT id FROM users WHERE name LIKE '%c4ca42%'",
        ("name gin_trgm_ops",),
        "USING gin",
    ),
    # Where no index helps.
    Planted(
        "half of the rows",
        "SELECT id, name FROM users WHERE active",
        reason=Without.SERVED,
    ),
    Planted(
        "most rows by a value",
        "SELECT sum(total) FROM orders WHERE state IN ('sent', 'paid')",
        reason=Without.NO_GAIN,
    ),
    Planted(
        "a tiny table",
        "SELECT value FROM settings WHERE tenant_id = $1",
        also="under 256 kB",
        reason=Without.QUICK,
    ),
    Planted(
        "a function that no index may hold",
        "SELECT count(*) FROM orders WHERE created_at::date = current_date - 3",
        reason=Without.NO_GAIN,
    ),
    Planted(
        "already indexed by its beginning",
        "SELECT id, total FROM orders WHERE tenant_id = $1",
        reason=Without.QUICK,
    ),
    Planted(
        "already indexed, read backwards",
        "SELECT max(created_at) FROM orders WHERE tenant_id = $1",
        reason=Without.QUICK,
    ),
    Planted(
        "or across tables",
        "SELECT count(*) FROM orders o JOIN users u ON u.id = o.user_id "
        "WHERE o.total = 5 OR u.name = 'nobody'",
        reason=Without.NO_GAIN,
    ),
    Planted(
        "everything is wanted",
        "SELECT tenant_id, sum(total) FROM orders GROUP BY tenant_id",
        reason=Without.SERVED,
    ),
    Planted(
        "read seldom, written all the time",
        "SELECT id FROM events WHERE kind = 'kind 3' AND tenant_id = 9",
        reason=Without.COSTLY,
        calls=3,
        mean_ms=2.0,
    ),
    Planted(
        "an offset in the dark",
        "SELECT id FROM events WHERE happened_at > now() - $1::interval",
        also="nobody knows what stands for $1",
        reason=Without.UNPROVEN,
    ),
    Planted(
        "a function of the product's own",
        "SELECT id FROM users WHERE is_vip(id)",
        also="a function or operator is not there",
        reason=Without.UNPROVEN,
    ),
    Planted(
        "what an administrator may",
        "SELECT pg_read_file('/etc/hostname'), id FROM users WHERE name = $1",
        also="only an administrator may",
        reason=Without.UNPROVEN,
    ),
)

WRITES = {("public", "events"): 50.0}
"""Rows that are written in a second, where many are."""


def plant(url: str) -> None:
    """Make the database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
        connection.execute(ROWS.encode())


@dataclass
class Copy:
    """The planted database's copy, and every statement as it was read."""

    scratch: Scratch
    catalog: Catalog
    copied: dict[tuple[str, str], Copied]
    read: dict[str, Read]
    url: str

    def advise(self, *names: str) -> tuple[list[IndexAdvice], list[NotAdvised]]:
        """Ask for advice on some cases together, and leave the copy as it was."""
        advisor = Advisor(self.scratch, self.catalog, self.copied, WRITES)
        advice, trials, without = advisor.advise([self.read[name] for name in names])
        with self.scratch.connect(WORK) as connection:
            for trial in trials:
                for each in trial:
                    name = f"{quote(each.schema)}.{quote(each.name)}"
                    connection.execute(f"DROP INDEX {name}".encode())
        return advice, without


async def read_copy(url: str, scratch: Scratch) -> Copy:
    """Copy a planted database to a throw-away server, and read every statement."""
    asked = [Asked(each.text, each.calls, each.mean_ms, seconds=3600.0) for each in PLANTED]
    read, refused = read_all(asked)
    async with open_url(url, Network()) as reader:
        catalog = await read_catalog(reader, {name for each in read for name in each.named})
        found, unknown = look_up(read, catalog)
        assert not refused + unknown
        copied = await fill(scratch, reader, catalog, columns_wanted(found, catalog))
    named = {case.name: each for case, each in zip(PLANTED, found, strict=True)}
    return Copy(scratch, catalog, copied, named, url)
