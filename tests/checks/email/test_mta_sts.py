"""A policy fits the servers."""

from launchready.checks.email import mta_sts as check
from launchready.facts.mail_servers import TransportPolicies
from tests.checks.cases import Case, judges
from tests.checks.email.given import (
    LATE,
    D,
    declared,
    domain_mx,
    exchanger,
    exchangers,
    transport,
)

Out = check.Outcomes

PRODUCT = declared().product


def given(*, mx: object = None, **fields: object) -> dict[str, object]:
    """Show the judge one domain's policy."""
    found = TransportPolicies((transport(**fields),))
    servers = exchangers(mx or domain_mx(exchanger()))  # type: ignore[arg-type]
    return {"product": PRODUCT, "policies": found, "exchangers": servers}


ELSEWHERE = {"mx": domain_mx(exchanger("mx.other.example"))}
UNSEEN = (f"https://mta-sts.{D}/: late",)
CASES = (
    Case(Out.FITS, "enforced", given(), D),
    Case(Out.NONE, "none", given(sts_records=(), sts_id=""), D),
    Case(Out.RECORD_VOID, "no id", given(sts_id=""), D),
    Case(Out.NOT_SERVED, "404", given(policy_error="answered 404"), D),
    Case(Out.FAULTY, "an unknown mode", given(mode="", policy_faults=("mode: x",)), D),
    Case(Out.LEAVES_OUT, "another server, enforced", given(**ELSEWHERE), D),
    Case(Out.WOULD_LEAVE_OUT, "another server, tried", given(mode="testing", **ELSEWHERE), D),
    Case(Out.FITS, "another server, switched off", given(mode="none", **ELSEWHERE), D),
    Case(Out.NOT_SEEN, "no answer", given(sts_records=(), unseen=(f"_mta-sts.{D}: x",)), D),
    Case(Out.NOT_SEEN, "the policy gave no answer", given(unseen=UNSEEN), D),
    Case(Out.NOT_SEEN, "the MX gave no answer", given(mx=domain_mx(unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)
