"""Tools count as safe once calls were seen and judged."""

from launchready.checks.ai import tool_use as check
from launchready.facts.assistants import Category
from tests.checks.ai.trials import assistant, cases_of
from tests.checks.cases import judges

CASES = cases_of(check, Category.TOOL_USE)

test_outcomes = judges(check, CASES)


def test_where_it_does_not_apply() -> None:
    """An assistant that has no such thing is not asked about it."""
    assert not check.applies(assistant(acts=False))
    assert check.applies(assistant())
