"""Reports are asked for and arrive."""

from launchready.checks.email import dmarc_reports as check
from launchready.facts.dmarc import ReportTarget
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, dmarc, policies

Out = check.Outcomes

PRODUCT = declared().product
AT = f"{D}._report._dmarc.x.example"


def given(*domains: object) -> dict[str, object]:
    """Show the judge some policies."""
    return {"product": PRODUCT, "dmarc": policies(*domains)}  # type: ignore[arg-type]


def to(**fields: object) -> dict[str, object]:
    """Show the judge a policy whose reports go to another organization."""
    whole = {"external": True, "authorised": True, "at": AT, "takes_mail": True, **fields}
    return given(dmarc(reports=(ReportTarget("mailto:a@x.example", "x.example", **whole),)))  # type: ignore[arg-type]


CASES = (
    Case(Out.DELIVERED, "to itself", given(), D),
    Case(Out.DELIVERED, "to another that agrees", to(), D),
    Case(Out.NONE_ASKED, "nowhere", given(dmarc("v=DMARC1; p=none")), D),
    Case(Out.NOT_AUTHORISED, "to another that does not agree", to(authorised=False), D),
    Case(Out.UNDELIVERABLE, "to a domain without mail", to(takes_mail=False), D),
    Case(Out.NO_RECORD, "no record", given(dmarc("")), D),
    Case(Out.NOT_SEEN, "no answer", given(dmarc("", unseen=LATE)), D),
    Case(Out.NOT_SEEN, "no answer about the other", to(authorised=None, takes_mail=None), D),
)

test_outcomes = judges(check, CASES)
