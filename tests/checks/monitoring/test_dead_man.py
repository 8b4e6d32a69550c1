"""Somebody else notices when the monitor falls silent."""

from launchready.checks.monitoring import dead_man as check
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
HOME = {"name": "home", "url": "https://acme.example/"}


def given(*, monitored: bool = True, **watch: object) -> dict[str, object]:
    """Show the judge what the manifest says."""
    monitors = [{"route": "home"}] if monitored else []
    declared = manifest(routes=[HOME], monitors=monitors, watch=watch)
    return {"product": declared.product, "manifest": declared}


CASES = (
    Case(Out.THERE, "called every minute", given(dead_man_env="DEAD_MAN_URL")),
    Case(Out.NONE, "nobody is called", given()),
    Case(Out.NOTHING_WATCHED, "nothing is watched", given(monitored=False)),
)

test_outcomes = judges(check, CASES)
