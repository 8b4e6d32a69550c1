"""Going back is a command, and meant to be quick."""

from launchready.checks.monitoring import rollback_minutes as check
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def given(**tables: object) -> dict[str, object]:
    """Show the judge what the manifest says."""
    declared = manifest(**tables)
    return {"product": declared.product, "manifest": declared}


CASES = (
    Case(Out.DECLARED, "a command", given(deploy={"rollback": "make rollback"})),
    Case(
        Out.SLOW,
        "half an hour",
        given(deploy={"rollback": "make rollback", "rollback_minutes": 30}),
    ),
    Case(Out.NONE, "deploys forward only", given(deploy={"command": "make deploy"})),
    Case(Out.NOT_SAID, "no [deploy]", given()),
)

test_outcomes = judges(check, CASES)
