"""Takes a backup, or finds the newest one, and opens it as the SQL script it stands for."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import os
import re
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import Struct
from msgspec.structs import replace
from psycopg.conninfo import conninfo_to_dict

from launchready.drill.command import ended, run_command
from launchready.drill.restore.programs import Programs
from launchready.facts.base import CannotSee

FETCH_DEADLINE_S = 3600.0
VARIABLE = "LAUNCHREADY_BACKUP"
"""Names, for the declared command, the file or folder that it has to write."""
ZONES = timedelta(hours=14)
"""An archive bears local time without a zone, which is at most so far from UTC."""

_LIBPQ = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE",
    "user": "PGUSER", "password": "PGPASSWORD", "options": "PGOPTIONS",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE", "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}  # fmt: skip


class NoBackup(Exception):
    """There is no backup to restore; the message says what was looked for."""


class Backup(Struct, frozen=True):
    """A backup on this machine's disk.

    Attributes:
        path: file or folder.
        kind: "plain", "custom", "directory" or "tar", as pg_dump calls them.
        packed: whether the file is gzip around that.
        octets: size.
        taken_at: when, where that can be told; aware.
        here: whether the drill itself took it, of the very moment that it compares with.
    """

    path: Path
    kind: str
    packed: bool
    octets: int
    taken_at: datetime | None
    here: bool = False


def libpq_environment(place: str) -> dict[str, str]:
    """Give the variables by which pg_dump connects: a command line is seen by everybody."""
    given = conninfo_to_dict(place)
    named = {_LIBPQ[key]: str(value) for key, value in given.items() if key in _LIBPQ and value}
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**ours, **named, "LC_ALL": "C"}


async def take(programs: Programs, place: str, snapshot: str, folder: Path) -> Backup:
    """Dump a database as it was at an exported snapshot.

    Args:
        programs: with pg_dump.
        place: libpq's connection string; a secret.
        snapshot: its name.
        folder: for the dump.

    Raises:
        CannotSee: pg_dump does not do it.
    """
    path = folder / "backup.dump"
    process = await asyncio.create_subprocess_exec(
        programs.path("pg_dump"), "--format=custom", f"--file={path}", f"--snapshot={snapshot}",
        "--lock-wait-timeout=10000", "--no-password",
        env=libpq_environment(place), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if process.returncode:
        raise CannotSee(f"pg_dump ended with status {process.returncode}{_hint(said)}")
    octets = path.stat().st_size
    return Backup(path, "custom", False, octets, datetime.now(UTC), here=True)


def _hint(said: bytes) -> str:
    """Say what pg_dump may mean, in our words: its own may quote the host and more."""
    for sign, words in (
        (b"version mismatch", "the server is newer than the Postgres installed here"),
        (b"permission denied", "its role may not read everything"),
        (b"row-level security", "row-level security hides rows from its role"),
        (b"lock timeout", "a table was locked for longer than ten seconds"),
        (b"No space left", "the disk is full"),
    ):
        if sign in said:
            return f": {words}"
    return ""


def newest(folder: Path, pattern: str) -> Backup:
    """Find the newest file or folder that matches, and recognise it.

    Raises:
        NoBackup: nothing matches.
        CannotSee: it is in no known form.
    """
    start = Path(pattern)
    root, inner = (Path(start.anchor), start.relative_to(start.anchor)) if start.anchor else (
        folder, start,
    )  # fmt: skip
    found = []
    for path in root.glob(str(inner)):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, str(path), path))
    if not found:
        raise NoBackup(f"nothing matches {pattern}")
    modified, _, path = max(found)
    return recognise(path, datetime.fromtimestamp(modified, UTC))


async def fetch(command: str, folder: Path, target: Path) -> Backup:
    """Have the declared command bring the newest backup.

    Raises:
        NoBackup: it fails, or brings nothing.
        CannotSee: what it brings is in no known form.
    """
    began = datetime.now(UTC)
    status = await run_command(command, folder, FETCH_DEADLINE_S, {VARIABLE: str(target)})
    if status != 0:
        raise NoBackup(f"`{command}` failed ({ended(status)})")
    found = await asyncio.to_thread(newest, target.parent, target.name)
    assert found.taken_at is not None
    # A copy made just now has lost its age, unless what copies it keeps the file's time.
    kept = found.taken_at < began - timedelta(seconds=1)
    return found if kept else replace(found, taken_at=None)


def recognise(path: Path, modified: datetime | None) -> Backup:
    """Say what a file or folder is, by its first octets.

    Raises:
        NoBackup: it is empty.
        CannotSee: it is in no known form, or cannot be read.
    """
    try:
        if path.is_dir():
            if not (path / "toc.dat").is_file():
                raise NoBackup(f"{path.name} is a folder without toc.dat")
            octets = sum(each.stat().st_size for each in path.iterdir() if each.is_file())
            return Backup(path, "directory", False, octets, modified)
        octets = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(512)
        packed = head.startswith(b"\x1f\x8b")
        if packed:
            with contextlib.suppress(EOFError, gzip.BadGzipFile), gzip.open(path) as inner:
                head = inner.read(512)
    except OSError as error:
        raise CannotSee(
            f"{path.name}: {(error.strerror or 'cannot be read').lower()}"
        ) from None
    if not octets:
        raise NoBackup(f"{path.name} is empty")
    return Backup(path, _kind(head, path.name), packed, octets, modified)


def _kind(head: bytes, name: str) -> str:
    if head.startswith(b"PGDMP"):
        return "custom"
    if head[257:262] == b"ustar" or head.startswith(b"toc.dat\0"):
        return "tar"
    if b"\0" in head or head[:4] == b"\x28\xb5\x2f\xfd" or head.startswith(b"age-encryption"):
        raise CannotSee(
            f"{name} is no dump that is known here (plain SQL, gzip, custom, directory, tar); "
            "let fetch in [recovery] unpack or decrypt it"
        )
    return "plain"


def dated(backup: Backup, programs: Programs) -> Backup:
    """Tell when an archive was made, where the file's own time does not say it rightly."""
    if backup.kind == "plain" or backup.packed or backup.here:
        return backup
    listed = subprocess.run(
        (programs.path("pg_restore"), "--list", str(backup.path)),
        check=False, capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
    ).stdout[:2000]  # fmt: skip
    found = re.search(rb"Archive created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", listed)
    if found is None:
        return backup
    said = datetime.fromisoformat(found[1].decode()).replace(tzinfo=UTC)
    if backup.taken_at is not None and abs(said - backup.taken_at) <= ZONES:
        return backup
    return replace(backup, taken_at=said)


