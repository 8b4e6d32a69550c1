"""Answers count as harmless once markup was tried, and did not come through."""

from launchready.checks.ai import output as check
from launchready.facts.assistants import Category
from tests.checks.ai.trials import assistant, cases_of
from tests.checks.cases import judges

CASES = cases_of(check, Category.OUTPUT)

test_outcomes = judges(check, CASES)


def test_where_it_does_not_apply() -> None:
    """An assistant that has no such thing is not asked about it."""
    assert not check.applies(assistant(renders="text"))
    assert check.applies(assistant())
