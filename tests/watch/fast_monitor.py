"""The monitor as a process of its own, with seconds for minutes: `python -m` runs it.

Arguments: manifest, data folder, port, what periods are divided by.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import signal
import sys
from pathlib import Path

from msgspec.structs import replace

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.manifest.load import load_manifest
from launchready.watch.service.app import make_app
from launchready.watch.service.opening import listen, open_service, serve
from launchready.watch.service.plan import Plan, make_plan


def faster(plan: Plan, scale: float) -> Plan:
    """Divide every period of a plan; what flaps need not calm down."""
    watched = {
        name: replace(
            each,
            period_ms=max(1, round(each.period_ms / scale)),
            rules=replace(each.rules, calm_ms=0),
        )
        for name, each in plan.setting.watched.items()
    }
    return dataclasses.replace(plan, setting=replace(plan.setting, watched=watched))


async def main(manifest: Path, data: Path, port: int, scale: float) -> None:
    """Run until told to stop."""
    declared = load_manifest(manifest)
    network = open_network(declared, Folder(manifest.parent))
    plan = faster(make_plan(declared, os.environ, network), scale)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_service(plan, data, os.environ.get("TEST_STORE", "")) as service:
        serving = asyncio.create_task(serve(make_app(service), listen("127.0.0.1", port), stop))
        print("up", flush=True)
        await service.run(stop)
        await serving


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(
        main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    )
