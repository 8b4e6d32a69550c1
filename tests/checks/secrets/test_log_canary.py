"""The latest log-canary drill is judged, for as long as it proves anything."""

from launchready.checks.secrets import log_canary as check
from launchready.facts.drills import DrillFinding, DrillHistory
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, UNKNOWN, history

Out = check.Outcomes

LOGIN = {"name": "login", "url": "https://app.acme.example/login", "kind": "login"}


def given(
    drills: DrillHistory, *, kind: str = "login", logged: bool = True
) -> dict[str, object]:
    """Show the judge a history, and a product with one route."""
    declared = manifest(
        routes=[{**LOGIN, "kind": kind}], repository={"logs": ["x.log"] if logged else []}
    )
    return {
        "product": declared.product,
        "manifest": declared,
        "drills": drills,
        "clock": CLOCK,
    }


FOUND = DrillFinding("x.log:3", "holds the password")
CASES = (
    Case(Out.CLEAN, "nothing turned up", given(history("log-canary"))),
    Case(Out.LEAKED, "a password did", given(history("log-canary", FAILED, FOUND))),
    Case(Out.NOT_SEEN, "it could not tell", given(history("log-canary", UNKNOWN))),
    Case(Out.UNTRIED, "never", given(NOTHING)),
    Case(Out.UNTRIED, "never, with a webhook", given(NOTHING, kind="webhook")),
    Case(Out.UNTRIED, "last year", given(history("log-canary", days_ago=300))),
    Case(Out.UNTRIED, "another drill", given(history("mail"))),
    Case(Out.NOTHING_TO_SEND, "no login", given(NOTHING, kind="page")),
    Case(Out.NOTHING_TO_SEND, "no logs", given(NOTHING, logged=False)),
)

test_outcomes = judges(check, CASES)


def test_the_place_is_told() -> None:
    """A leak is told with file and line."""
    verdict = check.judge(**given(history("log-canary", FAILED, FOUND)))  # type: ignore[arg-type]
    assert "x.log:3 holds the password" in verdict.summary
