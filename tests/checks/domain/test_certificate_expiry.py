"""The certificate's dates are judged against the run's clock."""

from datetime import timedelta

from launchready.checks.domain import certificate_expiry as check
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW, certificate, endpoint, handshake, host


def given(**leaf: object) -> dict[str, object]:
    """Show the judge a host with one certificate."""
    shown = handshake(endpoint(leaf=certificate(**leaf)))
    return {"host": host(), "handshake": shown, "clock": CLOCK}


def until(**delta: float) -> dict[str, object]:
    """Show the judge a 90-day certificate that ends so long after now."""
    end = NOW + timedelta(**delta)
    return given(not_before=end - timedelta(days=90), not_after=end)


silent = handshake(endpoint(chain=(), error="connection refused"))

CASES = (
    Case(check.Outcomes.VALID, "60 days left", given()),
    Case(check.Outcomes.VALID, "exactly 14 days left", until(days=14)),
    Case(
        check.Outcomes.EXPIRES_SOON, "a second under 14 days left", until(days=14, seconds=-1)
    ),
    Case(
        check.Outcomes.VALID,
        "a six-day certificate, two days before its end",
        given(not_before=NOW - timedelta(days=4), not_after=NOW + timedelta(days=2)),
    ),
    Case(check.Outcomes.EXPIRED, "a second past its end", until(seconds=-1)),
    Case(
        check.Outcomes.NOT_YET_VALID,
        "starts tomorrow",
        given(not_before=NOW + timedelta(days=1)),
    ),
    Case(
        check.Outcomes.NOTHING_SENT,
        "no certificate came",
        {"host": host(), "handshake": silent, "clock": CLOCK},
    ),
)

test_outcomes = judges(check, CASES)
