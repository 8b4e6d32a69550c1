"""The end of the record says what becomes of strangers."""

from launchready.checks.email import spf_all as check
from launchready.facts.spf import SpfTerm
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, no_spf, node, trees

Out = check.Outcomes

PRODUCT = declared().product
WORLD = SpfTerm("ip4:0.0.0.0/0", "ip4", networks=("0.0.0.0/0",))
TO_HARD = SpfTerm("redirect=x", "redirect", "x", asks=True, node=node(ending="-"))
TO_OPEN = SpfTerm("redirect=x", "redirect", "x", asks=True, node=node(ending="+"))
TO_LATE = SpfTerm("redirect=x", "redirect", "x", asks=True, node=no_spf(unseen=LATE))


def given(*domains: object) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": PRODUCT, "trees": trees(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.REFUSES, "softly", given(), D),
    Case(Out.REFUSES, "hard", given(node(ending="-")), D),
    Case(Out.REFUSES, "by a redirect", given(node(TO_HARD, ending="")), D),
    Case(Out.ANYBODY, "+all", given(node(ending="+")), D),
    Case(Out.ANYBODY, "every address", given(node(WORLD)), D),
    Case(Out.ANYBODY, "by a redirect to +all", given(node(TO_OPEN, ending="")), D),
    Case(Out.SAYS_NOTHING, "?all", given(node(ending="?")), D),
    Case(Out.OPEN_ENDED, "nothing at the end", given(node(ending="")), D),
    Case(Out.NO_RECORD, "no record", given(no_spf()), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
    Case(Out.NOT_SEEN, "no answer from the redirect", given(node(TO_LATE, ending="")), D),
)

test_outcomes = judges(check, CASES)
