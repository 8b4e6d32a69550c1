"""A Redis of its own for a test run, where this machine has one installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import ConnectionError as NotYet
from redis import Redis

from tests.servers.ports import free_port


def redis_program() -> str | None:
    """Find the server's program; Valkey's is as good."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


@contextmanager
def serve_redis(program: str) -> Iterator[str]:
    """Run a server on loopback, without a file of its own; gives its URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="launchready-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                   "--appendonly", "no", "--dir", folder, "--daemonize", "no"]  # fmt: skip
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _await_answer(port)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=50)


def _await_answer(port: int) -> None:
    until = time.monotonic() + 50
    with Redis(host="127.0.0.1", port=port) as redis:
        while True:
            try:
                redis.ping()
            except NotYet:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return
