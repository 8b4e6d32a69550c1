"""Reports about TLS are asked for where it is enforced."""

from launchready.checks.email import tls_rpt as check
from launchready.facts.mail_servers import TransportPolicies
from tests.checks.cases import Case, judges
from tests.checks.email.given import D, declared, transport

Out = check.Outcomes

PRODUCT = declared().product


def given(**fields: object) -> dict[str, object]:
    """Show the judge one domain's records."""
    return {"product": PRODUCT, "policies": TransportPolicies((transport(**fields),))}


NONE = {"tls_rpt": (), "tls_rpt_targets": ()}
CASES = (
    Case(Out.ASKED, "asked for", given(), D),
    Case(Out.MISSING, "none beside a policy", given(**NONE), D),
    Case(Out.VOID, "nowhere to go", given(tls_rpt_targets=()), D),
    Case(Out.NOT_NEEDED, "neither", given(sts_records=(), **NONE), D),
    Case(Out.NOT_SEEN, "no answer", given(unseen=(f"_smtp._tls.{D}: late",), **NONE), D),
)

test_outcomes = judges(check, CASES)
