"""Times the installed command as a whole process; prints medians beside their targets."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import tomlkit

from bench.delay import slow_dns, slow_tcp
from launchready.demo.faults import READY
from launchready.demo.twin import Twin, serve

RUNS = 7
DNS_DELAY_S = 0.030
ROUND_TRIP_S = 0.040


async def measure(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run launchready several times; give median wall seconds and the largest MB."""
    seconds, megabytes = [], []
    for run in range(RUNS + 1):
        wall, size = await asyncio.to_thread(_once, arguments, environment)
        if run:  # the first one warms caches
            seconds.append(wall)
            megabytes.append(size)
    return statistics.median(seconds), max(megabytes)


def _once(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("launchready"), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode in {2, 4}:
        raise SystemExit(f"launchready {' '.join(arguments)}: exit {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


async def slowed(twin: Twin, stack: AsyncExitStack) -> Path:
    """Write the twin's manifest again, with every way out led through a delay."""
    manifest = tomlkit.parse(twin.manifest_path.read_text())
    network = manifest["network"]
    resolver = str(network["resolver"])
    network["resolver"] = await stack.enter_async_context(slow_dns(resolver, DNS_DELAY_S))
    slow: dict[str, str] = {}
    for outside, inside in list(network["connect"].items()):
        if inside not in slow:
            opened = (
                slow_dns(str(inside), DNS_DELAY_S)
                if outside.endswith(":53")
                else slow_tcp(str(inside), ROUND_TRIP_S)
            )
            slow[inside] = await stack.enter_async_context(opened)
        network["connect"][outside] = slow[inside]
    path = twin.manifest_path.with_name("slow.toml")
    path.write_text(tomlkit.dumps(manifest))
    return path


def tell(what: str, value: float, target: float, unit: str) -> None:
    """Print one figure beside its target."""
    word = "reached" if value <= target else "MISSED"
    print(f"{what:44} {value:8.3f} {unit:3} target {target:g} {unit}: {word}")


async def main() -> None:
    """Measure everything that the README gives a figure for."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        twin = await stack.enter_async_context(serve(READY, folder))
        environment = dict(twin.environment)
        seconds, _ = await measure(["--help"], environment)
        tell("launchready --help", seconds, 0.150, "s")
        seconds, size = await measure(["audit", str(twin.manifest_path)], environment)
        tell("whole audit, loopback", seconds, 1.0, "s")
        tell("whole audit, peak memory", size, 120, "MB")
        slow = await slowed(twin, stack)
        seconds, _ = await measure(["audit", str(slow)], environment)
        tell("whole audit, 30 ms DNS and 40 ms round trips", seconds, 1.5, "s")
        seconds, _ = await measure(["dns", str(twin.manifest_path)], environment)
        tell("launchready dns, loopback", seconds, 1.0, "s")


asyncio.run(main())
