"""The restore drill as a user runs it: against a role that cannot write, and interrupted."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launchready.drill.restore.programs import find_programs
from launchready.evidence import read_history
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.facts.smoke import StepResult
from tests.servers.clusters import Clusters
from tests.servers.http import answer, make_authority, raw_server

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "staging"

[database]
url_env = "DATABASE_URL"

[recovery]
url_env = "BACKUP_URL"
rto_minutes = 30
command = '{command}'
"""


@pytest.fixture
def url(clusters: Clusters) -> Iterator[str]:
    """Make a database, and a role that may read all of it and write nothing."""
    try:
        version = find_programs().version
    except CannotSee as error:
        pytest.skip(str(error))
    cluster = clusters.get(version)
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        connection.execute(f"CREATE ROLE {name} LOGIN".encode())
        connection.execute(f"GRANT pg_read_all_data TO {name}".encode())
    with psycopg.connect(cluster.url_of(name), autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, cents int)")
        connection.execute("INSERT INTO orders (cents) SELECT generate_series(1, 50)")
    try:
        yield cluster.url_of(name).replace("//tester@", f"//{name}@")
    finally:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
            connection.execute(f"DROP ROLE {name}".encode())


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Give a folder for temporary files that the server's account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="launchready-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, url: str, scratch: Path, command: str) -> subprocess.Popen[str]:
    """Start the drill on a manifest whose product is started by a command."""
    (folder / "launchready.toml").write_text(MANIFEST.format(command=command))
    return subprocess.Popen(
        (sys.executable, "-m", "launchready", "drill", "restore", "--yes"),
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "BACKUP_URL": url, "DATABASE_URL": "postgresql://nowhere.invalid/",
             "TMPDIR": str(scratch), "LAUNCHREADY_BY": "Ana",
             "XDG_CONFIG_HOME": str(folder / "config")},
    )  # fmt: skip


def test_a_role_that_cannot_write_suffices(url: str, scratch: Path, tmp_path: Path) -> None:
    """Backed up, restored, compared, the product started; signed evidence, nothing left."""
    psql = find_programs().path("psql")
    works = f'{psql} "$DATABASE_URL" -tAc "SELECT count(*) FROM orders" | grep -qx 50'
    process = start(tmp_path, url, scratch, works)
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    assert "passed: 50 rows in 1 table came back, and the product works with it" in out
    assert "in a transaction that cannot write" in " ".join(err.split())
    (record,) = read_history(tmp_path, "acme.example").records
    assert (record.by, record.result) == ("Ana", DrillResult.PASSED)
    assert record.key
    assert list(scratch.iterdir()) == []
    assert url not in out + err
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error):
        connection.execute("DELETE FROM orders")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing_behind(
    sent: signal.Signals, url: str, scratch: Path, tmp_path: Path
) -> None:
    """Server, files and the product that was started are gone, and no evidence is kept."""
    mark = tmp_path / "started"
    process = start(
        tmp_path,
        url,
        scratch,
        f"sleep 300 & echo $! > {mark}.part; mv {mark}.part {mark}; wait",
    )
    until = time.monotonic() + 60
    while not mark.exists() and time.monotonic() < until and process.poll() is None:
        time.sleep(0.05)
    assert mark.exists(), process.communicate()
    (place,) = scratch.glob("launchready-restore-*")
    server = int((place / "data/postmaster.pid").read_text().splitlines()[0])
    process.send_signal(sent)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.endswith("Aborted!\n")
    assert "Traceback" not in err
    assert list(scratch.iterdir()) == []
    for left in (server, int(mark.read_text())):
        stat = Path(f"/proc/{left}/stat")
        assert not stat.exists() or stat.read_text().split()[2] == "Z"
    assert read_history(tmp_path, "acme.example").records == ()


def test_without_a_database_there_is_nothing_to_restore(tmp_path: Path) -> None:
    """The command says which table of the manifest to write."""
    (tmp_path / "launchready.toml").write_text(
        '[product]\nname = "Acme"\ndomain = "acme.example"\nenvironment = "staging"\n'
    )
    process = subprocess.run(
        (sys.executable, "-m", "launchready", "drill", "restore", "--dry-run"),
        check=False, cwd=tmp_path, text=True, capture_output=True,
    )  # fmt: skip
    assert process.returncode == 2
    assert "[database]" in process.stderr


SMOKED = """\
[product]
name = "Acme"
domain = "acme.example"
canonical = "https://app.acme.example"

[[routes]]
name = "health"
url = "https://app.acme.example/health"
kind = "health"

[network]
ca_file = "ca.pem"
[network.connect]
"app.acme.example:443" = "127.0.0.1:{port}"
"""


async def test_what_was_started_is_smoke_tested_by_its_own_manifest(tmp_path: Path) -> None:
    """[recovery] smoke names it; where it is not there, the drill says so."""
    from launchready.cli.drill.restore import _look
    from launchready.cli.subject import find_target

    (tmp_path / "launchready.toml").write_text(
        MANIFEST.format(command="make up") + 'smoke = "restored.toml"\n'
    )
    target = find_target(str(tmp_path))
    with pytest.raises(CannotSee, match=r"restored\.toml"):
        _look(target)
    authority = make_authority(tmp_path)
    page = answer(200, "Content-Type: text/html")
    async with raw_server(
        lambda _head: page, tls=authority.serve_context("app.acme.example")
    ) as server:
        (tmp_path / "restored.toml").write_text(SMOKED.format(port=server.port))
        look = _look(target)
        assert look is not None
        assert (await look()).result is StepResult.PASSED
