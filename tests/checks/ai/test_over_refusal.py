"""Ordinary questions count as answered once they were asked."""

from launchready.checks.ai import over_refusal as check
from launchready.facts.assistants import Category
from tests.checks.ai.trials import cases_of
from tests.checks.cases import judges

CASES = cases_of(check, Category.OVER_REFUSAL)

test_outcomes = judges(check, CASES)
