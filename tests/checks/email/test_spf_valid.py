"""What voids an SPF record is quoted."""

from launchready.checks.email import spf_valid as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, include, no_spf, node, trees

Out = check.Outcomes

PRODUCT = declared().product
GONE = include("gone.example", node=None, problem="gone.example has no SPF record")
FAULTY = include("x.example", node=node(domain="x.example", faults=("is wrong",)))
LATE_BELOW = include("x.example", node=no_spf(unseen=LATE))
MANY = include("x.example", node=None, problem="not followed: 40 others were")
SLOW = include("a", node=None, problem="could not be seen: late")


def given(*domains: object) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": PRODUCT, "trees": trees(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.VALID, "good throughout", given(), D),
    Case(Out.VALID, "more than was followed, which another check judges", given(node(MANY)), D),
    Case(Out.FAULTY, "a term that is none", given(node(faults=("'x' is none",))), D),
    Case(Out.MISTYPED, "nearly one", given(no_spf(near_misses=("v=spf1;",))), D),
    Case(Out.INCLUDE_BROKEN, "an include without a record", given(node(GONE)), D),
    Case(Out.INCLUDE_BROKEN, "an included record is faulty", given(node(FAULTY)), D),
    Case(Out.NO_RECORD, "none", given(no_spf()), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
    Case(Out.NOT_SEEN, "no answer for an include", given(node(LATE_BELOW)), D),
    Case(Out.NOT_SEEN, "no answer for a term", given(node(SLOW)), D),
)

test_outcomes = judges(check, CASES)
