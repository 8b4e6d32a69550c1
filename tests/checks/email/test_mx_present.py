"""Domains that people answer to take mail."""

from launchready.checks.email import mx_present as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, domain_mx, exchanger, exchangers, sender

Out = check.Outcomes

SENDS = declared(sender())


def given(
    *domains: object, manifest: object = SENDS, replies: tuple[str, ...] = (D,)
) -> dict[str, object]:
    """Show the judge who takes mail."""
    found = exchangers(*domains, replies=replies)  # type: ignore[arg-type]
    return {"product": SENDS.product, "exchangers": found, "manifest": manifest}


IDLE = declared()
NULL = domain_mx(exchanger("."))
CASES = (
    Case(Out.TAKES, "an MX", given(), D),
    Case(Out.NO_MX, "none", given(domain_mx()), D),
    Case(Out.REFUSES, "a null MX", given(NULL), D),
    Case(Out.FALLBACK, "an address alone", given(domain_mx(fallback=("192.0.2.1",))), D),
    Case(Out.SILENT, "none, and nobody answers there", given(domain_mx(), manifest=IDLE), D),
    Case(Out.SILENT, "a null MX, and nobody answers there", given(NULL, manifest=IDLE), D),
    Case(Out.SILENT, "no domain", given(replies=())),
    Case(Out.NOT_SEEN, "no answer", given(domain_mx(unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)
