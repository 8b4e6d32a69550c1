"""A certificate's age and lifetime show whether something renews it."""

from datetime import timedelta

from launchready.checks.domain import tls_renewal as check
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW, certificate, endpoint, handshake, host


def given(*, age: float, left: float, **leaf: object) -> dict[str, object]:
    """Show the judge a certificate so many days old, with so many days left."""
    shown = certificate(
        not_before=NOW - timedelta(days=age), not_after=NOW + timedelta(days=left), **leaf
    )
    return {"host": host(), "handshake": handshake(endpoint(leaf=shown)), "clock": CLOCK}


silent = handshake(endpoint(chain=(), error="connection refused"))
Out = check.Outcomes

CASES = (
    Case(Out.AUTOMATIC, "90 days, a week old", given(age=7, left=83)),
    Case(Out.AUTOMATIC, "90 days, renewal began yesterday", given(age=61, left=29)),
    Case(Out.AUTOMATIC, "six days, two of them left", given(age=4, left=2)),
    Case(Out.OVERDUE, "90 days, 26 of them left", given(age=64, left=26)),
    Case(Out.OVERDUE, "six days, 1.5 of them left", given(age=4.5, left=1.5)),
    Case(Out.AT_ITS_END, "90 days, 13 of them left", given(age=77, left=13)),
    Case(
        Out.MANAGED,
        "a year from a platform's own authority",
        given(age=10, left=188, issuer_organization="Amazon", issuer="Amazon RSA 2048 M02"),
    ),
    Case(
        Out.BY_HAND,
        "200 days, bought",
        given(age=10, left=190, issuer_organization="DigiCert Inc"),
    ),
    Case(
        Out.SELF_SIGNED, "self-signed for ten years", given(age=1, left=3650, self_signed=True)
    ),
    Case(
        Out.NOTHING_SENT,
        "no certificate came",
        {"host": host(), "handshake": silent, "clock": CLOCK},
    ),
)

test_outcomes = judges(check, CASES)
