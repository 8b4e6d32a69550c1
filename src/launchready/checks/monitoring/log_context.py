"""An error in the log says when, where and for which request.

Why it matters: a line "something went wrong" ends the search before it begins. With the time,
the route and an id that the customer's answer carries too, a failed request is found in a
minute, without any of the customer's data.

How to fix: log errors as one line of JSON or key=value with time, level, request id, method,
path, status, the user's id (not the name or mail address) and the exception; set the request
id in a middleware and bind it to the logger (structlog contextvars, Rails TaggedLogging,
pino-http).

References: OWASP Logging Cheat Sheet, "Event attributes"; ROADMAP, minimum bar
"""

from launchready.checks.api import (
    Impact,
    LogEvent,
    LogEvents,
    Repository,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "errors-debuggable"
EFFORT_HOURS = 3.0

MOST = 0.9
"""Share of error lines that must say so; a few come from code that has no request."""


class Outcomes:
    """What the check can find."""

    ENOUGH = passes("{count} errors, with time, request and an id to follow (as at {place})")
    NO_PLACE = fails(
        Impact.BLOCKER,
        "{bare} of {count} error lines do not say when, or what was asked for (as at {place})",
    )
    NO_ID = fails(
        Impact.HIGH, "{bare} of {count} error lines carry no request id (as at {place})"
    )
    NO_ERROR = asks(
        "can a failed request be debugged from the log? The {lines} lines that were read hold "
        "no error",
        fix="Run `launchready drill error` on staging, or fetch a log that holds an error.",
    )
    NOT_READ = cannot_tell("not every log could be read: {reason}")
    NOT_DECLARED = asks(
        "where does the product write its logs? [repository] logs names none",
        fix='Fetch a day of production logs and name them: [repository] logs = ["logs/*.log"].',
    )


def judge(repository: Repository, logs: LogEvents) -> Verdict:
    """Judge what the error lines of the logs say besides the error."""
    if not repository.logs:
        return Outcomes.NOT_DECLARED()
    errors = logs.of(LogEvent.ERROR)
    if errors is None:
        if logs.why_unread:
            return Outcomes.NOT_READ(reason=logs.why_unread)
        return Outcomes.NO_ERROR(lines=logs.lines)
    located = min(errors.timed, errors.placed)
    if located < errors.count * MOST:
        bare = errors.count - located
        return Outcomes.NO_PLACE(bare=bare, count=errors.count, place=errors.place)
    if errors.traced < errors.count * MOST:
        bare = errors.count - errors.traced
        return Outcomes.NO_ID(bare=bare, count=errors.count, place=errors.place)
    if logs.why_unread:
        return Outcomes.NOT_READ(reason=logs.why_unread)
    return Outcomes.ENOUGH(count=errors.count, place=errors.place)
