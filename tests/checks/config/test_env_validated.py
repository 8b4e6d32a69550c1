"""What must be set is held against what is looked for at the start."""

from typing import Any

from launchready.checks.config import env_validated as check
from launchready.facts.base import Unseen
from launchready.facts.environment import ConfigurationFacts, StartupCheck
from launchready.facts.repository import RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.config.configured import names
from tests.checks.given import manifest

Out = check.Outcomes

GATE = StartupCheck("launchready env exec", "Dockerfile", 9, whole_contract=True)


def library(*checked: str) -> StartupCheck:
    """Make a library that looks for some variables."""
    return StartupCheck("pydantic-settings", "src/settings.py", 3, checked)


def given(
    *used: str,
    checks: tuple[StartupCheck, ...] = (),
    env: dict[str, Any] | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """Show the judge what code reads, and what is looked for."""
    declared = manifest(repository={}, env=env or {})
    return {
        "product": declared.product,
        "manifest": declared,
        "repository": RepositoryFacts(9, environment=names(*used), **facts),
        "configuration": ConfigurationFacts(checks),
    }


NO_REPOSITORY = {**given("A_KEY"), "manifest": manifest()}
CASES = (
    Case(Out.VALIDATED, "a gate", given("A_KEY", checks=(GATE,), env={"A_KEY": {}})),
    Case(Out.VALIDATED, "a library", given("A_KEY", "B?", checks=(library("A_KEY"),))),
    Case(
        Out.VALIDATED,
        "both together",
        given("A_KEY", "B_KEY", checks=(GATE, library("B_KEY")), env={"A_KEY": {}}),
    ),
    Case(
        Out.VALIDATED,
        "optional in the contract",
        given("A_KEY", "B", checks=(library("A_KEY"),), env={"B": {"required": False}}),
    ),
    Case(Out.VALIDATED, "a gate and nothing to set", given("PATH", checks=(GATE,))),
    Case(Out.NOT_VALIDATED, "nothing looks", given("A_KEY", "B_KEY?")),
    Case(Out.NOT_VALIDATED, "another is looked for", given("A_KEY", checks=(library("X"),))),
    Case(Out.NOT_VALIDATED, "a gate without a contract", given("A_KEY", checks=(GATE,))),
    Case(Out.NOT_VALIDATED, "a part is enough to fail", given("A_KEY", truncated="too much")),
    Case(Out.SOME_NOT, "one is forgotten", given("A_KEY", "B", checks=(library("A_KEY"),))),
    Case(
        Out.SOME_NOT,
        "not in the contract",
        given("A_KEY", "B", checks=(GATE,), env={"A_KEY": {}}),
    ),
    Case(Out.NOTHING_TO_SET, "all have defaults", given("A?", "PORT", "NODE_ENV")),
    Case(Out.NO_REPOSITORY, "no repository", NO_REPOSITORY),
    Case(Out.NOT_SEEN, "cut short", given("A?", truncated="too much")),
    Case(Out.NOT_SEEN, "unreadable", {**given(), "repository": Unseen("no folder")}),
    Case(Out.NOT_SEEN, "half unreadable", {**given(), "configuration": Unseen("late")}),
)

test_outcomes = judges(check, CASES)
