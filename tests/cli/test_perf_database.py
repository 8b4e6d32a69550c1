"""`launchready perf` and an audit after it, of a product whose database may be looked into.

The role is made by the very statements that docs/database.md shows.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from tests.database.app import HOST, seeded, serve_app
from tests.servers.clusters import MakeDatabase
from tests.servers.postgres import Cluster

PAGE = Path(__file__).parents[2] / "docs" / "database.md"
MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"

[[routes]]
name = "dashboard"
url = "http://{host}/dashboard"

[database]
url_env = "DATABASE_URL"
read_url_env = "AUDIT_DATABASE_URL"
connections = 20

[network.connect]
"{host}:80" = "127.0.0.1:{port}"
"""
CHECKS = ("slow-statement", "n-plus-one", "database-role", "idle-in-transaction", "autovacuum",
          "connection-headroom", "index-waste")  # fmt: skip


def documented(role: str, database: str, password: str) -> str:
    """Give the statements of the page, for a role and a database of the test's own."""
    block = re.search(r"```sql\n(-- as a superuser.*?)```", PAGE.read_text(), re.DOTALL)
    assert block is not None
    return (
        block[1]
        .replace("launchready_reader", role)
        .replace("acme", database)
        .replace("'a long random word'", f"'{password}'")
    )


@pytest.fixture
def reader(cluster: Cluster, make_database: MakeDatabase) -> Iterator[tuple[str, str]]:
    """Make the documented role for a seeded database; gives the owner's URL and the role's."""
    url = make_database(cluster)
    name = url.rpartition("/")[2]
    role, password = f"reader_{name}", secrets.token_hex(12)
    with seeded(url) as connection:
        connection.execute(documented(role, name, password).encode())
        yield url, cluster.url_of(name, role, password)
        connection.execute(f"DROP OWNED BY {role}".encode())
        connection.execute(f"DROP ROLE {role}".encode())


def run(*arguments: str, **environment: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, arguments, env=environment)


async def sampled(folder: Path, owner: str, fault: str, **environment: str) -> Result:
    """Serve the product, and sample it."""
    async with serve_app(owner, fault) as app:
        port = next(iter(app.network.connect.values())).rpartition(":")[2]
        path = folder / "launchready.toml"
        path.write_text(MANIFEST.format(host=HOST, port=port))
        options = ("--rate", "20", "--samples", "10", "--most", "10")
        return await asyncio.to_thread(run, "perf", str(path), *options, **environment)


async def test_the_documented_role_sees_what_routes_run(
    tmp_path: Path, reader: tuple[str, str]
) -> None:
    """The role of the page sees who runs what, an audit judges it, and no secret is told."""
    owner, url = reader
    result = await sampled(tmp_path, owner, "n-plus-one", AUDIT_DATABASE_URL=url)
    assert result.exit_code == 3, result.output
    assert "5 statements, run 24 times" in result.stdout
    assert "20x" in result.stdout
    (kept,) = (tmp_path / ".launchready" / "perf").iterdir()
    only = [part for name in CHECKS for part in ("--only", f"performance/{name}")]
    manifest = str(tmp_path / "launchready.toml")
    report = await asyncio.to_thread(
        run, "audit", manifest, *only, "--format", "json", AUDIT_DATABASE_URL=url
    )
    findings = json.loads(report.stdout)["findings"]
    statuses = {each["check"].partition("/")[2]: each["status"] for each in findings}
    assert statuses == {**dict.fromkeys(CHECKS, "pass"), "n-plus-one": "fail"}, report.output
    password = url.partition("@")[0].rpartition(":")[2]
    for text in (result.output, report.output, kept.read_text()):
        assert password not in text
        assert "127.0.0.1:" + str(url.rpartition(":")[2].partition("/")[0]) not in text


async def test_the_documented_role_cannot_write(reader: tuple[str, str]) -> None:
    """Nor could it, were its URL used for something else."""
    _, url = reader
    with psycopg.connect(url) as connection:
        shown = connection.execute("SHOW default_transaction_read_only").fetchone()
        assert shown == ("on",)
        connection.rollback()
        connection.read_only = False
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM orders")


async def test_a_database_that_cannot_be_read_does_not_keep_perf_from_its_work(
    tmp_path: Path, newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """Routes are sampled all the same, and the audit says what it could not see and why."""
    owner = make_database(newest_cluster)
    with seeded(owner):
        result = await sampled(tmp_path, owner, "")
    assert "AUDIT_DATABASE_URL and DATABASE_URL are not set here" in result.output
    assert "dashboard" in result.stdout
    only = ("--only", "performance/slow-statement", "--only", "performance/autovacuum")
    manifest = str(tmp_path / "launchready.toml")
    report = await asyncio.to_thread(run, "audit", manifest, *only, "--format", "json")
    found = json.loads(report.stdout)["findings"]
    assert [each["status"] for each in found] == ["unknown", "unknown"]
    assert all("docs/database.md" in each["summary"] for each in found)
