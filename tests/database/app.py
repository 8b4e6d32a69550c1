"""A small product on Postgres, clean or with one fault, whose routes run real statements."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.checks.given import manifest as given_manifest
from tests.servers.http import answer, raw_server

HOST = "app.acme.example"

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, plan text NOT NULL);
CREATE TABLE orders (
    id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers,
    placed timestamptz NOT NULL, cents int NOT NULL, status text NOT NULL
);
CREATE TABLE items (
    id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, title text NOT NULL
);
CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE visits (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
INSERT INTO customers SELECT n, 'customer ' || n, 'basic' FROM generate_series(1, 200) n;
INSERT INTO orders SELECT n, 1 + n % 200, timestamptz '2026-01-01' + n * interval '1 minute',
    100 + n % 900, (ARRAY['open', 'paid', 'sent'])[1 + n % 3] FROM generate_series(1, 6000) n;
INSERT INTO items SELECT n, 1 + n % 6000, 'item ' || n FROM generate_series(1, 12000) n;
INSERT INTO settings VALUES ('currency', 'EUR'), ('locale', 'de');
CREATE INDEX orders_by_customer ON orders (customer_id, placed);
CREATE INDEX items_by_order ON items (order_id);
ANALYZE;
"""

ORDERS = (
    "SELECT id, cents, status FROM orders WHERE customer_id = %s ORDER BY placed DESC LIMIT 20"
)
ITEMS_OF_ALL = "SELECT order_id, title FROM items WHERE order_id = ANY(%s) LIMIT 200"
ITEMS_OF_ONE = "SELECT order_id, title FROM items WHERE order_id = %s LIMIT 10"
ME = "SELECT id, name, plan FROM customers WHERE id = %s"
SETTINGS = "SELECT name, value FROM settings"
TOTALS = "SELECT status, sum(cents) FROM orders WHERE customer_id = %s GROUP BY status"
VISIT = "INSERT INTO visits DEFAULT VALUES"

ROUTES: tuple[dict[str, Any], ...] = (
    {"name": "dashboard", "kind": "page"},
    {"name": "report", "kind": "report", "p95_ms": 400},
)


@dataclass(frozen=True)
class App:
    """What a running product is reached by.

    Attributes:
        manifest: that declares it; network: that leads to it.
        url: of its database.
        hits: how often each path was asked for.
    """

    manifest: Manifest
    network: Network
    url: str
    hits: dict[str, int]


Do = Callable[[str, Any], list[Any]]


def dashboard(do: Do, fault: str) -> None:
    """Show a customer's newest orders."""
    do(VISIT, ())
    for _ in range(3 if fault == "repeated-read" else 1):
        do(ME, (7,))
    for _ in range(2 if fault == "repeated-read-of-all" else 1):
        do(SETTINGS, ())
    if fault == "slow-statement":
        do("SELECT id, pg_sleep(0.21) FROM customers WHERE id = %s", (7,))
    if fault == "unbounded-result":
        do("SELECT id, cents, status FROM orders WHERE cents > %s ORDER BY placed", (0,))
    if fault == "unbounded-small":
        do("SELECT id, name FROM customers ORDER BY name", ())
    orders = [row[0] for row in do(ORDERS, (7,))]
    if fault == "n-plus-one":
        for order in orders:
            do(ITEMS_OF_ONE, (order,))
    elif fault == "n-plus-one-in-lists":
        for n in range(1, 9):
            places = ", ".join(["%s"] * n)
            do(f"SELECT title FROM items WHERE order_id IN ({places}) LIMIT 10", orders[:n])
    else:
        do(ITEMS_OF_ALL, (orders,))


def report(do: Do, fault: str) -> None:
    """Show what a customer ordered in total."""
    do(TOTALS, (7,))
    if fault == "expensive-refresh":
        for first in ("c.name", "c.plan", "o.status"):
            do(
                f"SELECT {first}, count(*), pg_sleep(0.08) FROM customers c JOIN orders o "
                f"ON o.customer_id = c.id WHERE c.id = %s GROUP BY {first} LIMIT 1",
                (7,),
            )


@contextmanager
def seeded(url: str, *statements: str) -> Iterator[psycopg.Connection[Any]]:
    """Fill an empty database, and run what a fault needs beside."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
        for each in statements:
            connection.execute(each.encode())
        yield connection


@asynccontextmanager
async def serve_app(
    url: str, fault: str = "", *, status: int = 200, **tables: Any
) -> AsyncIterator[App]:
    """Serve the product on loopback.

    Args:
        url: of its database, seeded.
        fault: one that `dashboard` or `report` knows; "" for none.
        status: of every answer; an error is answered without asking the database.
        tables: of the manifest.
    """
    hits: dict[str, int] = {}
    with psycopg.connect(url, autocommit=True) as connection:

        def do(sql: str, values: Any) -> list[Any]:
            cursor = connection.execute(sql.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

        def reply(head: bytes) -> bytes:
            path = head.split(b" ")[1].decode()
            hits[path] = hits.get(path, 0) + 1
            if status == 200:
                {"/dashboard": dashboard, "/report": report}[path](do, fault)
            return answer(status)

        async with raw_server(reply) as server:
            routes = [{**each, "url": f"http://{HOST}/{each['name']}"} for each in ROUTES]
            declared = {"routes": routes, "database": {"url_env": "DATABASE_URL"}, **tables}
            network = Network(connect={f"{HOST}:80": f"127.0.0.1:{server.port}"})
            yield App(given_manifest(**declared), network, url, hits)
