"""What receivers cannot read in a DMARC record is quoted."""

from launchready.checks.email import dmarc_valid as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import DMARC, LATE, D, declared, dmarc, policies

Out = check.Outcomes

PRODUCT = declared().product


def given(*domains: object) -> dict[str, object]:
    """Show the judge some policies."""
    return {"product": PRODUCT, "dmarc": policies(*domains)}  # type: ignore[arg-type]


CASES = (
    Case(Out.VALID, "good", given(), D),
    Case(Out.SEVERAL, "two", given(dmarc("", several=2)), D),
    Case(Out.MISTYPED, "nearly one", given(dmarc("", near_misses=("v=dmarc1",))), D),
    Case(Out.FAULTY, "a policy that is none", given(dmarc("v=DMARC1; p=rejct")), D),
    Case(Out.OBSOLETE, "pct", given(dmarc(f"{DMARC}; pct=50")), D),
    Case(Out.NO_RECORD, "none", given(dmarc("")), D),
    Case(Out.NOT_SEEN, "no answer", given(dmarc("", unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)


def test_the_record_is_mended() -> None:
    """What could be read is kept, and the rest left out."""
    text = "v=DMARC1; p=reject; sp=none; adkim=s; pct=50; x=1; t=y; psd=n; np=quarantine"
    found = dmarc(f"{text}; rua=mailto:a@acme.example; ruf=mailto:b@acme.example")
    assert found.record is not None
    assert check.mended(found.record) == (
        "v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; psd=n; t=y;"
        " rua=mailto:a@acme.example; ruf=mailto:b@acme.example"
    )
