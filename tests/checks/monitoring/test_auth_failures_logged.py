"""A failed sign-in is found in the log, asked about, or not applicable."""

from launchready.checks.monitoring import auth_failures_logged as check
from launchready.facts.operations import LogEvent
from tests.checks.cases import judges
from tests.checks.monitoring.logs import logged_cases

LOGIN = {"name": "login", "url": "https://app.acme.example/login", "kind": "login"}

CASES = logged_cases(check, LogEvent.SIGN_IN, routes=[LOGIN])

test_outcomes = judges(check, CASES)
