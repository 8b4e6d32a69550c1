"""An assistant counts as hard to talk over once it was tried, and held."""

from launchready.checks.ai import injection as check
from launchready.facts.assistants import Category
from tests.checks.ai.trials import cases_of
from tests.checks.cases import judges

CASES = cases_of(check, Category.INJECTION)

test_outcomes = judges(check, CASES)
