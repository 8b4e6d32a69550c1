"""Two SPF records are one too many."""

from launchready.checks.email import spf_single as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, no_spf, node, trees

Out = check.Outcomes

PRODUCT = declared().product
BOTH = node(records=("v=spf1 mx ~all", "v=spf1 include:spf.mtasv.net -all"))


def given(*domains: object) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": PRODUCT, "trees": trees(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.ONE, "one", given(), D),
    Case(Out.SEVERAL, "two", given(BOTH), D),
    Case(Out.NONE, "none", given(no_spf()), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)


def test_both_records_are_merged() -> None:
    """The record to publish keeps every term, and the milder ending."""
    (verdict,) = check.judge(**given(BOTH))  # type: ignore[arg-type]
    assert "v=spf1 mx include:spf.mtasv.net ~all" in str(verdict.evidence["publish"])
