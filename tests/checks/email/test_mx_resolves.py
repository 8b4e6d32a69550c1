"""MX records lead to hosts."""

from launchready.checks.email import mx_resolves as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, domain_mx, exchanger, exchangers

Out = check.Outcomes

PRODUCT = declared().product


def given(*hosts: object, **fields: object) -> dict[str, object]:
    """Show the judge the MX of a domain."""
    found = exchangers(domain_mx(*hosts, **fields))  # type: ignore[arg-type]
    return {"product": PRODUCT, "exchangers": found}


CASES = (
    Case(Out.RESOLVES, "an address", given(exchanger()), D),
    Case(Out.GONE, "none", given(exchanger(), exchanger("old", addresses=())), D),
    Case(Out.ADDRESS, "an address in the record", given(exchanger("192.0.2.1")), D),
    Case(Out.ALIAS, "an alias", given(exchanger(alias="mx.host.example")), D),
    Case(Out.NO_MX, "no MX", given(), D),
    Case(Out.NO_MX, "a null MX", given(exchanger(".")), D),
    Case(Out.NOT_SEEN, "no answer", given(unseen=LATE), D),
    Case(Out.NOT_SEEN, "no answer for a host", given(exchanger(addresses=(), unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)
