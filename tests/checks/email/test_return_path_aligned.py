"""Bounces come back, and SPF counts."""

from launchready.checks.email import return_path_aligned as check
from launchready.facts.dmarc import DmarcLookup
from tests.checks.cases import Case, judges
from tests.checks.email.given import (
    LATE,
    PATH,
    D,
    dmarc,
    domain_mx,
    exchanger,
    exchangers,
    policies,
    sender,
)

Out = check.Outcomes

PROVIDER = DmarcLookup("mtasv.net", organizational="mtasv.net")
THEIRS = exchangers(domain_mx(exchanger(), domain="mtasv.net"))


def given(path: str = PATH, **facts: object) -> dict[str, object]:
    """Show the judge a return path."""
    usual = {"dmarc": policies(), "exchangers": exchangers()}
    return {"sender": sender(return_path=path), **usual, **facts}


GONE = exchangers(domain_mx(domain=PATH, exists=False))
CASES = (
    Case(Out.ALIGNED, "below the domain", given()),
    Case(
        Out.NOT_ALIGNED,
        "the provider's",
        given("mtasv.net", dmarc=policies(others=(PROVIDER,)), exchangers=THEIRS),
    ),
    Case(Out.NO_BOUNCES, "no MX", given(exchangers=GONE)),
    Case(Out.UNDECLARED, "none declared", given("")),
    Case(Out.NO_POLICY, "no DMARC", given(dmarc=policies(dmarc("")))),
    Case(Out.NOT_SEEN, "DMARC gave no answer", given(dmarc=policies(dmarc("", unseen=LATE)))),
    Case(
        Out.NOT_SEEN,
        "MX gave no answer",
        given(exchangers=exchangers(domain_mx(domain=PATH, unseen=LATE))),
    ),
    Case(Out.NOT_SEEN, "not looked up", given(D, exchangers=exchangers(domain_mx(domain="x")))),
)

test_outcomes = judges(check, CASES)
