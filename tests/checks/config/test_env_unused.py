"""A variable counts as used where code, containers, Compose, CI or the manifest use it."""

from launchready.checks.config import env_unused as check
from launchready.facts.repository import EnvSource
from tests.checks.cases import Case, judges
from tests.checks.config.configured import given, names

Out = check.Outcomes

BOTH: dict[str, dict[str, str]] = {"A_KEY": {}, "OLD_TOKEN": {}}
CASES = (
    Case(Out.ALL_USED, "read", given("A_KEY", "OLD_TOKEN", env=BOTH)),
    Case(
        Out.ALL_USED,
        "passed on by Compose",
        given("A_KEY", env=BOTH, more=names("OLD_TOKEN", source=EnvSource.COMPOSE)),
    ),
    Case(
        Out.ALL_USED,
        "by the manifest itself",
        given("A_KEY", env=BOTH, cloudflare={"token_env": "OLD_TOKEN"}),
    ),
    Case(Out.ALL_USED, "by a library", given("A_KEY", env={"A_KEY": {}, "SENTRY_DSN": {}})),
    Case(Out.ALL_USED, "a slip is another check's", given("A_KEY", "OLD_TOKNE", env=BOTH)),
    Case(Out.UNUSED, "nowhere", given("A_KEY", env=BOTH)),
    Case(Out.UNUSED, "in the example alone", given("A_KEY", example=("OLD_TOKEN",), env=BOTH)),
    Case(Out.NO_CONTRACT, "no contract", given("A_KEY")),
    Case(Out.NO_CODE, "no code", given(env=BOTH)),
    Case(Out.NOT_ALL_SEEN, "cut short", given("A_KEY", env=BOTH, truncated="too much")),
)

test_outcomes = judges(check, CASES)
