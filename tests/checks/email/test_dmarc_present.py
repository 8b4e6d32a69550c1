"""A DMARC record is there, or it is said what to publish."""

from launchready.checks.email import dmarc_present as check
from launchready.facts.dmarc import DmarcLookups
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, dmarc, policies, sender

Out = check.Outcomes

SENDS, IDLE = declared(sender()), declared()


def given(*domains: object, manifest: object = SENDS) -> dict[str, object]:
    """Show the judge some policies."""
    return {"product": SENDS.product, "dmarc": policies(*domains), "manifest": manifest}  # type: ignore[arg-type]


CASES = (
    Case(Out.PRESENT, "its own", given(), D),
    Case(Out.INHERITED, "a parent's", given(dmarc(at="example")), D),
    Case(Out.MISSING, "none, and it sends", given(dmarc("")), D),
    Case(Out.UNUSED, "none, and nobody is declared", given(dmarc(""), manifest=IDLE), D),
    Case(Out.VOID, "two", given(dmarc("", several=2)), D),
    Case(Out.VOID, "nearly one", given(dmarc("", near_misses=("v=dmarc1",))), D),
    Case(Out.NOT_SEEN, "no answer", given(dmarc("", unseen=LATE)), D),
    Case(Out.NO_DOMAIN, "only foreign domains", {**given(), "dmarc": DmarcLookups(())}),
)

test_outcomes = judges(check, CASES)


def test_the_record_to_begin_with_is_printed() -> None:
    """It asks for reports, and changes nothing yet."""
    (verdict,) = check.judge(**given(dmarc("")))  # type: ignore[arg-type]
    line = '_dmarc.acme.example. 3600 IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@acme.example"'
    assert line in str(verdict.evidence["publish"])
