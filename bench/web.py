"""The dashboard's pages with 200 monitors, over real HTTP, signed in.

Run: python -m bench.web
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.report.given import everything
from tests.web.site import Client, Site, serving

from launchready.watch.model import DAY, HOUR, MINUTE, Observation, Verdict
from launchready.watch.service.run import Service
from launchready.watch.store.leases import claim
from launchready.watch.store.ledger import PROBING, Ledger
from launchready.watch.store.rollup import roll_up
from launchready.web import kept
from launchready.web.roles import Role

MONITORS = 200
TIMES = 30
TARGET_MS = 50

MANIFEST = '[product]\nname = "Acme Portal"\ndomain = "acme.test"\n' + "".join(
    f'[[monitors]]\nkind = "tcp"\nname = "service {n}"\nat = "h{n % 40}.acme.test:80"\n'
    + (f'shown_as = "Part {n}"\n' if n < 10 else "")
    for n in range(MONITORS)
)


def fill(service: Service) -> None:
    """Write a month of hours and a day of looks a minute, for each monitor."""
    engine, now, names = service.hand.engine, service.now(), list(service.plan.setting.watched)
    wall = [now - 30 * DAY]
    ledger = Ledger(engine, service.plan.setting, lambda: wall[0])
    token = claim(engine, PROBING, "filling", wall[0], 60 * DAY)
    assert token is not None
    ledger.take_over(token)
    moments = [*range(now - 30 * DAY, now - DAY, HOUR), *range(now - DAY, now, MINUTE)]
    for start in range(0, len(moments), 20):
        wall[0] = moments[start]
        ledger.record(
            [
                Observation(
                    name,
                    at,
                    Verdict.DOWN if number % 50 == 0 and now - at < HOUR else Verdict.UP,
                    latency_ms=50 + (at // MINUTE + number) % 90,
                    release=f"v1.{(at - now + 30 * DAY) // (10 * DAY)}",
                )
                for at in moments[start : start + 20]
                for number, name in enumerate(names)
            ]
        )
    with engine.transaction() as run:
        run.run("UPDATE leases SET expires_at = 0")
    roll_up(engine, now)


def tell(client: Client, what: str, path: str, target_ms: float | None = None) -> None:
    """Ask for a page many times; print the median, the worst, and the CPU that one took."""
    spent, size = [], 0
    client.ask(path)
    worked = time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = client.ask(path)
        spent.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, path
        size = len(answer.text)
    cpu = (time.process_time() - worked) / TIMES * 1000
    median = statistics.median(spent)
    word = "" if target_ms is None else ("reached" if median <= target_ms else "MISSED")
    target = f"{target_ms:g} ms" if target_ms else ""
    times = f"{median:7.1f} ms {max(spent):8.1f} ms {cpu:7.1f} ms"
    print(f"{what:24} {times} {size // 1024:6} KB {target:>8} {word}", flush=True)


def measure(site: Site) -> None:
    """Measure the pages that people open."""
    site.add("owner", Role.OWNER)
    report, now = everything(product="Acme Portal"), site.service.now()
    site.run(site.desk.write(lambda run: kept.keep(run, report, "bench", now)))
    client = site.client("owner")
    print(f"{'':24} {'median':>10} {'worst':>11} {'CPU':>10} {'size':>9}")
    tell(client, f"overview, {MONITORS} monitors", "/", TARGET_MS)
    tell(client, "a monitor, 24 hours", "/monitor?name=service+1")
    tell(client, "a monitor, 30 days", "/monitor?name=service+1&range=month")
    tell(client, "incidents", "/incidents")
    tell(client, "releases", "/releases")
    tell(client, "status page", "/status")


def main() -> None:
    """Fill a store, serve it, and ask."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), MANIFEST, fill=fill, patience_s=600) as site,
    ):
        measure(site)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
