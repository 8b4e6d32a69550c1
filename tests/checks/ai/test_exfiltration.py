"""Data counts as kept in once canaries were looked for, and did not get out."""

from launchready.checks.ai import exfiltration as check
from launchready.facts.assistants import Category
from tests.checks.ai.trials import cases_of
from tests.checks.cases import judges

CASES = cases_of(check, Category.EXFILTRATION)

test_outcomes = judges(check, CASES)
