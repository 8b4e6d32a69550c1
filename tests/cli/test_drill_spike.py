"""`launchready drill spike` as a user runs it: it says what it will do, refuses, exports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.evidence import read_history
from launchready.facts.drills import DrillResult
from tests.load.servers import freezing_server
from tests.servers.clusters import MakeDatabase
from tests.servers.postgres import Cluster

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "{environment}"
peak_rps = 20

[[routes]]
name = "home"
url = "http://app.acme.example/"

[[routes]]
name = "dashboard"
url = "https://app.acme.example/dashboard"
access = "{access}"

[session]
cookie_env = "ACME_COOKIE"

[network.connect]
"app.acme.example:80" = "127.0.0.1:{port}"
"app.acme.example:443" = "127.0.0.1:{port}"
"""
SHORT = ["--baseline", "1", "--ramp", "0.5", "--hold", "2", "--recovery", "2"]


def write(folder: Path, *, port: int = 9, access: str = "user", environment: str = "staging",
          cut: bool = False) -> Path:  # fmt: skip
    """Write a manifest; `cut` leaves the public route alone."""
    text = MANIFEST.format(environment=environment, access=access, port=port)
    if cut:
        begin, end = text.index('[[routes]]\nname = "dashboard"'), text.index("[network")
        text = text[:begin] + text[end:]
    path = folder / "launchready.toml"
    path.write_text(text)
    return path


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["drill", "spike", *arguments])


def test_it_says_first_what_it_will_do(tmp_path: Path) -> None:
    """--dry-run names routes, shares, phases and limits, and sends nothing."""
    result = run(str(write(tmp_path)), "--dry-run")
    assert result.exit_code == 0
    assert "reads http://app.acme.example/, 50% of the requests" in result.stderr
    assert "10x, for 30 s: 200 requests a second" in result.stderr


def test_production_is_refused_without_a_word(tmp_path: Path) -> None:
    """What is not staging gets no load, unless it is really meant."""
    result = run(str(write(tmp_path, environment="production")), "--yes")
    assert result.exit_code == 2
    assert "--really" in result.stderr
    assert not (tmp_path / ".launchready").exists()


@pytest.mark.parametrize("arguments", [["--factor", "11"], ["--factor", "0.5"]])
def test_more_than_ten_times_is_no_option(arguments: list[str], tmp_path: Path) -> None:
    """The factor goes from 1 to 10."""
    assert run(str(write(tmp_path)), *arguments).exit_code == 2


async def test_a_run_leaves_evidence(tmp_path: Path) -> None:
    """What came of it is told, and kept beside the manifest with its figures."""
    import asyncio

    async with freezing_server() as port:
        path = write(tmp_path, port=port, cut=True)
        result = await asyncio.to_thread(run, str(path), "--yes", *SHORT)
    assert result.exit_code in {0, 3}, result.output
    record = read_history(tmp_path, "acme.example").latest("spike")
    assert record is not None
    assert record.result is DrillResult.PASSED or "this machine" in record.summary
    assert {"10x: p95", "10x: rate", "10x: errors"} <= {each.name for each in record.figures}
    assert "in flight" in result.stderr


def test_the_export_for_locust_is_python_and_holds_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It compiles, names every route, and takes the session from the environment."""
    monkeypatch.setenv("ACME_COOKIE", "session=" + "very-secret-value")
    out = tmp_path / "spike.py"
    result = run(str(write(tmp_path)), "--export", "locust", str(out))
    assert result.exit_code == 0, result.output
    text = out.read_text()
    ast.parse(text)
    compile(text, str(out), "exec")
    assert "very-secret" not in text
    assert "ACME_COOKIE" in text
    assert "https://app.acme.example/dashboard" in text
    assert "('10x', 30, 200, 200)" in text


async def test_the_database_is_looked_at_meanwhile(
    newest_cluster: Cluster,
    make_database: MakeDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What its connections did is in the record, where the URL is set; else that is said."""
    import asyncio

    async with freezing_server() as port:
        path = write(tmp_path, port=port, cut=True)
        path.write_text(path.read_text() + '[database]\nurl_env = "ACME_DATABASE_URL"\n')
        monkeypatch.setenv("ACME_DATABASE_URL", make_database(newest_cluster))
        result = await asyncio.to_thread(run, str(path), "--yes", *SHORT)
    record = read_history(tmp_path, "acme.example").latest("spike")
    assert record is not None, result.output
    seen = {each.aspect: each for each in record.trials if each.place == "ACME_DATABASE_URL"}
    assert set(seen) == {"lock-contention", "pool-exhaustion", "slow-under-load"}
    assert "no connection of the product's was seen" in seen["lock-contention"].text
    monkeypatch.delenv("ACME_DATABASE_URL")
    dry = run(str(path), "--dry-run")
    assert "the database is not looked at: ACME_DATABASE_URL is not set here" in dry.stderr
