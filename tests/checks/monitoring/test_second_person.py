"""Somebody else is told where the first does not answer."""

from launchready.checks.monitoring import second_person as check
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def channel(
    name: str, person: str = "", after: int = 0, kind: str = "sms"
) -> dict[str, object]:
    """Declare a channel for pages."""
    return {
        "name": name, "kind": kind, "person": person, "after_min": after, "severity": ["page"]
    }  # fmt: skip


def given(*channels: dict[str, object]) -> dict[str, object]:
    """Show the judge channels."""
    declared = manifest(channels=channels)
    return {"product": declared.product, "manifest": declared}


CASES = (
    Case(Out.THERE, "after ten minutes", given(channel("a", "ana"), channel("b", "bo", 10))),
    Case(Out.THERE, "both at once", given(channel("a", "ana"), channel("b", "bo"))),
    Case(Out.SERVICE, "an on-call service", given(channel("duty", kind="pagerduty"))),
    Case(Out.ALONE, "one channel", given(channel("a", "ana"))),
    Case(Out.ALONE, "the same person", given(channel("a", "ana"), channel("b", "ana", 10))),
    Case(Out.NOT_SAID, "none", given()),
)

test_outcomes = judges(check, CASES)