class Opened:
    """A backup as a script, and the program that writes it where one is needed.

    Attributes:
        stream: the script.
    """

    def __init__(self, backup: Backup, programs: Programs, folder: Path) -> None:
        """Open it.

        Args:
            backup: which.
            programs: pg_restore writes the script of an archive; it connects to nothing.
            folder: for an archive that has to be unpacked first.
        """
        self._process: subprocess.Popen[bytes] | None = None
        self._short = False
        if backup.kind == "plain":
            opener = gzip.open if backup.packed else open
            self.stream = cast(BinaryIO, opener(backup.path, "rb"))
            return
        path = _unpacked(backup.path, folder) if backup.packed else backup.path
        self._short = backup.kind == "tar" and not _tar_is_whole(path)
        if self._short:  # pg_restore 15 never comes to an end with it
            self.stream = io.BytesIO()
            return
        self._process = subprocess.Popen(
            (programs.path("pg_restore"), "--file=-", str(path)),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.stream = cast(BinaryIO, self._process.stdout)

    def whole(self) -> bool:
        """Say, once all is read, whether the archive was whole."""
        if self._process is None:
            return not self._short
        return self._process.wait() == 0

    def close(self) -> None:
        """End it, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(OSError, ValueError):
            self.stream.close()


def _tar_is_whole(path: Path) -> bool:
    try:
        with tarfile.open(path, "r:") as archive:
            end = max((each.offset_data + each.size for each in archive), default=0)
    except (tarfile.TarError, OSError, ValueError):
        return False
    return end <= path.stat().st_size


def _unpacked(path: Path, folder: Path) -> Path:
    target = folder / "unpacked"
    with (
        contextlib.suppress(EOFError, gzip.BadGzipFile),  # pg_restore will tell
        gzip.open(path) as source,
        target.open("wb") as to,
    ):
        while piece := source.read(1024 * 1024):
            to.write(piece)
            if shutil.disk_usage(folder).free < 512 * 1024 * 1024:
                raise CannotSee("the disk of this machine is nearly full")
    return target
