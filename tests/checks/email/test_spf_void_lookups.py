"""The third look-up without an answer is one too many."""

from launchready.checks.email import spf_void_lookups as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, asking, declared, include, no_spf, node, trees

Out = check.Outcomes

PRODUCT = declared().product


def given(*domains: object) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": PRODUCT, "trees": trees(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.WITHIN, "none", given(), D),
    Case(Out.WITHIN, "two", given(node(*asking(count=2, void=True))), D),
    Case(Out.OVER, "three", given(node(*asking(count=3, void=True))), D),
    Case(Out.NO_RECORD, "no record", given(no_spf()), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
    Case(
        Out.NOT_SEEN, "no answer below", given(node(include("x", node=no_spf(unseen=LATE)))), D
    ),
)

test_outcomes = judges(check, CASES)
