"""Evidence counts as genuine where every file holds and the newest runs are signed."""

from datetime import timedelta

from msgspec.structs import replace

from launchready.checks.handover import evidence_genuine as check
from launchready.facts.drills import DrillHistory
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.monitoring.drills import NOTHING, history

Out = check.Outcomes

(OLD,) = history("restore", days_ago=30).records
SIGNED = replace(OLD, by="Ana", key="ab" * 8, started_at=OLD.started_at + timedelta(days=9))


def given(drills: DrillHistory) -> dict[str, object]:
    """Show the judge a store."""
    return {"product": manifest().product, "drills": drills}


CASES = (
    Case(
        Out.SIGNED, "the newest is signed, an old one not", given(DrillHistory((SIGNED, OLD)))
    ),
    Case(Out.UNSIGNED, "never signed", given(DrillHistory((OLD,)))),
    Case(
        Out.UNSIGNED,
        "one drill of two",
        given(DrillHistory((SIGNED, *history("rollback").records))),
    ),
    Case(
        Out.CHANGED,
        "a file was edited, whatever else holds",
        given(DrillHistory((SIGNED,), (), ("rollback/20261102T120000Z.json",))),
    ),
    Case(Out.NONE, "nothing on record", given(NOTHING)),
)

test_outcomes = judges(check, CASES)
