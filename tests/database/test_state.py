"""The state of a real server is told as it is: roles, limits, sessions, tables, indexes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from launchready.collect.database import database_schema, database_server
from launchready.collect.services import Environment
from launchready.database.server import milliseconds
from launchready.facts.database import DatabaseSchema, DatabaseServer, IndexState, TableState
from launchready.manifest.schema import Database
from launchready.net.network import Network
from tests.database.app import seeded
from tests.servers.clusters import MakeDatabase
from tests.servers.postgres import Cluster

DECLARED = Database(url_env="DATABASE_URL", read_url_env="AUDIT_DATABASE_URL")


async def server(**urls: str) -> DatabaseServer:
    """Look at the server of some variables."""
    return await database_server(DECLARED, Environment(urls), Network())


async def schema(url: str) -> DatabaseSchema:
    """Look at tables and indexes."""
    return await database_schema(DECLARED, Environment(DATABASE_URL=url), Network())


@contextmanager
def role(connection: psycopg.Connection[Any], name: str, *statements: str) -> Iterator[None]:
    """Make a role for as long as a test needs it."""
    connection.execute(f"CREATE ROLE {name} LOGIN".encode())
    try:
        for each in statements:
            connection.execute(each.encode())
        yield
    finally:
        connection.execute(f"DROP OWNED BY {name}".encode())
        connection.execute(f"DROP ROLE {name}".encode())


async def test_a_superuser_is_known_for_one(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """The role that looks is told with what it may do, and the server's limits with it."""
    url = make_database(cluster)
    with seeded(url):
        seen = await server(DATABASE_URL=url)
    assert seen.version == cluster.version
    assert (seen.reader.name, seen.reader.superuser) == ("tester", True)
    assert seen.reader.writes[:2] == ("public.customers", "public.items")
    assert (seen.max_connections, seen.reserved, seen.autovacuum) == (100, 3, True)
    assert (seen.freeze_age, seen.failsafe_age) == (200_000_000, 1_600_000_000)
    assert 0 <= seen.age < 100_000
    assert (seen.archive.mode, seen.archive.wal_level) == ("off", "replica")
    assert seen.by_product == 1
    assert seen.idle_in_transaction == ()


