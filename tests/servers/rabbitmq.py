"""A RabbitMQ of its own for a test run, where this machine has one installed."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.ports import free_port

PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")

LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}"


@dataclass(frozen=True)
class Rabbit:
    """Where it is: ports of loopback."""

    amqp: int
    management: int


@contextmanager
def serve_rabbitmq() -> Iterator[Rabbit]:
    """Run a broker with its management on loopback, and the name service that Erlang needs."""
    rabbit = Rabbit(free_port(), free_port())
    epmd = str(free_port())
    with tempfile.TemporaryDirectory(prefix="launchready-rabbitmq-") as name:
        folder = Path(name)
        (folder / "plugins").write_text("[rabbitmq_management].")
        (folder / "rabbit.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{rabbit.amqp}\n"
            f"management.tcp.port = {rabbit.management}\nmanagement.tcp.ip = 127.0.0.1\n"
        )
        environment = {
            **os.environ,
            "HOME": name,
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_NODENAME": "launchready@localhost",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbit"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": LOOPBACK,
            "ERL_EPMD_PORT": epmd,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        names = subprocess.Popen(["epmd", "-port", epmd], env=environment)
        server = subprocess.Popen(
            [PROGRAM], env=environment, stdout=subprocess.DEVNULL, process_group=0
        )
        try:
            _await_answer(rabbit.management, server)
            yield rabbit
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=50)
            names.kill()
            names.wait(timeout=50)


def _await_answer(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 110
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
