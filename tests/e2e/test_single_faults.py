"""Each fault of the demo's product is found by name, alone; the ready twin has none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from launchready.audit.bundle import read_bundle, write_bundle
from launchready.audit.collectors import installed_collectors
from launchready.audit.model import Finding, Report
from launchready.audit.run import Options, audit
from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.faults import BROKEN, READY, Faults
from launchready.demo.twin import serve
from launchready.manifest.load import load_manifest

pytestmark = pytest.mark.timeout(240)
"""The first twin of a process is sampled and put under a spike, which takes seconds."""

GOOD = {Status.PASS, Status.NOT_APPLICABLE}


async def look(faults: Faults, folder: Path, environment: pytest.MonkeyPatch) -> Report:
    """Audit a twin through the ordinary path; its evidence can be kept, and comes back."""
    async with serve(faults, folder) as twin:
        for name, value in twin.environment.items():
            environment.setenv(name, value)
        manifest = load_manifest(twin.manifest_path)
        place = Folder(twin.manifest_path.parent)
        report, bundle = await audit(manifest, place, Options(), Clock.system())
    kept = folder / "run.evidence"
    write_bundle(kept, bundle)
    assert read_bundle(kept, installed_collectors()).facts == bundle.facts
    return report


def not_good(report: Report) -> Mapping[tuple[str, str], Finding]:
    """Give the findings that are neither pass nor not-applicable, by check and target."""
    return {(f.check, f.target): f for f in report.findings if f.status not in GOOD}


async def test_the_ready_twin_has_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where everything is as it should be, nothing fails and nothing is unseen."""
    found = not_good(await look(READY, tmp_path, monkeypatch)).values()
    assert [(f.check, f.target, f.summary) for f in found] == []


async def test_every_fault_of_the_broken_twin_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faults that stand side by side hide none of each other."""
    report = await look(BROKEN, tmp_path, monkeypatch)
    raised = {Status.FAIL, Status.ASK}
    failed = {finding.check for finding in report.findings if finding.status in raised}
    meant = {Faults.check_for(switch) for switch in BROKEN.active}
    assert meant <= failed
    assert report.decision == "do-not-launch"


@pytest.mark.parametrize("switch", Faults.switches())
async def test_a_single_fault_is_found_by_name(
    switch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check that is there for a fault raises it; no other fails beside those it names."""
    meant = Faults.check_for(switch)
    found = not_good(await look(Faults.only(switch), tmp_path, monkeypatch))
    said = {key: (f.status, f.summary) for key, f in found.items()}
    raised = {f.status for (check, _), f in found.items() if check == meant}
    assert raised & {Status.FAIL, Status.ASK}, said
    others = {
        check for (check, _), f in found.items() if f.status in {Status.FAIL, Status.BROKEN}
    }
    assert others <= {meant, *Faults.also_for(switch)}, said
