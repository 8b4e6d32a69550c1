"""Times the installed command as a whole process; prints medians beside their targets."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import astuple, dataclass
from pathlib import Path

import tomlkit

from bench.delay import slow_dns, slow_tcp
from launchready.demo.faults import READY
from launchready.demo.twin import Twin, serve

RUNS = 7
DNS_DELAY_S = 0.030
ROUND_TRIP_S = 0.040


@dataclass(frozen=True)
class Cost:
    """What whole runs of a command cost.

    Attributes:
        wall: median seconds from start to end.
        cpu: least user and system seconds: what a machine with nothing else to do spends.
        megabytes: the largest resident set.
    """

    wall: float
    cpu: float
    megabytes: float


async def measure(arguments: list[str], environment: dict[str, str]) -> Cost:
    """Run launchready several times; the first run warms caches and does not count."""
    runs = [await asyncio.to_thread(_once, arguments, environment) for _ in range(RUNS + 1)]
    walls, cpus, sizes = zip(*(astuple(run) for run in runs[1:]), strict=True)
    return Cost(statistics.median(walls), min(cpus), max(sizes))


def _once(arguments: list[str], environment: dict[str, str]) -> Cost:
    # Installed packages come compiled: compiling anew each time is not what users see.
    outer = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [str(Path(sys.executable).with_name("launchready")), *arguments]
    done = subprocess.run(
        [sys.executable, "-m", "bench.once", *command],
        capture_output=True,
        check=True,
        env={**outer, **environment},
    )
    said = json.loads(done.stdout)
    if said.pop("status") in {2, 4}:
        raise SystemExit(f"launchready {' '.join(arguments)}: it failed")
    return Cost(**said)


LEFT_OUT = {"assets.acme.example": {"script", "styles"}, "": {"pricing", "monthly", "profile"}}
"""By host, the routes without which the demo is the product that the figures are about."""


def four_hosts(twin: Twin) -> Path:
    """Declare four hosts and twelve routes of the twin's."""
    manifest = tomlkit.parse(twin.manifest_path.read_text())
    for host, routes in LEFT_OUT.items():
        manifest["hosts"].pop(host, None)
        for route in [each for each in manifest["routes"] if each["name"] in routes]:
            manifest["routes"].remove(route)
    manifest.pop("writes", None)
    assert (len(manifest["hosts"]), len(manifest["routes"])) == (4, 12)
    path = twin.manifest_path.with_name("four.toml")
    path.write_text(tomlkit.dumps(manifest))
    return path


async def slowed(declared: Path, stack: AsyncExitStack) -> Path:
    """Write a manifest again, with every way out led through a delay."""
    manifest = tomlkit.parse(await asyncio.to_thread(declared.read_text))
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
    path = declared.with_name(f"slow-{declared.name}")
    path.write_text(tomlkit.dumps(manifest))
    return path


def tell(what: str, value: float, target: float, unit: str, *, cpu: float = 0.0) -> None:
    """Print one figure beside its target."""
    word = "reached" if value <= target else "MISSED"
    of_which = f" ({cpu:.3f} s of it CPU)" if cpu else ""
    print(f"{what:44} {value:8.3f} {unit:3} target {target:g} {unit}: {word}{of_which}")


def tell_machine() -> None:
    """Say what the figures were taken on, and whether it had other things to do."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    cores = os.cpu_count() or 1
    print(f"Python {platform.python_version()}, {cores} cores, load average {load:.1f}")
    if load > cores:
        print("The machine had more to do than it has cores: the seconds are too many.")


async def main() -> None:
    """Measure everything that the README gives a figure for."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        twin = await stack.enter_async_context(serve(READY, folder))
        environment = dict(twin.environment)
        cost = await measure(["--help"], environment)
        tell("launchready --help", cost.wall, 0.150, "s", cpu=cost.cpu)
        for product, declared in (
            ("4 hosts, 12 routes", four_hosts(twin)),
            ("the whole demo", twin.manifest_path),
        ):
            cost = await measure(["audit", str(declared)], environment)
            tell(f"audit of {product}, loopback", cost.wall, 1.0, "s", cpu=cost.cpu)
            tell(f"audit of {product}, peak memory", cost.megabytes, 120, "MB")
            slow = await slowed(declared, stack)
            cost = await measure(["audit", str(slow)], environment)
            tell(f"audit of {product}, slow network", cost.wall, 1.5, "s", cpu=cost.cpu)
        cost = await measure(["dns", str(twin.manifest_path)], environment)
        tell("launchready dns, loopback", cost.wall, 1.0, "s", cpu=cost.cpu)
        tell_machine()


asyncio.run(main())
