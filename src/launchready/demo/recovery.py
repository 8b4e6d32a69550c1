"""How the demo's product comes back: backups, contacts, and the drills that tried both."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import launchready
from launchready.clock import Clock
from launchready.demo.evidence import keep
from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import (
    DrillFinding,
    DrillRecord,
    DrillResult,
    Figure,
    Trial,
)

BACKUPS = "backups"
RECOVERY = """\
[recovery]
kept = "nightly at the hosting provider, 14 days; weekly copies in a bucket of our own"
backups = "backups/*.dump"
append_only = ["public.invoices"]
rto_minutes = 60
rpo_minutes = 1800
"""
DRILLED_DAYS_AGO = 7
PASSED, FAILED = DrillResult.PASSED, DrillResult.FAILED


def tables(faults: Faults) -> list[str]:
    """Write what the manifest says of backups and of whom to call."""
    recovery = [] if faults.backups_unwritten else [RECOVERY]
    contacts = [_contact("ana", "oncall")]
    if not faults.contact_alone:
        contacts.append(_contact("ben", "second"))
    return [*recovery, *([] if faults.contacts_missing else contacts)]


def _contact(name: str, channel: str) -> str:
    return (
        f'[[contacts]]\nname = "{name}"\nrole = "deploys, has all accounts"\n'
        f'channel = "{channel}"\nwait_min = 10\n'
    )


def write_recovery(folder: Path, faults: Faults) -> None:
    """Leave a night's backup, and the records of last week's drills of it and of contacts."""
    for drill in ("restore", "failover-contact"):
        shutil.rmtree(folder / STATE_FOLDER / "drills" / drill, ignore_errors=True)
    _write_backups(folder, faults)
    if not faults.restore_undrilled:
        keep(folder, _restore(faults))
    if not faults.contacts_undrilled:
        keep(folder, _contacts(faults))


def _write_backups(folder: Path, faults: Faults) -> None:
    """Leave files of the last two nights; their contents are nobody's data."""
    place = folder / BACKUPS
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    if faults.backup_missing:
        return
    now = Clock.system().now
    for nights, octets in ((0, 0 if faults.backup_empty else 4096), (1, 4000)):
        late = 9 if faults.backup_stale else 0
        at = (now - timedelta(days=nights + late, hours=8)).timestamp()
        path = place / f"night-{nights}.dump"
        path.write_bytes(b"PGDMP".ljust(octets, b"\0") if octets else b"")
        os.utime(path, (at, at))


def _restore(faults: Faults) -> DrillRecord:
    minutes = 95.0 if faults.restore_slow else 6.4
    failed = "tables: public.invoices: not in the backup: left out, or made since"
    summary = failed if faults.restore_failed else "48,210 rows in 14 tables came back"
    trials = [
        Trial("backup", "restored", "tables", FAILED if faults.restore_failed else PASSED,
              summary),
        Trial("backup", "restored", "recovery time", FAILED if faults.restore_slow else PASSED,
              f"{minutes:g} min on this machine; 60 min are promised"),
    ]  # fmt: skip
    wrong = [trial for trial in trials if trial.result is FAILED]
    return _record(
        "restore",
        FAILED if wrong else PASSED,
        f"{wrong[0].aspect}: {wrong[0].text}" if faults.restore_slow else summary,
        minutes,
        findings=tuple(DrillFinding(each.aspect, each.text) for each in wrong),
        figures=(Figure("recovery time", minutes, "min"), Figure("recovery point", 480, "min")),
        trials=tuple(trials),
    )


def _contacts(faults: Faults) -> DrillRecord:
    if faults.contacts_silent:
        silent = Trial("ana", "sms", "answers", FAILED, "no answer within 10 min")
        return _record(
            "failover-contact", FAILED, "nobody answered: ana, ben: no answer within 10 min",
            20.0, trials=(silent,),
        )  # fmt: skip
    answered = Trial("ana", "sms", "answers", PASSED, "after 1.6 min")
    return _record(
        "failover-contact", PASSED, "ana answered after 1.6 min", 1.6,
        figures=(Figure("first answer", 1.6, "min"),), trials=(answered,),
    )  # fmt: skip


def _record(
    drill: str,
    result: DrillResult,
    summary: str,
    minutes: float,
    *,
    findings: tuple[DrillFinding, ...] = (),
    figures: tuple[Figure, ...] = (),
    trials: tuple[Trial, ...] = (),
) -> DrillRecord:
    ago = timedelta(days=DRILLED_DAYS_AGO)
    return DrillRecord(
        drill=drill,
        product=DOMAIN,
        environment="production",
        started_at=Clock.system().now.replace(microsecond=0) - ago,
        duration_s=minutes * 60,
        result=result,
        summary=summary,
        findings=findings,
        figures=figures,
        launchready=launchready.__version__,
        trials=trials,
    )
