"""A webhook that fails is found in the log, asked about, or not applicable."""

from launchready.checks.monitoring import webhook_errors_logged as check
from launchready.facts.operations import LogEvent
from tests.checks.cases import judges
from tests.checks.monitoring.logs import logged_cases

HOOK = {"name": "hook", "url": "https://api.acme.example/hook", "kind": "webhook"}

CASES = logged_cases(check, LogEvent.WEBHOOK, routes=[HOOK])

test_outcomes = judges(check, CASES)
