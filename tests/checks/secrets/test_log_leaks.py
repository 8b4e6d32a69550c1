"""What lets a reader of the logs in is a blocker; customers' data is another check's."""

from launchready.checks.secrets import log_leaks as check
from launchready.facts.exposure import Exposed, LogExposure, LogExposures
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def given(*kinds: Exposed, declared: bool = True, **fields: object) -> dict[str, object]:
    """Show the judge logs in which some things stand."""
    found = tuple(LogExposure(kind, "11 characters", "logs/app.log", 7, 3) for kind in kinds)
    tables = {"logs": ["logs/*.log"]} if declared else {}
    return {
        "repository": manifest(repository=tables).repository,
        "logs": LogExposures(found, files=1, lines=900, **fields),  # type: ignore[arg-type]
    }


CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "only a card, which is log-pii's", given(Exposed.CARD)),
    Case(Out.PASSWORD, "a password", given(Exposed.PASSWORD), "logs/app.log:7"),
    Case(Out.TOKEN, "a token", given(Exposed.TOKEN, missing=("x",)), "logs/app.log:7"),
    Case(Out.COOKIE, "a session cookie", given(Exposed.COOKIE), "logs/app.log:7"),
    Case(Out.NOT_ALL_READ, "one is not readable", given(unread=("a.log: denied",))),
    Case(Out.NOT_ALL_READ, "a pattern without a file", given(missing=("logs/*.log",))),
    Case(Out.NOT_DECLARED, "no logs declared", given(declared=False)),
)

test_outcomes = judges(check, CASES)
