"""Error lines that lack when, what or an id are told apart."""

from launchready.checks.monitoring import log_context as check
from launchready.facts.operations import LogEvent, LogEvents
from tests.checks.cases import Case, judges
from tests.checks.monitoring.logs import declared, logged, logs

Out = check.Outcomes


def given(seen: LogEvents, *, names_logs: bool = True) -> dict[str, object]:
    """Show the judge what the logs tell of."""
    return {"repository": declared(logs=names_logs).repository, "logs": seen}


ERROR = LogEvent.ERROR

CASES = (
    Case(Out.ENOUGH, "all of it", given(logs(logged(ERROR)))),
    Case(
        Out.ENOUGH,
        "but for a few",
        given(logs(logged(ERROR, 100, timed=100, placed=95, traced=93))),
    ),
    Case(Out.NO_PLACE, "no time", given(logs(logged(ERROR, timed=0)))),
    Case(Out.NO_PLACE, "no path", given(logs(logged(ERROR, placed=1)))),
    Case(Out.NO_ID, "no id", given(logs(logged(ERROR, traced=0)))),
    Case(Out.NO_ERROR, "only a failed sign-in", given(logs(logged(LogEvent.SIGN_IN)))),
    Case(Out.NOT_READ, "nothing could be read", given(logs(unread=("a.log: denied",)))),
    Case(Out.NOT_READ, "not all", given(logs(logged(ERROR), unread=("a.log: denied",)))),
    Case(Out.NOT_DECLARED, "no logs", given(logs(), names_logs=False)),
)

test_outcomes = judges(check, CASES)
