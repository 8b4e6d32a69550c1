"""One miss is noise, and waiting for many costs the minutes that count."""

from launchready.checks.monitoring import two_misses as check
from launchready.manifest.schema import Monitor
from tests.checks.cases import Case, judges

Out = check.Outcomes


def given(misses: int, every_s: int = 60, **fields: object) -> dict[str, object]:
    """Show the judge a monitor."""
    declared = {"route": "home", "every_s": every_s, "misses": misses, **fields}
    return {"monitor": Monitor.model_validate(declared)}


CASES = (
    Case(Out.TWO, "two", given(2)),
    Case(Out.TWO, "three quick ones", given(3, every_s=20)),
    Case(Out.TWO, "one missed heartbeat", given(1, kind="heartbeat", name="nightly")),
    Case(Out.AT_ONCE, "one", given(1)),
    Case(Out.LATE, "four", given(4)),
)

test_outcomes = judges(check, CASES)
