"""A backup counts where its newest copy was seen, is new, and has not shrunk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from launchready.checks.handover import backup_exists as check
from launchready.facts.backups import BackupFile, BackupFiles
from launchready.facts.base import Unseen
from launchready.facts.drills import DrillHistory, Figure
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW, manifest
from tests.checks.monitoring.drills import NOTHING, history

Out = check.Outcomes
KEPT = {"kept": "nightly at the provider"}
FILES = {**KEPT, "backups": "backups/*.dump"}


def files(*backups: tuple[float, int]) -> BackupFiles:
    """Make files of so many hours and so many octets, the newest first."""
    return BackupFiles(
        tuple(
            BackupFile(f"{place}.dump", octets, NOW - timedelta(hours=hours))
            for place, (hours, octets) in enumerate(backups)
        )
    )


def given(
    recovery: Mapping[str, object] | None,
    found: BackupFiles | Unseen | None = None,
    drills: DrillHistory = NOTHING,
    **tables: object,
) -> dict[str, object]:
    """Show the judge what is declared, and what was found."""
    declared = manifest(**{"recovery": recovery, **tables})
    return {
        "product": declared.product, "manifest": declared, "files": found or BackupFiles(),
        "drills": drills, "clock": CLOCK,
    }  # fmt: skip


(RECORD,) = history("restore").records
FETCHED = DrillHistory((replace(RECORD, figures=(Figure("recovery point", 500.0, "min"),)),))

CASES = (
    Case(Out.NEW, "of last night", given(FILES, files((9, 5000)))),
    Case(Out.NEW, "grown", given(FILES, files((9, 5000), (33, 100)))),
    Case(Out.NEW, "as old as promised", given({**FILES, "rpo_minutes": 9000}, files((99, 5)))),
    Case(Out.DRILLED, "fetched in a drill", given({**KEPT, "fetch": "make b"}, None, FETCHED)),
    Case(Out.NONE, "no file", given(FILES)),
    Case(Out.EMPTY, "an empty file", given(FILES, files((9, 0), (33, 100)))),
    Case(Out.OLD, "of last week", given(FILES, files((170, 5000)))),
    Case(Out.OLD, "older than promised", given({**FILES, "rpo_minutes": 60}, files((9, 5000)))),
    Case(Out.SHRUNK, "half of it is gone", given(FILES, files((9, 2000), (33, 5000)))),
    Case(Out.NOWHERE, "a database, and no word of it", given(None, database={"url_env": "D"})),
    Case(Out.NOWHERE, "nothing but a promise", given({"rto_minutes": 5})),
    Case(Out.UNPROVEN, "described alone", given(KEPT)),
    Case(Out.UNPROVEN, "the drill took its own", given(KEPT, None, DrillHistory((RECORD,)))),
    Case(Out.NOT_SEEN, "no permission", given(FILES, Unseen("permission denied"))),
    Case(Out.NOT_APPLICABLE, "no database", given(None)),
)  # fmt: skip

test_outcomes = judges(check, CASES)
