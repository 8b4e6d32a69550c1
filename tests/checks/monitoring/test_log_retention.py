"""A month of logs is kept; what is not said is asked."""

from launchready.checks.monitoring import log_retention as check
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def given(**monitoring: object) -> dict[str, object]:
    """Show the judge what the manifest says."""
    declared = manifest(monitoring=monitoring)
    return {"product": declared.product, "manifest": declared}


CASES = (
    Case(Out.KEPT, "a month", given(log_retention_days=30)),
    Case(Out.SHORT, "a week", given(log_retention_days=7)),
    Case(Out.NOT_SAID, "nothing", given()),
)

test_outcomes = judges(check, CASES)
