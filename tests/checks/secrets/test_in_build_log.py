"""A key in a log is a blocker; what only looks like a password is log-leaks'."""

from typing import Any

from launchready.checks.secrets import in_build_log as check
from launchready.facts.secrets import FoundSecret, LogSecrets
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.secrets.found import findings, sandbox, secret, suspected

Out = check.Outcomes
LOG = "logs/build.log"
PLACE = f"{LOG}:3"


def given(
    *found: FoundSecret,
    unread: str = "",
    missing: tuple[str, ...] = (),
    logs: tuple[str, ...] = ("logs/*.log",),
) -> dict[str, Any]:
    """Show the judge the logs."""
    return {
        "repository": manifest(repository={"logs": logs}).repository,
        "logs": LogSecrets(findings(*found, unread=unread), files=(LOG,), missing=missing),
    }


CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "a word nearby", given(suspected(LOG))),
    Case(Out.SECRET, "a live key", given(secret(LOG), missing=("x",)), PLACE),
    Case(Out.SANDBOX, "a sandbox key", given(sandbox(LOG)), PLACE),
    Case(Out.NOT_ALL_READ, "not readable", given(unread=LOG)),
    Case(Out.NOT_ALL_READ, "no such log", given(missing=("logs/*.log",))),
    Case(Out.NOT_DECLARED, "none declared", given(logs=())),
)

test_outcomes = judges(check, CASES)
