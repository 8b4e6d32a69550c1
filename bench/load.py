"""The load generator beside closed loops: what each says of a server that stands still.

The server answers at once, but for 500 ms in every 5 s, in which it stands still.  Of users who
come evenly, a tenth meet that, and wait from 0 to 500 ms: the true p95 is 250 ms.  Then: how
many requests each sends for a second of its own CPU.  Loopback only, about a minute.

    python -m bench.load
"""

from __future__ import annotations

import asyncio
import math
import os
import re
import shutil
import statistics
import time
from collections.abc import Awaitable, Callable

import httpx
from tests.load.servers import freezing_server

from launchready.load.generator import Generator
from launchready.load.result import LoadResult
from launchready.load.scenario import LoadRoute, Phase, Scenario
from launchready.load.target import find_targets
from launchready.net.dns import Resolver
from launchready.net.network import Network

FREEZE_S, EVERY_S = 0.5, 5.0
TRUE_P95_S = FREEZE_S - 0.05 * EVERY_S
SECONDS = 20.0
"""A whole number of standstills."""
WORKERS = 10


async def generate(port: int, rps: float, seconds: float) -> LoadResult:
    """Load the server with our own generator."""
    route = LoadRoute("x", f"http://127.0.0.1:{port}/", 0.5)
    network = Network()
    targets = await find_targets([route], network, Resolver(network))
    scenario = Scenario((Phase("x", seconds, rps, rps),), (route,), rps)
    return await Generator(scenario, targets).run()


async def closed_loop(port: int, seconds: float) -> list[float]:
    """Load the server as a simple tool does: each worker waits before it asks again."""
    latencies: list[float] = []
    until = time.monotonic() + seconds

    async def work(client: httpx.AsyncClient) -> None:
        while (begun := time.monotonic()) < until:
            await client.get("/")
            latencies.append(time.monotonic() - begun)

    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False
    ) as client:
        await asyncio.gather(*(work(client) for _ in range(WORKERS)))
    return latencies


async def wrk(port: int) -> str:
    """Ask wrk, a closed loop too, for its p95; "" where it is not installed."""
    if not shutil.which("wrk"):
        return ""
    process = await asyncio.create_subprocess_exec(
        "wrk", "-t1", f"-c{WORKERS}", f"-d{SECONDS:.0f}", "-s", "/dev/stdin", "--latency",
        f"http://127.0.0.1:{port}/",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    script = b'done = function(s, l, r) print("p95", l:percentile(95)) end\n'
    out, _ = await process.communicate(script)
    found = re.search(rb"p95\s+([0-9.]+)", out)
    return f"{float(found[1]) / 1000:8.1f} ms" if found else ""


def p95(latencies: list[float]) -> float:
    """Give the order statistic."""
    return sorted(latencies)[math.ceil(0.95 * len(latencies)) - 1]


async def rate(work: Callable[[], Awaitable[int]]) -> float:
    """Give requests for a second of this process's CPU: the median of three runs."""
    rates = []
    for _ in range(3):
        before = time.process_time()
        count = await work()
        rates.append(count / (time.process_time() - before))
    return statistics.median(rates)


async def main() -> None:
    """Measure, and print each figure beside its target."""
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} before it began\n")
    async with freezing_server(FREEZE_S, EVERY_S) as port:
        result = await generate(port, 200, SECONDS)
        total = result.total()
        closed = await closed_loop(port, SECONDS)
        peer = await wrk(port)
    ours = total.latency.quantile(0.95)
    off = abs(ours - TRUE_P95_S) / TRUE_P95_S
    print(f"a server that stands still: true p95 {TRUE_P95_S * 1000:8.1f} ms")
    print(f"  launchready               {ours * 1000:8.1f} ms, {off:.1%} off; target 5 %: "
          f"{'reached' if off <= 0.05 else 'MISSED'}")  # fmt: skip
    print(f"  {total.unsent_late} of {total.due} not sent in time, by our own fault; "
          f"own lag p99 {result.lags[0].quantile(0.99) * 1000:.1f} ms")  # fmt: skip
    print(f"  httpx, closed loop        {p95(closed) * 1000:8.1f} ms, of {len(closed)}")
    print(f"  wrk, closed loop          {peer or 'not installed'}")
    async with freezing_server() as port:

        async def own() -> int:
            return (await generate(port, 4000, 4)).total().right

        async def theirs() -> int:
            return len(await closed_loop(port, 4))

        mine, other = await rate(own), await rate(theirs)
    print("\nrequests for a second of CPU")
    print(f"  launchready               {mine:8.0f}; target 10000: "
          f"{'reached' if mine >= 10_000 else 'MISSED'}")  # fmt: skip
    print(f"  httpx                     {other:8.0f}; ours are {mine / other:.1f} times that, "
          f"target 10: {'reached' if mine >= 10 * other else 'MISSED'}")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
