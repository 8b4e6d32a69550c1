"""A source with a product's data, and one throw-away server for every dump of it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from launchready.drill.plan import Outcome
from launchready.drill.restore.backup import newest
from launchready.drill.restore.cluster import ADMIN, Cluster, throwaway
from launchready.drill.restore.contents import Contents
from launchready.drill.restore.programs import Programs, find_programs
from launchready.drill.restore.reading import begin, read_contents
from launchready.drill.restore.run import Way, _Original, _try_out
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Recovery
from tests.servers.clusters import Clusters

SCHEMA = """
CREATE EXTENSION citext;
CREATE SCHEMA billing;
CREATE TABLE customers (id serial PRIMARY KEY, email citext NOT NULL UNIQUE, name text,
    created_at timestamptz NOT NULL);
CREATE TABLE billing.invoices (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer int NOT NULL REFERENCES customers (id), cents int CHECK (cents >= 0),
    made_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE INDEX by_kind ON events (kind);
CREATE SEQUENCE ticket START 100;
CREATE VIEW emails AS SELECT email FROM customers;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(cents) FROM billing.invoices GROUP BY 1;
CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a * 2; END;
INSERT INTO customers (email, name, created_at)
    SELECT 'c' || i || '@acme.example', 'Zoë; "' || i || E'\\\\ \\n', now() - interval '2 days'
    FROM generate_series(1, 300) AS i;
INSERT INTO billing.invoices (customer, cents, made_at)
    SELECT 1 + i % 300, i, now() - interval '1 hour' FROM generate_series(1, 900) AS i;
INSERT INTO events SELECT '2025-12-01'::timestamptz + i * interval '1 day', 'seen'
    FROM generate_series(1, 60) AS i;
SELECT nextval('ticket'), nextval('ticket');
SELECT lo_from_bytea(0, decode(repeat('00ff', 700000), 'hex'));
REFRESH MATERIALIZED VIEW totals;
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON customers USING (true);
GRANT SELECT ON customers TO support_of_acme;
ALTER TABLE billing.invoices OWNER TO books_of_acme;
"""
ROLES = ("support_of_acme", "books_of_acme")


@dataclass(frozen=True)
class Source:
    """The product's database.

    Attributes:
        url: as a superuser.
        version: major version of the server.
        programs: of that version.
    """

    url: str
    programs: Programs

    def dump(self, path: Path, *options: str) -> Path:
        """Dump it with pg_dump."""
        subprocess.run(
            (self.programs.path("pg_dump"), f"--file={path}", *options, self.url),
            check=True, timeout=50,
        )  # fmt: skip
        return path

    def run(self, *statements: str) -> None:
        """Change it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for each in statements:
                connection.execute(each.encode())


@pytest.fixture(scope="session")
def source(clusters: Clusters) -> Source:
    """Fill a database; tests leave it as they find it."""
    try:
        programs = find_programs()
    except CannotSee as error:
        pytest.skip(str(error))
    cluster = clusters.get(programs.version)
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        for role in ROLES:
            connection.execute(f"CREATE ROLE {role}".encode())
        connection.execute(b"CREATE DATABASE acme_restore TEMPLATE template0 ENCODING 'UTF8'")
    found = Source(cluster.url_of("acme_restore"), programs)
    found.run(SCHEMA)
    return found


@pytest.fixture(scope="session")
def dumps(source: Source, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Dump it once in every form."""
    folder = tmp_path_factory.mktemp("dumps")
    return {
        kind: source.dump(folder / kind, f"--format={kind}")
        for kind in ("plain", "custom", "directory", "tar")
    }


@dataclass(frozen=True)
class Stage:
    """One server into which dump after dump is restored."""

    runner: asyncio.Runner
    cluster: Cluster
    source: Source
    folder: Path

    def wait(self, what: Awaitable[Any]) -> Any:
        """Run something to its end."""

        async def main() -> Any:
            return await what

        return self.runner.run(main())

    def restore(
        self, path: Path, *, exact: bool = True, recovery: Recovery | None = None
    ) -> Outcome:
        """Restore a dump, and hold it against the source as it is now.

        Args:
            path: of the dump.
            exact: it is of this very moment, as one that the drill takes itself.
            recovery: what the manifest says.
        """
        outcome: Outcome = self.wait(self._restore(path, exact, recovery or Recovery()))
        return outcome

    async def _restore(self, path: Path, exact: bool, recovery: Recovery) -> Outcome:
        backup = newest(path.parent, path.name)
        way = Way(recovery, "", "DATABASE_URL", self.folder, self.folder, self.source.programs)
        connect = psycopg.AsyncConnection.connect(self.source.url, autocommit=True)
        async with await connect as connection:
            await begin(connection)
            contents = await read_contents(connection)
            original = _Original(replace(backup, here=exact), contents, connection)
            try:
                return await _try_out(way, original, self.cluster, lambda _line: None)
            finally:
                await self._clean()

    async def _clean(self) -> None:
        url = self.cluster.url(ADMIN, "postgres")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as admin:
            await admin.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
            cursor = await admin.execute(
                "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' "
                "AND rolname <> current_user"
            )
            for (name,) in await cursor.fetchall():
                await admin.execute(f'DROP ROLE "{name}"'.encode())

    def contents(self) -> Contents:
        """Read the source."""

        async def read() -> Contents:
            connect = psycopg.AsyncConnection.connect(self.source.url, autocommit=True)
            async with await connect as connection:
                await begin(connection)
                return await read_contents(connection)

        found: Contents = self.wait(read())
        return found


@pytest.fixture(scope="session")
def stage(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Run the throw-away server for the session."""
    with asyncio.Runner() as runner:
        server = throwaway(source.programs)
        cluster = runner.run(server.__aenter__())
        try:
            yield Stage(runner, cluster, source, tmp_path_factory.mktemp("stage"))
        finally:
            runner.run(server.__aexit__(None, None, None))


def wrong(outcome: Outcome) -> dict[str, str]:
    """Give what is wrong, by aspect."""
    return {t.aspect: t.text for t in outcome.trials if t.result is DrillResult.FAILED}
