"""Each fixed setting is judged by what it is."""

from typing import Any

from launchready.checks.config import settings_in_code as check
from launchready.facts.environment import ConfigurationFacts, FixedSetting
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def given(kind: str = "", *, truncated: str = "", name: str = "API_URL") -> dict[str, Any]:
    """Show the judge one fixed setting, or none."""
    fixed = (FixedSetting(kind, name, "x://y", "a.py", 7),) if kind else ()
    return {
        "repository": manifest(repository={}).repository,
        "configuration": ConfigurationFacts(fixed=fixed, truncated=truncated),
    }


CASES = (
    Case(Out.NONE, "none", given()),
    Case(Out.CONNECTION, "a connection", given("connection"), "a.py:7"),
    Case(Out.CONNECTION, "a connection without a name", given("connection", name=""), "a.py:7"),
    Case(Out.ADDRESS, "an address", given("address"), "a.py:7"),
    Case(Out.OWN_HOST, "a host of its own", given("own-host"), "a.py:7"),
    Case(Out.NOT_ALL_SEEN, "cut short", given(truncated="too much")),
)

test_outcomes = judges(check, CASES)
