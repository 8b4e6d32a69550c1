"""A product that was watched for a month: releases, an outage that is over, one that is not.

Names and reasons carry markup, as a hostile product's would.
"""

from __future__ import annotations

import math

from launchready.watch.model import DAY, HOUR, MINUTE, Observation, Phases, Verdict
from launchready.watch.service.run import Service
from launchready.watch.store.engine import Engine
from launchready.watch.store.leases import claim
from launchready.watch.store.ledger import PROBING, Ledger
from launchready.watch.store.rollup import roll_up

EVIL = "<script>evil()</script><img src=x onerror=evil()>\"'"
"""What must be shown and never run."""

MANIFEST = """
[product]
name = "Acme <b>Portal</b>"
domain = "acme.test"

[[routes]]
name = "home"
url = "https://acme.test/"
[[routes]]
name = "dashboard"
url = "https://app.acme.test/dashboard"
[[routes]]
name = "api"
url = "https://app.acme.test/api/health"

[[monitors]]
route = "home"
[[monitors]]
route = "dashboard"
[[monitors]]
route = "api"
[[monitors]]
kind = "heartbeat"
name = "nightly <script>evil()</script>"
every_s = 86400
[[monitors]]
kind = "tcp"
name = "EVIL_NAME"
at = "db.acme.test:5432"
"""
MANIFEST = MANIFEST.replace("EVIL_NAME", EVIL.replace('"', '\\"'))


def fill(service: Service, said: str = EVIL) -> None:
    """Write a month of looks, thinly, and the last day of them as they come.

    Args:
        service: of the store.
        said: what the product says as it fails.
    """
    engine = service.hand.engine
    now = service.now()
    write_looks(engine, service, now, said)
    roll_up(engine, now)


def write_looks(engine: Engine, service: Service, now: int, said: str) -> None:
    """Write looks up to now: the API was down a while yesterday, and is again."""
    wall = [now - 30 * DAY]
    ledger = Ledger(engine, service.plan.setting, lambda: wall[0])
    token = claim(engine, PROBING, "filling", wall[0], 60 * DAY)
    assert token is not None
    ledger.take_over(token)
    for ago, every in ((30 * DAY, HOUR), (DAY, 5 * MINUTE)):
        until = now if every < HOUR else now - DAY
        moments = range(now - ago, until, every)
        at_once = 24 if every == HOUR else 1  # nothing changes in the first weeks
        for place in range(0, len(moments), at_once):
            wall[0] = moments[place]
            ledger.record(
                [
                    _look(name, at, now, said)
                    for at in moments[place : place + at_once]
                    for name in service.plan.setting.watched
                ]
            )
    with engine.transaction() as run:
        run.run("UPDATE leases SET expires_at = 0")


def _look(name: str, at: int, now: int, said: str) -> Observation:
    ago = now - at
    down = name == "api" and (ago < 15 * MINUTE or 20 * HOUR < ago < 21 * HOUR)
    down = down or (name == EVIL and ago < 15 * MINUTE)
    release = f"v1.{(30 * DAY - ago) // (9 * DAY)}.0" if name in {"api", "dashboard"} else ""
    hour = at / HOUR
    latency = 80 + 30 * math.sin(hour / 4) + 40 * (len(name) % 3) + at // MINUTE % 17
    if release == "v1.3.0":
        latency *= 1.6
    return Observation(
        name, at, Verdict.DOWN if down else Verdict.UP,
        f"status 502 in place of 200 {said}".strip() if down else "",
        None if down else latency, 502 if down else 200,
        now + 12 * DAY if name.startswith("certificate") else None, release,
        Phases(2.0, 9.0, 14.0, latency - 30) if release else Phases(),
    )  # fmt: skip
