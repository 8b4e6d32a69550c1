"""`launchready perf indexes` as a user runs it: proof, evidence, consent, exit status."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.database.advice.history import read_runs
from launchready.facts.indexes import Without
from tests.servers.clusters import Clusters, MakeDatabase
from tests.servers.postgres import installed_postgres

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "{environment}"

[database]
url_env = "ACME_DATABASE_URL"
"""
ROWS = """
CREATE TABLE invoices AS SELECT n AS id, n % 4000 AS customer_id, 'open' AS state,
    repeat('line ', 20) AS body FROM generate_series(1, 20000) n;
ANALYZE invoices;
"""
HYPOPG = ("hypopg",)
AVAILABLE = "SELECT name FROM pg_available_extensions"
ASKED = "SELECT id, body FROM invoices WHERE customer_id = %s"


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["perf", "indexes", *arguments])


def write(folder: Path, environment: str = "staging") -> str:
    """Write a manifest."""
    path = folder / "launchready.toml"
    path.write_text(MANIFEST.format(environment=environment))
    return str(path)


@pytest.fixture
def url(
    clusters: Clusters, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Give a database whose slow statement was run some times; the role may only read."""
    if not installed_postgres():
        pytest.skip("no Postgres is installed (apt-get install postgresql)")
    cluster = clusters.get(min(installed_postgres()))
    url = make_database(cluster)
    role, password = f"r{secrets.token_hex(4)}", secrets.token_hex(8)
    with psycopg.connect(url, autocommit=True) as connection:
        if HYPOPG in connection.execute(AVAILABLE).fetchall():
            connection.execute("CREATE EXTENSION hypopg")
        connection.execute(ROWS.encode())
        for customer in range(12):
            connection.execute(ASKED, (customer,), prepare=True)
        connection.execute("SELECT count(pg_sleep(0.01))")
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'".encode())
        connection.execute(f"GRANT pg_monitor, pg_read_all_data TO {role}".encode())
    name = url.rpartition("/")[2]
    monkeypatch.setenv("ACME_DATABASE_URL", cluster.url_of(name, role, password))
    yield url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {role}".encode())
        connection.execute(f"DROP ROLE {role}".encode())


def test_what_takes_the_most_time_gets_its_index(url: str, tmp_path: Path) -> None:
    """The statement of pg_stat_statements is named with its index and proof, and kept."""
    result = run(write(tmp_path))
    assert result.exit_code == 1, result.output
    assert 'ON "public"."invoices" (customer_id);' in result.stdout
    assert "before" in result.stdout
    assert "reads all of invoices, throwing 19,995 rows away" in result.stdout
    assert "public.invoices: customer_id" in result.stderr
    (kept,) = read_runs(tmp_path, "acme.example").runs
    (advice,) = kept.advice
    assert (advice.rows, advice.of) == (20_000, 20_000)
    assert advice.proofs[0].calls == 12
    with psycopg.connect(url, autocommit=True) as connection:
        # The product's own planner was asked as well, where that is possible.
        asked = HYPOPG in connection.execute(AVAILABLE).fetchall()
        assert advice.at_full_size is (True if asked else None)
        connection.execute(advice.sql[0].replace("$", "$$").encode())
    again = run(write(tmp_path))
    assert again.exit_code == 0, again.output
    assert "quick as it is" in again.stdout


def test_a_statement_with_its_values_is_told_without_them(url: str, tmp_path: Path) -> None:
    """What stands in a condition is used for the proof and is in no report."""
    mark = "customer-mark"
    text = f"SELECT id FROM invoices WHERE customer_id = 77 AND body <> '{mark}'"
    result = run(write(tmp_path), "--statement", text, "--format", "json", "--rows", "10000")
    assert result.exit_code == 1, result.output
    document = json.loads(result.stdout)
    (advice,) = document["advice"]
    assert advice["rows"] < advice["of"]
    kept = "".join(p.read_text() for p in (tmp_path / ".launchready").rglob("*.json"))
    assert kept
    assert mark not in result.output + kept


def test_what_cannot_be_tried_is_no_all_clear(url: str, tmp_path: Path) -> None:
    """A statement that nobody could try ends with 3, and says why."""
    slow = tmp_path / "slow.sql"
    slow.write_text("SELECT id FROM invoices WHERE is_vip(id);\nSELECT id FROM gone;")
    catalogue = "SELECT relname FROM pg_class WHERE relname = 'x'"
    result = run(write(tmp_path), "--statements", str(slow), "--statement", catalogue)
    assert result.exit_code == 3, result.output
    (kept,) = read_runs(tmp_path, "acme.example").runs
    # The server's own catalogue is nobody's to index, and no blind spot.
    reasons = sorted(each.reason.value for each in kept.without)
    assert reasons == [Without.SERVED.value, *[Without.UNPROVEN.value] * 2]
    assert "there is no such table" in result.stdout


def test_rows_of_production_are_copied_only_where_that_is_meant(
    url: str, tmp_path: Path
) -> None:
    """It says which columns, and stops without somebody's yes."""
    result = run(write(tmp_path, "production"))
    assert result.exit_code == 2
    assert "say --yes" in result.stderr
    dry = run(write(tmp_path, "production"), "--dry-run")
    assert dry.exit_code == 0
    assert "public.invoices: customer_id" in dry.stderr
    assert not (tmp_path / ".launchready").exists()
