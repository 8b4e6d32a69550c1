"""Advice on planted cases is right: what helps is found, and what does not is not advised."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import psycopg
import pytest
from msgspec.structs import replace

from launchready.database.advice.candidates import Candidate, covering
from launchready.database.advice.catalog import Column, Table, read_written
from launchready.database.advice.copying import WORK, fill
from launchready.database.advice.measure import measure, prepared
from launchready.database.advice.prove import existing
from launchready.database.advice.read_statement import read_needs
from launchready.database.advice.scratch import PROVER, find_programs, serve_scratch
from launchready.database.advice.tree import parse
from launchready.database.connection import open_url
from launchready.facts.indexes import Without
from launchready.net.network import Network
from tests.servers.clusters import Clusters
from tests.servers.postgres import Cluster, installed_postgres

from .planted import PLANTED, Copy, Planted, plant, read_copy


@pytest.fixture(scope="module")
def planted_url(clusters: Clusters) -> Iterator[str]:
    """Plant the cases in the newest server that this machine has."""
    versions = list(installed_postgres())
    if not versions:
        pytest.skip("no Postgres is installed (apt-get install postgresql)")
    cluster: Cluster = clusters.get(versions[-1])
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE planted")
    plant(cluster.url_of("planted"))
    yield cluster.url_of("planted")
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE planted WITH (FORCE)")


@pytest.fixture(scope="module")
def copy(planted_url: str) -> Iterator[Copy]:
    """Copy the planted database to a throw-away server."""
    with serve_scratch(find_programs(max(installed_postgres()))) as scratch:
        yield asyncio.run(read_copy(planted_url, scratch))


HELPED = [case for case in PLANTED if case.keys]
TRAPS = [case for case in PLANTED if not case.keys]


@pytest.mark.parametrize("case", HELPED, ids=lambda case: case.name)
def test_what_helps_is_found_and_proven(copy: Copy, case: Planted) -> None:
    """The right index is advised, used by the statement, and at least twice as fast."""
    (advice,), without = copy.advise(case.name)
    assert not without
    sql = " ".join(advice.sql)
    assert any(f"({keys})" in sql for keys in case.keys), sql
    assert case.also in sql
    assert all(each.startswith("CREATE INDEX CONCURRENTLY ") for each in advice.sql)
    (proof,) = advice.proofs
    assert proof.before_ms > 2 * proof.after_ms
    assert proof.before_blocks > 2 * proof.after_blocks
    assert "by " in proof.after_plan
    assert advice.bytes > 0
    assert advice.rows == advice.of
    assert advice.wal_after > 0


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case.name)
def test_where_no_index_helps_none_is_advised(copy: Copy, case: Planted) -> None:
    """Nothing is advised, and the reason is told."""
    advice, (without,) = copy.advise(case.name)
    assert not advice
    quick_or_slow = {Without.QUICK, Without.SERVED, Without.NO_GAIN}
    if case.reason in quick_or_slow:
        # Which of them it is depends on the machine.
        assert without.reason in quick_or_slow
    else:
        assert without.reason is case.reason
    assert case.also in without.why


def test_an_index_for_several_statements_is_advised_once(copy: Copy) -> None:
    """Two statements that one index serves are both its proof."""
    names = ("a foreign key that is joined by", "a subquery that is asked for each row")
    (advice,), without = copy.advise(*names)
    assert len(advice.proofs) == 2
    assert not without


def test_a_prefix_of_another_index_is_not_advised_beside_it(copy: Copy) -> None:
    """Of (assignee_id) and an index that begins with it, one is enough."""
    advice, _ = copy.advise("equality and newest first", "one of two columns")
    keys = [sql.rpartition("(")[2] for each in advice for sql in each.sql]
    assert sorted(keys) == ["assignee_id)", "creator_id)"]


def test_the_products_database_is_as_before(copy: Copy) -> None:
    """Everything was tried on the copy: nothing was made or changed where rows come from."""
    with psycopg.connect(copy.url) as connection:
        counted = connection.execute(
            "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'"
        ).fetchone()
        state = connection.execute("SELECT sum(total) FROM orders").fetchone()
    assert counted == (7,)
    assert state == (sum(n % 1000 for n in range(1, 30001)),)


def test_only_what_decides_is_copied(copy: Copy) -> None:
    """Columns by which no statement finds, joins or sorts hold filler of the same width."""
    with copy.scratch.connect(WORK) as connection:
        row = connection.execute(
            "SELECT min(name), min(email), min(about), count(*) FROM users"
        ).fetchone()
        seen = connection.execute("SELECT count(*) FROM lines WHERE product LIKE 'prod%'")
        assert seen.fetchone() == (0,)
    assert row is not None
    assert row[0].startswith("Ada ")
    assert row[1].endswith("@customer.example")
    assert "about" not in row[2]
    assert len(row[2]) > 50
    assert row[3] == 20_000


async def test_what_is_written_now_is_counted(planted_url: str) -> None:
    """Rows that came meanwhile are a rate; a table that was filled once is not written to."""
    tables = {("public", "settings"), ("public", "tenants")}
    rows = "SELECT n, n, 'on' FROM generate_series(900, 999) n"
    async with open_url(planted_url, Network()) as reader:
        before = await read_written(reader, tables)
        with psycopg.connect(planted_url, autocommit=True) as writer:
            writer.execute(f"INSERT INTO settings {rows}".encode())
            writer.execute("DELETE FROM settings WHERE id >= 900")
        until = time.monotonic() + 50
        wanted = before.rows["public", "settings"] + 200
        after = before
        while after.rows["public", "settings"] < wanted and time.monotonic() < until:
            after = await read_written(reader, tables)
    assert after.rows["public", "settings"] == wanted
    assert list(after.per_second(before)) == [("public", "settings")]


async def test_a_hostile_catalogue_runs_nothing(copy: Copy, planted_url: str) -> None:
    """What a server says of its indexes and types starts no program and reads no file here."""
    table = copy.catalog.tables["public", "settings"]
    program = "COPY (SELECT 1) TO PROGRAM 'touch made'"
    definition = f"SELECT 1; CREATE TABLE gone (n int); {program}"
    odd = Column("odd", "integer); CREATE TABLE gone (n integer")
    catalog = replace(
        copy.catalog,
        tables={
            ("public", "settings"): replace(
                table, indexes=(replace(table.indexes[0], definition=definition),)
            ),
            ("public", "odd"): Table("public", "odd", (odd,)),
        },
        enums={"mood AS ENUM (); CREATE TABLE gone (); --": ("a",)},
        extensions={"gone; CREATE TABLE gone ()": "public"},
    )
    wanted = {
        ("public", "settings"): frozenset({"tenant_id"}),
        ("public", "odd"): frozenset({"odd"}),
    }
    with serve_scratch(find_programs(max(installed_postgres()))) as scratch:
        async with open_url(planted_url, Network()) as reader:
            copied = await fill(scratch, reader, catalog, wanted)
        with scratch.connect(WORK) as connection:
            row = connection.execute("SELECT to_regclass('gone')").fetchone()
        made = list(scratch.folder.glob("**/made"))
    assert set(copied) == {("public", "settings")}
    assert (row, made) == ((None,), [])


def test_an_index_that_holds_all_that_is_read_spares_the_table(copy: Copy) -> None:
    """With what else is read in it, the table is not touched; the plan says so."""
    text = "SELECT count(*), max(creator_id) FROM tasks WHERE assignee_id BETWEEN 100 AND 2500"
    table = copy.catalog.tables["public", "tasks"]
    need = read_needs(parse(text), {("", "tasks"): frozenset(c.name for c in table.columns)})
    plain = Candidate("public", "tasks", ("assignee_id",), columns=frozenset({"assignee_id"}))
    whole = covering(plain, need.tables[0], table)
    assert whole is not None
    assert whole.body.endswith('(assignee_id) INCLUDE ("creator_id")')
    with copy.scratch.connect(WORK, PROVER) as prover:
        prover.execute("VACUUM tasks")
        with prepared(prover, text):
            before = measure(prover, [()])
            with existing(prover, (whole,)) as made:
                after = measure(prover, [()])
    assert made
    assert f"by {whole.name} alone" in after.plan
    assert after.blocks * 5 < before.blocks
