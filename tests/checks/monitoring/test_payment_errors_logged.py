"""A failed payment is found in the log, asked about, or not applicable."""

from launchready.checks.monitoring import payment_errors_logged as check
from launchready.facts.operations import LogEvent
from tests.checks.cases import judges
from tests.checks.monitoring.logs import logged_cases

CASES = logged_cases(check, LogEvent.PAYMENT, owners=[{"asset": "payments"}])

test_outcomes = judges(check, CASES)
