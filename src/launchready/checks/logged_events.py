"""The one judgement of the checks that look for a kind of failure in the logs."""

from __future__ import annotations

from typing import Protocol

from launchready.checks.verdict import Outcome, Verdict
from launchready.facts.operations import LogEvent, LogEvents
from launchready.manifest.schema import Repository


class LoggedOutcomes(Protocol):
    """What a check that looks for an event in the logs can find."""

    LOGGED: Outcome
    NOT_MET: Outcome
    NOT_READ: Outcome
    NOT_DECLARED: Outcome


def judge_logged(
    outcomes: type[LoggedOutcomes], repository: Repository, logs: LogEvents, event: LogEvent
) -> Verdict:
    """Say whether the event is met in the logs: its absence may mean that all went well."""
    if not repository.logs:
        return outcomes.NOT_DECLARED()
    met = logs.of(event)
    if met is not None:
        return outcomes.LOGGED(count=met.count, place=met.place)
    if logs.why_unread:
        return outcomes.NOT_READ(reason=logs.why_unread)
    return outcomes.NOT_MET(lines=logs.lines)
