"""The monitor against its bars, and beside blackbox_exporter where that is installed.

Run: python -m bench.watch [looks|memory|store|blackbox|delivery|kills ...]; without words
the first four.
"""

from __future__ import annotations

import asyncio
import gc
import math
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.watch.stage import monitoring, staged

from launchready.net.dial import Dialler
from launchready.net.network import Network
from launchready.watch.model import DAY, HOUR, MINUTE, Observation, Rules, Verdict, Watched
from launchready.watch.probe.http import Expected, look
from launchready.watch.probe.ports import look_tcp
from launchready.watch.store.engine import SqliteEngine
from launchready.watch.store.leases import claim
from launchready.watch.store.ledger import PROBING, Ledger, Setting
from launchready.watch.store.migrations import migrate
from launchready.watch.store.read import Reader
from launchready.watch.store.rollup import roll_up

COLLECT_EVERY = 50_000
LOOKS = 1000
ROUNDS = 8
AT_ONCE = 50
START = 1_790_000_000_000 // DAY * DAY

SERVER = """
import asyncio, sys
class Answer(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data):
        self.transport.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answer, "127.0.0.1", int(sys.argv[1]), backlog=1000)
    await server.serve_forever()
asyncio.run(main())
"""


class Names:
    """Every name is this machine."""

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give the address."""
        return ("127.0.0.1",)


def free_port() -> int:
    """Find a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def process(
    *command: str, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process for as long as it is needed."""
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait()


@contextmanager
def product() -> Iterator[int]:
    """Serve a page that is always well, from a process of its own; gives the port."""
    port = free_port()
    with process(sys.executable, "-c", SERVER, str(port)):
        wait_for(port)
        yield port


def wait_for(port: int) -> None:
    """Wait until something listens."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def tell(what: str, value: float, unit: str, bar: str = "", met: bool | None = None) -> None:
    """Print one figure, beside its bar where it has one."""
    word = "" if met is None else ("reached" if met else "MISSED")
    print(f"{what:52} {value:10.1f} {unit:8} {bar:>14} {word}", flush=True)


async def looks(port: int) -> None:
    """Count looks by the second of processor time: one core's worth.

    Of several rounds the fastest counts: what others do with the machine is not ours.
    """
    network = Network(max_connections=2**62, max_open=AT_ONCE)
    dialler = Dialler(network, Names())
    expected = Expected(f"http://acme.test:{port}/")

    async def http() -> None:
        assert (await look(network, Names(), expected, 10.0)).verdict is Verdict.UP

    async def tcp() -> None:
        assert (await look_tcp(dialler, "acme.test", port)).verdict is Verdict.UP

    for name, one in (("HTTP looks, each its own connection", http), ("TCP looks", tcp)):
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))
        rate = 0.0
        for _ in range(ROUNDS):
            began = time.process_time()
            for _ in range(LOOKS // AT_ONCE):
                await asyncio.gather(*(one() for _ in range(AT_ONCE)))
            rate = max(rate, LOOKS / (time.process_time() - began))
        tell(name, rate, "/s core", "2000", rate >= 2000)
    rate = writes()
    tell("looks judged and written (SQLite)", rate, "/s core", "2000", rate >= 2000)


def writes() -> float:
    """Count looks that are judged and kept, by the second of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        engine, ledger = book(Path(folder), 100)
        batches = [
            [seen(f"m{n}", START + turn * MINUTE, 20.0) for n in range(100)]
            for turn in range(100)
        ]
        began = time.process_time()
        for batch in batches:
            ledger.record(batch)
        spent = time.process_time() - began
        engine.close()
    return 10_000 / spent


def seen(monitor: str, at: int, latency_ms: float) -> Observation:
    """Make a good look."""
    return Observation(monitor, at, Verdict.UP, latency_ms=latency_ms, status=200)


def book(folder: Path, monitors: int) -> tuple[SqliteEngine, Ledger]:
    """Make a store and its writer."""
    engine = SqliteEngine(folder / "watch.sqlite")
    migrate(engine)
    watched = {f"m{n}": Watched(f"m{n}", "http", "g", MINUTE, Rules()) for n in range(monitors)}
    ledger = Ledger(engine, Setting(watched), lambda: START)
    token = claim(engine, PROBING, "bench", 0, 2**50)
    assert token is not None
    ledger.take_over(token)
    return engine, ledger


def store() -> None:
    """Keep a year of one monitor: its size, and its p95."""
    chance = random.Random(1)
    everything: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        engine, ledger = book(Path(folder), 1)
        for day in range(365):
            start = START + day * DAY
            latencies = [chance.lognormvariate(4.5, 0.7) for _ in range(DAY // MINUTE)]
            everything += latencies
            ledger.record(
                [seen("m0", start + n * MINUTE, ms) for n, ms in enumerate(latencies)]
            )
            if day % 10 == 9 or day == 364:
                roll_up(engine, start + DAY + HOUR)
        end = START + 365 * DAY
        with engine.transaction(write=False) as run:
            pages = run.all("SELECT * FROM pragma_page_count()")[0][0]
            free = run.all("SELECT * FROM pragma_freelist_count()")[0][0]
        size = (pages - free) * 4096 / 1e6
        tell("a year of one monitor, every minute", size, "MB", "2", size < 2)
        reader = Reader(engine)
        spent = []
        for _ in range(9):
            began = time.perf_counter()
            found = reader.summary("m0", START, end)[""].latencies.quantile(0.95)
            spent.append((time.perf_counter() - began) * 1000)
        everything.sort()
        exact = everything[math.ceil(0.95 * len(everything)) - 1]
        assert found is not None
        error = abs(found - exact) / exact * 100
        tell("p95 over a year: error", error, "%", "2", error <= 2)
        tell("p95 over a year: time", sorted(spent)[4], "ms", "10", sorted(spent)[4] <= 10)
        engine.close()


def memory(port: int) -> None:
    """Run the whole monitor with a thousand monitors for a period; read its largest size."""
    with tempfile.TemporaryDirectory() as folder:
        lines = ['[product]\nname = "Acme"\ndomain = "acme.test"\n']
        for n in range(1000):
            url = f"http://h{n % 100}.acme.test/{n}"
            lines.append(f'[[routes]]\nname = "r{n}"\nurl = "{url}"\n')
            lines.append(f'[[monitors]]\nroute = "r{n}"\nevery_s = 15\n')
        lines.append("[network.connect]\n")
        lines += [f'"h{n}.acme.test:80" = "127.0.0.1:{port}"\n' for n in range(100)]
        path = Path(folder) / "launchready.toml"
        path.write_text("".join(lines))
        data = Path(folder) / "data"
        command = [sys.executable, "-m", "launchready", "watch", str(path)]
        listen = f"127.0.0.1:{free_port()}"
        with process(*command, "--data-dir", str(data), "--listen", listen) as running:
            time.sleep(35)
            peak = peak_mb(running.pid)
            cpu = cpu_seconds(running.pid)
        engine = SqliteEngine(data / "watch.sqlite")
        with engine.transaction(write=False) as run:
            written = run.all("SELECT COUNT(*) FROM looks WHERE verdict = 1")[0][0]
        engine.close()
        tell("memory with 1,000 monitors, peak", peak, "MB", "80", peak < 80)
        tell("the same, looks written in 35 s", written, "looks")
        tell("the same, processor time", cpu, "s")


def peak_mb(pid: int) -> float:
    """Read how large a process was at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """Read how much processor time a process has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def blackbox(port: int) -> None:
    """Let blackbox_exporter make as many probes, and count its processor time."""
    program = shutil.which("prometheus-blackbox-exporter")
    if program is None:
        print(
            "blackbox_exporter is not installed (apt-get install prometheus-blackbox-exporter)"
        )
        return
    listen = free_port()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "blackbox.yml"
        config.write_text(
            "modules: {http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}}"
        )
        address = f"127.0.0.1:{listen}"
        with process(
            program, f"--config.file={config}", f"--web.listen-address={address}"
        ) as running:
            wait_for(listen)
            path = f"/probe?module=http_2xx&target=http://127.0.0.1:{port}/"
            request = f"GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n"

            async def one() -> None:
                reader, writer = await asyncio.open_connection("127.0.0.1", listen)
                writer.write(request.encode())
                answer = await reader.read()
                writer.close()
                assert b"probe_success 1" in answer

            await asyncio.gather(*(one() for _ in range(AT_ONCE)))
            rate = 0.0
            for _ in range(ROUNDS):
                began = cpu_seconds(running.pid)
                for _ in range(LOOKS // AT_ONCE):
                    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
                rate = max(rate, LOOKS / (cpu_seconds(running.pid) - began))
            peak = peak_mb(running.pid)
    tell("blackbox_exporter: HTTP probes, not judged or kept", rate, "/s core")
    tell("blackbox_exporter: memory, peak", peak, "MB")


async def delivery() -> None:
    """Let a product go down at true pace; time until the channel has the message."""
    with tempfile.TemporaryDirectory() as folder:
        async with staged(Path(folder), every_s=60) as stage, monitoring(stage, scale=1):
            await asyncio.sleep(5)
            stage.product_up = False
            began = time.perf_counter()
            await stage.until("opened")
            spent = time.perf_counter() - began
    tell("from going down to the message, 60 s and two misses", spent, "s", "300", spent < 300)


def kills() -> None:
    """Kill the monitor two hundred times at random moments."""
    tests = ["tests/watch/test_crashes.py", "-k", "lost_or_doubled", "-q"]
    environment = {**os.environ, "LAUNCHREADY_KILLS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *tests], env=environment, check=False
    )
    tell("200 kills: alerts lost or doubled", done.returncode, "", "0", done.returncode == 0)


def main(words: list[str]) -> None:
    """Measure what was asked for."""
    gc.set_threshold(COLLECT_EVERY)  # as the command has it
    with product() as port:
        if "looks" in words:
            asyncio.run(looks(port))
        if "blackbox" in words:
            asyncio.run(blackbox(port))
        if "memory" in words:
            memory(port)
    if "store" in words:
        store()
    if "delivery" in words:
        asyncio.run(delivery())
    if "kills" in words:
        kills()


if __name__ == "__main__":
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    main(sys.argv[1:] or ["looks", "blackbox", "memory", "store"])
