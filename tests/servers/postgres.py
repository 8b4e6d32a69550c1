"""A Postgres of its own for a test run, where this machine has one installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_port


def postgres_programs() -> Path | None:
    """Find the folder with Postgres' programs: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


@contextmanager
def serve_postgres(programs: Path) -> Iterator[str]:
    """Run a cluster on loopback, as a user that is not root; gives its URL."""
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="launchready-postgres-"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = str(folder / "data")
    port = free_port()

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder, timeout=50
        )

    run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "tester", "--no-sync")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    )
    control = str(programs / "pg_ctl")
    try:
        run(control, "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [control, "-D", data, "-m", "immediate", "stop"],
            check=False,
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            timeout=50,
        )
        shutil.rmtree(folder, ignore_errors=True)
