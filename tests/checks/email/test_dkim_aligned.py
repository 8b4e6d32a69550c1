"""The signing domain speaks for the one in From."""

from launchready.checks.email import dkim_aligned as check
from launchready.facts.dmarc import DmarcLookup
from tests.checks.cases import Case, judges
from tests.checks.email.given import DMARC, LATE, D, dmarc, policies, sender

Out = check.Outcomes

PROVIDER = DmarcLookup("mtasv.net", organizational="mtasv.net")
BELOW = DmarcLookup(f"mail.{D}", organizational=D)
UNSEEN = DmarcLookup("mtasv.net", unseen=LATE)
STRICT = dmarc(DMARC + "; adkim=s")


def given(signing: str, *domains: object, others: tuple[object, ...] = ()) -> dict[str, object]:
    """Show the judge a signing domain."""
    found = policies(*domains, others=others)  # type: ignore[arg-type]
    return {"sender": sender(dkim_domain=signing), "dmarc": found}


CASES = (
    Case(Out.ALIGNED, "the domain itself", given(D)),
    Case(Out.ALIGNED, "below the domain", given(f"mail.{D}", others=(BELOW,))),
    Case(Out.NOT_ALIGNED, "below, where strict", given(f"mail.{D}", STRICT, others=(BELOW,))),
    Case(Out.NOT_ALIGNED, "the provider's", given("mtasv.net", others=(PROVIDER,))),
    Case(Out.NO_POLICY, "no DMARC", given(D, dmarc(""))),
    Case(Out.NOT_SEEN, "DMARC gave no answer", given(D, dmarc("", unseen=LATE))),
    Case(Out.NOT_SEEN, "the other gave no answer", given("mtasv.net", others=(UNSEEN,))),
)

test_outcomes = judges(check, CASES)
