"""Whether the last try to archive was a success decides."""

from datetime import timedelta

from launchready.checks.handover import wal_archiving as check
from launchready.facts.database import Archive
from tests.checks.cases import Case, judges
from tests.checks.given import NOW
from tests.checks.performance.statements import server

Out = check.Outcomes
DAY = timedelta(days=1)


def archive(**fields: object) -> dict[str, object]:
    """Show a server that archives."""
    return server(archive=Archive(**{"mode": "on", "wal_level": "replica", **fields}))  # type: ignore[arg-type]


CASES = (
    Case(Out.ARCHIVED, "it arrives", archive(archived=5, last_archived_at=NOW)),
    Case(
        Out.ARCHIVED,
        "it failed once",
        archive(archived=5, last_archived_at=NOW, failed=1, last_failed_at=NOW - DAY),
    ),
    Case(
        Out.FAILING,
        "it fails since yesterday",
        archive(archived=5, last_archived_at=NOW - DAY, failed=1, last_failed_at=NOW),
    ),
    Case(Out.FAILING, "it never arrived", archive(failed=9, last_failed_at=NOW)),
    Case(Out.NOTHING_YET, "nothing was due", archive()),
    Case(Out.ELSEWHERE, "switched off", archive(mode="off")),
    Case(Out.STANDBY, "a standby", archive(in_recovery=True)),
)

test_outcomes = judges(check, CASES)
