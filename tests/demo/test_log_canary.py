"""The demo's product can be drilled: its ready twin keeps secrets out of its log."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.demo.faults import READY, Faults
from launchready.demo.twin import serve
from launchready.drill import Outcome
from launchready.drill.log_canary import fly_canary
from launchready.drill.marks import make_canary
from launchready.facts.drills import DrillResult
from launchready.manifest.load import load_manifest


async def drill(faults: Faults, folder: Path) -> Outcome:
    """Run the drill against a twin."""
    async with serve(faults, folder, drilled=False) as twin:
        manifest = load_manifest(twin.manifest_path)
        place = Folder(folder)
        network = open_network(manifest, place)
        return await fly_canary(manifest, place, network, make_canary(), wait_s=0.3)


async def test_the_ready_twin_passes(tmp_path: Path) -> None:
    """Its requests are in its log, and nothing of what was sent."""
    outcome = await drill(READY, tmp_path)
    assert outcome.result is DrillResult.PASSED, outcome
    assert "logs/portal.log" in outcome.summary


@pytest.mark.parametrize(
    ("switch", "kind"), [("password_logged", "password"), ("card_logged", "card number")]
)
async def test_a_twin_that_logs_secrets_fails(switch: str, kind: str, tmp_path: Path) -> None:
    """What it logs of a sign-in or an event is found, with its line."""
    outcome = await drill(Faults.only(switch), tmp_path)
    assert outcome.result is DrillResult.FAILED, outcome
    assert kind in outcome.summary
    assert all(each.place.startswith("logs/portal.log:") for each in outcome.findings)
