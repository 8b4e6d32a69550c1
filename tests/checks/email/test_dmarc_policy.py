"""A policy of "none" is right at launch, and wrong later."""

from datetime import timedelta

from launchready.checks.email import dmarc_policy as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import DMARC, LATE, D, declared, dmarc, policies
from tests.checks.given import CLOCK, NOW

Out = check.Outcomes

REJECTS = DMARC.replace("none", "reject")
TRIED = dmarc(REJECTS + "; t=y")


def given(*domains: object, days: int | None = None) -> dict[str, object]:
    """Show the judge some policies, so many days after the launch."""
    launched = {} if days is None else {"launched": NOW.date() - timedelta(days=days)}
    manifest = declared(product=launched)
    found = policies(*domains)  # type: ignore[arg-type]
    return {"product": manifest.product, "dmarc": found, "manifest": manifest, "clock": CLOCK}


CASES = (
    Case(Out.WATCHES, "before the launch", given(), D),
    Case(Out.WATCHES, "in launch week", given(days=7), D),
    Case(Out.STILL_NONE, "after it", given(days=8), D),
    Case(
        Out.STILL_NONE,
        "a policy that is only tried",
        given(TRIED, days=8),
        D,
    ),
    Case(Out.ENFORCED, "reject", given(dmarc(REJECTS), days=8), D),
    Case(Out.BLIND, "no reports", given(dmarc("v=DMARC1; p=none")), D),
    Case(Out.NO_RECORD, "none", given(dmarc("")), D),
    Case(Out.NOT_SEEN, "no answer", given(dmarc("", unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)
