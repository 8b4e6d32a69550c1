"""What is published for a logo can show it."""

from launchready.checks.email import bimi as check
from launchready.facts.mail_servers import TransportPolicies
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, dmarc, policies, transport

Out = check.Outcomes

PRODUCT = declared().product
REJECT = dmarc("v=DMARC1; p=reject")


def given(
    logo: str = f"https://{D}/l.svg", *, policy: object = REJECT, **fields: object
) -> dict[str, object]:
    """Show the judge one domain's record."""
    whole = transport(**{"bimi": ("v=BIMI1",), "bimi_logo": logo, **fields})
    found = TransportPolicies((whole,))
    return {"product": PRODUCT, "policies": found, "dmarc": policies(policy)}  # type: ignore[arg-type]


CASES = (
    Case(Out.SHOWN, "an enforced policy", given(), D),
    Case(Out.DECLINED, "no logo meant", given(""), D),
    Case(Out.VOID, "over http", given(f"http://{D}/l.svg"), D),
    Case(Out.VOID, "two records", given(bimi=("v=BIMI1", "v=BIMI1")), D),
    Case(Out.NO_POLICY, "p=none", given(policy=dmarc()), D),
    Case(Out.NONE, "none", given("", bimi=()), D),
    Case(Out.NOT_SEEN, "no answer", given("", bimi=(), unseen=("default._bimi.x: late",)), D),
    Case(Out.NOT_SEEN, "DMARC gave no answer", given(policy=dmarc("", unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)
