"""The contract's own words are judged, and that .env.example has all of it."""

from launchready.checks.config import env_documented as check
from tests.checks.cases import Case, judges
from tests.checks.config.configured import given

Out = check.Outcomes

TOLD = {"A_KEY": {"describe": "what for"}}
CASES = (
    Case(Out.DOCUMENTED, "told", given("A_KEY", env=TOLD)),
    Case(Out.DOCUMENTED, "told, and exampled", given(example=("A_KEY", "B"), env=TOLD)),
    Case(
        Out.DOCUMENTED, "secrets have a check of their own", given(env={"S": {"secret": True}})
    ),
    Case(Out.NO_CONTRACT, "nothing declared", given("A_KEY")),
    Case(Out.UNEXPLAINED, "no words", given(env={**TOLD, "B_URL": {"describe": " "}})),
    Case(Out.EXAMPLE_LACKS, "the example is older", given(example=("B",), env=TOLD)),
    Case(Out.NO_VARIABLES, "none", given("PATH")),
    Case(Out.NOT_ALL_SEEN, "cut short", given(truncated="too much")),
)

test_outcomes = judges(check, CASES)
