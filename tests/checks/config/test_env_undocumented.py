"""What an example lists and the contract does not is found; what is nowhere is not."""

from launchready.checks.config import env_undocumented as check
from tests.checks.cases import Case, judges
from tests.checks.config.configured import given

Out = check.Outcomes

A: dict[str, dict[str, str]] = {"A_KEY": {}}
CASES = (
    Case(Out.ALL_DECLARED, "all", given("A_KEY", "PORT", env=A)),
    Case(Out.ALL_DECLARED, "nowhere is for the quick audit", given("A_KEY", "B_URL", env=A)),
    Case(Out.ALL_DECLARED, "listed, but not read", given("A_KEY", example=("B_URL",), env=A)),
    Case(Out.UNDECLARED, "in the example", given("A_KEY", "B_URL", example=("B_URL",), env=A)),
    Case(
        Out.OPTIONAL_UNDECLARED,
        "with a default",
        given("A_KEY", "B_URL?", example=("B_URL",), env=A),
    ),
    Case(Out.NO_CONTRACT, "no contract", given("A_KEY", example=("A_KEY",))),
    Case(Out.NOT_ALL_SEEN, "cut short", given("A_KEY", env=A, truncated="too much")),
)

test_outcomes = judges(check, CASES)
