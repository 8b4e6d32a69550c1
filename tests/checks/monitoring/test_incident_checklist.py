"""The page for the worst hour exists and answers the four questions of it."""

from launchready.checks.monitoring import incident_checklist as check
from launchready.facts.operations import IncidentGuide
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
ALL = ("who", "rollback", "status", "logs")


def given(guide: IncidentGuide, declared: str = "") -> dict[str, object]:
    """Show the judge a document."""
    said = manifest(repository={}, monitoring={"incident_checklist": declared})
    return {"repository": said.repository, "manifest": said, "guide": guide}


CASES = (
    Case(Out.WRITTEN, "all four", given(IncidentGuide("docs/incident.md", 300, ALL))),
    Case(Out.NONE, "no document", given(IncidentGuide())),
    Case(Out.GONE, "not where it is said to be", given(IncidentGuide(), "ops/incident.md")),
    Case(Out.THIN, "a heading", given(IncidentGuide("docs/incident.md", 4, ALL))),
    Case(Out.THIN, "nobody to call", given(IncidentGuide("runbook.md", 300, ALL[1:]))),
)

test_outcomes = judges(check, CASES)
