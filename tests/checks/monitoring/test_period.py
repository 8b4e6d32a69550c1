"""A monitor that wakes somebody looks every minute."""

from launchready.checks.monitoring import period as check
from launchready.manifest.schema import Monitor
from tests.checks.cases import Case, judges

Out = check.Outcomes


def given(every_s: int, **fields: object) -> dict[str, object]:
    """Show the judge a monitor."""
    return {"monitor": Monitor.model_validate({"route": "home", "every_s": every_s, **fields})}


CASES = (
    Case(Out.OFTEN, "a minute", given(60)),
    Case(Out.OFTEN, "a daily job's heartbeat", given(86400, kind="heartbeat", name="nightly")),
    Case(Out.OFTEN, "the mail path", given(300, kind="mail", mailbox="box")),
    Case(Out.SELDOM, "five minutes", given(300)),
    Case(Out.SELDOM_NOTE, "five minutes, in office hours", given(300, severity="notify")),
)

test_outcomes = judges(check, CASES)
