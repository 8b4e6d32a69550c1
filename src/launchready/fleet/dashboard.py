"""Adds a fleet's reports to a monitor's dashboard, which shows each product's trend."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from launchready.fleet.row import Row
from launchready.watch.service.running import Running

KEY_NAME = "LAUNCHREADY_TOKEN"
"""The variable that holds a key with the scope audits:write."""


async def send_reports(running: Running, folder: Path, rows: Iterable[Row]) -> int:
    """Send the report of every product that was audited; the dashboard keeps each once.

    Args:
        running: the monitor with the dashboard.
        folder: of the fleet's output.
        rows: of its journal.

    Returns:
        How many were new to it.

    Raises:
        Refused: the monitor does not take them.
        OSError: a report cannot be read.
    """
    new = 0
    for row in rows:
        if not row.page:
            continue
        path = (folder / "products" / row.page).with_suffix(".json")
        body = await asyncio.to_thread(path.read_bytes)
        status, answer = await running.ask("POST", "api/v1/audits", body)
        if status not in {200, 201}:
            raise running.refusal(status, answer)
        new += status == 201
    return new
