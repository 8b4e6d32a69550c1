"""A Postgres of the drill's own, which is gone afterwards, however the drill ends.

A dump is not trusted: whoever could write to it could have it run programs by `COPY ... TO
PROGRAM`, which a superuser may.  So it is restored by a role that is none, into a server with
passwords that listens on loopback alone; and what was restored is read by a third role, which
may read everything and nothing more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from launchready.drill.restore.programs import Programs
from launchready.facts.base import CannotSee

ADMIN, OWNER, READER = "launchready_admin", "launchready_owner", "launchready_reader"
"""Who makes databases; who owns the restored one; who looks at it."""
DATABASE = "restored"
PATIENCE_S = 120
TRIES = 5
"""A port that was free can be taken a moment later."""


@dataclass(frozen=True, slots=True, repr=False)
class Cluster:
    """A running server.

    Attributes:
        port: on 127.0.0.1.
        password: of all three roles.
        folder: everything it keeps.
    """

    port: int
    password: str
    folder: Path

    def url(self, user: str, database: str = DATABASE) -> str:
        """Give the URL for a role."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"


@asynccontextmanager
async def throwaway(programs: Programs) -> AsyncIterator[Cluster]:
    """Run a server as long as the context lasts.

    Raises:
        CannotSee: it does not come up.
    """
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="launchready-restore-"))
    data = folder / "data"
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        password = secrets.token_hex(24)
        user = account.pw_name if account else None
        await asyncio.to_thread(_make, programs, folder, user, password)
        port = await asyncio.to_thread(_start, programs, folder, user)
        yield Cluster(port, password, folder)
    finally:
        # Not awaited: an interrupt must not leave the server behind.
        _stop(programs, data, account.pw_name if account else None)
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Choose who runs the server: Postgres refuses to run as root.

    Raises:
        CannotSee: this is root, and nobody else is there.
    """
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotSee("Postgres does not run as root, and there is no other account for it")


def _make(programs: Programs, folder: Path, user: str | None, password: str) -> None:
    told = folder / "password"  # this server's alone, and gone in a moment
    told.touch(mode=0o600)
    if user:
        shutil.chown(told, user)
    told.write_text(f"{password}\n")
    command = (
        programs.path("initdb"), "-D", str(folder / "data"), "-U", ADMIN, "-E", "UTF8",
        "--locale=C", "-A", "scram-sha-256", f"--pwfile={told}", "--no-sync",
    )  # fmt: skip
    try:
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=PATIENCE_S, env=_environment(),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotSee(f"no throw-away Postgres could be made: {_why(error)}") from None
    finally:
        told.unlink()


def _start(programs: Programs, folder: Path, user: str | None) -> int:
    why = ""
    for _ in range(TRIES):
        port = _free_port()
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
            # The reader may look into large objects that belong to others.
            "-c lo_compat_privileges=on -c max_wal_size=4GB -c logging_collector=off"
        )
        command = (
            programs.path("pg_ctl"), "-D", str(folder / "data"), "-w", "-t", str(PATIENCE_S),
            "-o", options, "-l", str(folder / "log"), "start",
        )  # fmt: skip
        try:
            subprocess.run(
                command, check=True, user=user, cwd=folder, timeout=PATIENCE_S + 10,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=_environment(),
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            why = _why(error)
        else:
            return port
    raise CannotSee(f"the throw-away Postgres does not start: {why}")


def _stop(programs: Programs, data: Path, user: str | None) -> None:
    if not (data / "postmaster.pid").exists():
        return
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            (programs.path("pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"),
            check=False, user=user, cwd=data, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip


def _environment() -> dict[str, str]:
    """Give the server what it needs, and none of the product's secrets."""
    kept = ("PATH", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"exit status {error.returncode}"
    return "it took too long" if isinstance(error, subprocess.TimeoutExpired) else "no program"
