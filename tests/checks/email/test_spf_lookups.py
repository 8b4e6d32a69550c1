"""Look-ups are counted through all includes."""

from launchready.checks.email import spf_lookups as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, asking, declared, include, no_spf, node, trees

Out = check.Outcomes

PRODUCT = declared().product


def given(*domains: object) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": PRODUCT, "trees": trees(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.WITHIN, "one", given(), D),
    Case(Out.WITHIN, "ten", given(node(*asking(count=10))), D),
    Case(Out.OVER, "eleven", given(node(*asking(count=11))), D),
    Case(
        Out.OVER,
        "eleven with those of an include",
        given(node(include("x", node=node(*asking(count=6))), *asking("mx", 4))),
        D,
    ),
    Case(Out.NO_RECORD, "none", given(no_spf()), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
    Case(
        Out.NOT_SEEN, "no answer below", given(node(include("x", node=no_spf(unseen=LATE)))), D
    ),
)

test_outcomes = judges(check, CASES)
