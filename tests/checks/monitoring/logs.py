"""Logs that tell of failures, as judges are shown them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from launchready.facts.operations import LogEvent, LogEvents, LoggedEvent
from launchready.manifest.schema import Manifest
from tests.checks.cases import Case
from tests.checks.given import manifest

PLACE = "logs/app.log:7"


def logged(
    event: LogEvent, count: int = 3, *, timed: int = 3, placed: int = 3, traced: int = 3
) -> LoggedEvent:
    """Make lines of one kind."""
    return LoggedEvent(event, count, "logs/app.log", 7, timed, placed, traced)


def logs(*found: LoggedEvent, unread: tuple[str, ...] = ()) -> LogEvents:
    """Make logs of 900 lines."""
    return LogEvents(found, files=1, lines=900, unread=unread)


def declared(*, logs: bool = True, **tables: Any) -> Manifest:
    """Declare a repository with logs, and what the product has."""
    return manifest(repository={"logs": ["logs/*.log"]} if logs else {}, **tables)


def logged_cases(check: ModuleType, event: LogEvent, **tables: Any) -> tuple[Case, ...]:
    """List the situations of a check that looks for one kind of event.

    Args:
        check: its module.
        event: what it looks for.
        tables: what the manifest declares where the product can have such an event.
    """
    out = check.Outcomes

    def given(seen: LogEvents, said: Manifest) -> dict[str, object]:
        return {"repository": said.repository, "manifest": said, "logs": seen}

    has = declared(**tables)
    half = logs(logged(event), unread=("a.log: denied",))
    return (
        Case(out.LOGGED, "one", given(logs(logged(event)), has)),
        Case(out.LOGGED, "in what could be read", given(half, has)),
        Case(out.NOT_MET, "another failure", given(logs(logged(LogEvent.ERROR)), has)),
        Case(out.NOT_READ, "not read", given(logs(unread=("a.log: denied",)), has)),
        Case(out.NOT_DECLARED, "no logs", given(logs(), declared(logs=False, **tables))),
        Case(out.NO_SUCH_THING, "none in the product", given(logs(), declared())),
    )
