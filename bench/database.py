"""What watching a database costs it, beside the work that the product gives it meanwhile.

A product under its normal load is sampled as `launchready perf` does it, at its usual pace,
with its statements watched; the server counts another thousand statements, as after months.
Compared is CPU time of the server's processes: that of launchready's connection, plans and all,
with that of all of the product's.  Loopback only, about a minute.

    python -m bench.database
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from pathlib import Path

import psycopg
from tests.database.app import App, dashboard, report, seeded, serve_app
from tests.servers.postgres import STATISTICS, installed_postgres, serve_cluster

from launchready.database.connection import open_url
from launchready.database.windows import open_windows
from launchready.load.sample import Manner, sample
from launchready.net.network import Network

PER_SECOND = 20
"""Requests of the product's users; each runs six or so statements."""
ENTRIES = 1_000
TARGET = 0.02


def used_s(pids: list[int]) -> float:
    """Give the CPU time that processes used, in seconds (Linux)."""
    spent = 0
    for pid in pids:
        place = Path(f"/proc/{pid}/schedstat")
        spent += int(place.read_text().split()[0]) if place.exists() else 0
    return spent / 1e9


class Users(threading.Thread):
    """Runs the product's statements at an even pace, as its users would."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._connection = psycopg.connect(url, autocommit=True)
        self.pid = self._connection.info.backend_pid
        self.stopped = threading.Event()

    def run(self) -> None:
        """Take turns between the routes, until it is stopped."""

        def do(sql: str, values: object) -> list[tuple[object, ...]]:
            cursor = self._connection.execute(sql.encode(), values or None)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

        due = time.monotonic()
        routes: list[tuple[object, str]] = [(dashboard, "unbounded-result"), (report, "")]
        while not self.stopped.is_set():
            for route, fault in routes:
                route(do, fault)  # type: ignore[operator]
                due += 1 / PER_SECOND
                self.stopped.wait(max(due - time.monotonic(), 0))


def fill_statistics(url: str) -> None:
    """Have the server count many statements that nobody runs any more."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        for n in range(ENTRIES):
            shape = "".join("NOT (" if n >> bit & 1 else "(true AND " for bit in range(10))
            connection.execute(f"SELECT 1 WHERE {shape} now() > now() {')' * 10}".encode())


async def measure(app: App, users: Users) -> tuple[float, float, float]:
    """Sample while users work; gives CPU of ours and of theirs, and how long it took."""
    async with open_url(app.url, Network()) as reader:
        (row,) = await reader.rows("SELECT pg_backend_pid() AS pid")
        (other,) = await reader.rows(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND datname = current_database() AND pid NOT IN (%s, pg_backend_pid())",
            (users.pid,),
        )
        ours, theirs = [row["pid"]], [users.pid, other["pid"]]
        begun, before = time.monotonic(), (used_s(ours), used_s(theirs))
        await sample(
            app.manifest,
            app.network,
            environment={},
            manner=Manner(first=20, most=60),
            watcher=await open_windows(reader),
        )
        took = time.monotonic() - begun
        return used_s(ours) - before[0], used_s(theirs) - before[1], took


def main() -> None:
    """Print the table of docs/figures.md."""
    print(f"load {os.getloadavg()[0]:.1f}")
    for version, programs in installed_postgres().items():
        with serve_cluster(programs, STATISTICS) as cluster:
            fill_statistics(cluster.url)
            with seeded(cluster.url):
                pass
            users = Users(cluster.url)

            async def run(
                url: str = cluster.url, users: Users = users, version: int = version
            ) -> None:
                async with serve_app(url, "unbounded-result") as app:
                    users.start()
                    ours, theirs, took = await measure(app, users)
                    print(
                        f"Postgres {version}: {ours * 1000 / took:.2f} ms a second beside "
                        f"{theirs * 1000 / took:.1f} ms of the product's: {ours / theirs:.2%} "
                        f"(target {TARGET:.0%}), over {took:.0f} s"
                    )

            asyncio.run(run())
            users.stopped.set()
            users.join()


if __name__ == "__main__":
    main()
