"""Names are judged one by one, each in its place."""

import pytest

from launchready.checks.config import env_naming as check
from tests.checks.cases import Case, judges
from tests.checks.config.configured import given

Out = check.Outcomes

CASES = (
    Case(
        Out.CLEAR, "clear", given("STRIPE_SECRET_KEY", "NEXT_PUBLIC_APP_URL", "VITE_SITE_KEY")
    ),
    Case(
        Out.PUBLIC_SECRET,
        "by its name",
        given("NEXT_PUBLIC_STRIPE_SECRET_KEY"),
        "NEXT_PUBLIC_STRIPE_SECRET_KEY",
    ),
    Case(
        Out.PUBLIC_SECRET,
        "by the contract",
        given("VITE_MAPS_KEY", env={"VITE_MAPS_KEY": {"secret": True}}),
        "VITE_MAPS_KEY",
    ),
    Case(
        Out.NEARLY_THE_SAME,
        "a slip",
        given("DATABSE_URL", env={"DATABASE_URL": {}}),
        "DATABSE_URL",
    ),
    Case(Out.VAGUE, "whose?", given("API_KEY"), "API_KEY"),
    Case(Out.VAGUE, "whose, in the contract?", given(env={"SECRET": {}}), "SECRET"),
    Case(Out.ODD, "in lower case", given("stripeKey"), "stripeKey"),
    Case(Out.NO_VARIABLES, "none", given("PATH")),
    Case(Out.NOT_ALL_SEEN, "cut short", given("A_KEY", truncated="too much")),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize(
    "name", ["NEXT_PUBLIC_SUPABASE_ANON_KEY", "VITE_STRIPE_PUBLISHABLE_KEY", "PUBLIC_SITE_URL"]
)
def test_what_is_meant_for_pages(name: str) -> None:
    """Keys that providers make for pages are no secrets, whatever their prefix."""
    assert check.judge(**given(name)).outcome is Out.CLEAR  # type: ignore[union-attr]