async def test_limits_are_those_of_the_products_role(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """The narrowest setting counts; what the reading role has itself says nothing."""
    url = make_database(cluster)
    name = url.rpartition("/")[2]
    with (
        psycopg.connect(url, autocommit=True) as connection,
        role(
            connection,
            f"app_{name}",
            f"ALTER ROLE app_{name} SET statement_timeout = '2min'",
            f"ALTER ROLE app_{name} IN DATABASE {name} SET statement_timeout = '30s'",
            f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = 15000",
            f"ALTER ROLE app_{name} CONNECTION LIMIT 20",
        ),
        role(
            connection,
            f"look_{name}",
            f"ALTER ROLE look_{name} SET lock_timeout = '1s'",
            f"GRANT pg_monitor TO look_{name}",
        ),
    ):
        app = cluster.url_of(name, f"app_{name}")
        seen = await server(
            DATABASE_URL=app, AUDIT_DATABASE_URL=cluster.url_of(name, f"look_{name}")
        )
        assert seen.reader.sees_all
        assert not seen.reader.superuser
        assert seen.reader.writes == ()
        product = seen.product
        assert product is not None
        assert product.role == f"app_{name}"
        assert (product.statement_ms, product.idle_in_transaction_ms) == (30_000, 15_000)
        assert (product.lock_ms, product.connections) == (0, 20)
        url_too = f"{app}?options=-c%20statement_timeout%3D5s"
        told = (await server(DATABASE_URL=url_too)).product
        assert told is not None
        assert told.statement_ms == 5_000


async def test_a_session_idle_in_a_transaction_is_seen_without_its_values(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """Who holds a transaction open and since when is told; what it asked with is not."""
    url = make_database(cluster)
    with psycopg.connect(url, application_name="worker") as held:
        held.execute("SELECT 'hush' AS word, 4711 AS number")
        seen = await server(DATABASE_URL=url)
    (idle,) = seen.idle_in_transaction
    assert (idle.role, idle.application) == ("tester", "worker")
    assert idle.open_s >= idle.idle_s >= 0
    assert idle.statement == "SELECT '…' AS word, … AS number"


def table(seen: DatabaseSchema, name: str) -> TableState:
    """Find a table."""
    return next(each for each in seen.tables if each.name == f"public.{name}")


def index(seen: DatabaseSchema, name: str) -> IndexState:
    """Find an index."""
    return next(each for each in seen.indexes if each.name == f"public.{name}")


async def test_tables_are_told_with_their_rows(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """Rows, whether the planner knows them, waste, and a vacuum that is switched off."""
    url = make_database(cluster)
    with seeded(
        url,
        "CREATE TABLE fresh AS SELECT n FROM generate_series(1, 2000) n",
        "ALTER TABLE fresh SET (autovacuum_enabled = false)",
        "ALTER TABLE items SET (autovacuum_enabled = false)",
        "DELETE FROM items WHERE id > 1000",
        "VACUUM ANALYZE items",
        "UPDATE orders SET cents = cents + 1",
        "SELECT pg_stat_force_next_flush()" if cluster.version >= 15 else "SELECT 1",
    ):
        seen = await schema(url)
    orders, fresh, items = (table(seen, each) for each in ("orders", "fresh", "items"))
    assert orders.analysed
    assert orders.rows == 6_000
    assert orders.octets > 300_000
    assert not fresh.analysed
    assert (fresh.autovacuum, items.autovacuum, orders.autovacuum) == (False, False, True)
    assert fresh.wasted is None
    customers = table(seen, "customers")
    assert customers.wasted is not None
    assert customers.wasted <= 8192


async def test_what_deleted_rows_leave_is_waste(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """The estimate of waste is near the truth where nine of ten rows are gone."""
    url = make_database(newest_cluster)
    with seeded(
        url,
        "CREATE TABLE long (id int, a text, b bigint)",
        "INSERT INTO long SELECT n, repeat('x', 90), n FROM generate_series(1, 20000) n",
        "ANALYZE long",
    ) as connection:
        full = table(await schema(url), "long")
        connection.execute("DELETE FROM long WHERE id % 10 <> 0")
        connection.execute("VACUUM ANALYZE long")
        holes = table(await schema(url), "long")
    assert full.wasted is not None
    assert holes.wasted is not None
    assert full.wasted < 0.1 * full.octets
    assert 0.8 * holes.octets < holes.wasted < 0.95 * holes.octets


async def test_indexes_are_told_apart(cluster: Cluster, make_database: MakeDatabase) -> None:
    """Doubles are named with what they double, failed ones are known, uniques are kept."""
    url = make_database(cluster)
    with seeded(
        url,
        "CREATE INDEX again ON orders (customer_id, placed)",
        "CREATE INDEX other_way ON orders (customer_id, placed DESC)",
        "CREATE INDEX partly ON orders (customer_id, placed) WHERE status = 'open'",
        "CREATE UNIQUE INDEX settings_twice ON settings (name)",
    ) as connection:
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("CREATE UNIQUE INDEX CONCURRENTLY failed ON orders (status)")
        seen = await schema(url)
    twins = {each.name: each.same_as for each in seen.indexes if each.same_as}
    assert twins == {"public.orders_by_customer": "public.again"}
    assert not index(seen, "failed").valid
    assert index(seen, "orders_pkey").unique
    assert index(seen, "partly").definition.endswith("WHERE (status = '…'::text)")


async def test_foreign_keys_without_an_index_are_known(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """An index counts that begins with the key's columns, in any order; others do not."""
    url = make_database(cluster)
    with seeded(
        url,
        "CREATE TABLE notes (order_id int REFERENCES orders, at int)",
        "CREATE INDEX ON notes (at, order_id)",
        "CREATE TABLE a (x int, y int, PRIMARY KEY (x, y))",
        "CREATE TABLE b (n int, p int, q int, FOREIGN KEY (p, q) REFERENCES a (x, y))",
        "CREATE INDEX ON b (q, p, n)",
        "CREATE TABLE c (order_id int REFERENCES orders)",
        "CREATE INDEX ON c (order_id) WHERE order_id > 5",
    ):
        seen = await schema(url)
    indexed = {each.table: each.indexed for each in seen.foreign_keys}
    assert indexed == {
        "public.orders": True,
        "public.items": True,
        "public.notes": False,
        "public.b": True,
        "public.c": False,
    }
    (key,) = (each for each in seen.foreign_keys if each.table == "public.b")
    assert (key.columns, key.target) == (("p", "q"), "public.a")


@pytest.mark.parametrize(
    ("value", "ms"),
    [("0", 0), ("250", 250), ("30s", 30_000), ("'2min'", 120_000), ("1.5 h", 5_400_000),
     ("nonsense", 0), ("", 0)],
)  # fmt: skip
def test_times_are_read_as_postgres_writes_them(value: str, ms: int) -> None:
    """A time without a unit is in milliseconds; what is no time is no limit."""
    assert milliseconds(value) == ms
