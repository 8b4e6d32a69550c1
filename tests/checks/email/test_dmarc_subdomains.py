"""Subdomains are protected as well."""

from launchready.checks.email import dmarc_subdomains as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, dmarc, policies

Out = check.Outcomes

PRODUCT = declared().product


def given(*domains: object) -> dict[str, object]:
    """Show the judge some policies."""
    return {"product": PRODUCT, "dmarc": policies(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.AS_STRICT, "none throughout", given(), D),
    Case(Out.AS_STRICT, "stricter below", given(dmarc("v=DMARC1; p=none; sp=reject")), D),
    Case(Out.WEAKER, "sp", given(dmarc("v=DMARC1; p=reject; sp=none")), D),
    Case(Out.WEAKER, "np", given(dmarc("v=DMARC1; p=reject; np=none")), D),
    Case(Out.NO_RECORD, "a parent's record", given(dmarc(at="example")), D),
    Case(Out.NO_RECORD, "no record", given(dmarc("")), D),
    Case(Out.NOT_SEEN, "no answer", given(dmarc("", unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)
