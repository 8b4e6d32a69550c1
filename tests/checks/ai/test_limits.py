"""Cost counts as bounded once endless questions were asked."""

from launchready.checks.ai import limits as check
from launchready.facts.assistants import Category
from tests.checks.ai.trials import cases_of
from tests.checks.cases import judges

CASES = cases_of(check, Category.LIMITS)

test_outcomes = judges(check, CASES)
