"""No route reads the same again within one request.

A read without values is the same whenever it runs twice. Of one with values, statistics do not
tell whether they were equal; from three times on there is something to save either way.

Why it matters: the user, the customer and the settings are read by the middleware, the view and
the template, each for itself. That is most of the work on a page that is otherwise quick.

How to fix: read it once and keep it for the request (a property that is cached, the request's
own context); or fetch all that is wanted in one statement.

References: ROADMAP, stage 5; https://docs.djangoproject.com/en/stable/topics/db/optimization/
"""

from launchready.checks.api import (
    Clock,
    Database,
    Impact,
    Manifest,
    PerfHistory,
    Route,
    RouteQueries,
    Use,
    Verdict,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    judge_statements,
    passes,
)

EFFORT_HOURS = 1.0

TWICE = 2
ALIKE = 3
MANY = 5
"""Above this, it is a statement for each row, which another check tells."""


class Outcomes:
    """What the check can find."""

    CLEAN = passes("none of its {count} statements reads the same again, on {when}")
    SAME = fails(
        Impact.LOW, "{per_request} times a request, with no value that differs: {short}"
    )
    ALIKE = fails(Impact.LOW, "{per_request} times a request: {short}")
    NOT_SEEN = cannot_tell("its statements could not be watched on {when}: {reason}")
    NOT_WATCHED = cannot_tell("the database could not be watched on {when}: {reason}")
    NOT_SAMPLED = asks(
        "does a request read the same twice? No recent run of `launchready perf` is on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )


def judge(
    database: Database, manifest: Manifest, history: PerfHistory, clock: Clock
) -> Verdicts:
    """Find reads that run more than once in every request; the costliest is told."""

    def find(route: Route, uses: list[Use], queries: RouteQueries) -> Verdict | None:
        reads = [each for each in uses if each.statement.verb == "select"]
        same = [e for e in reads if _fixed(e) and e.cost.least_per_request >= TWICE]
        alike = [
            e for e in reads if not _fixed(e) and ALIKE <= e.cost.least_per_request <= MANY
        ]
        for outcome, found in ((Outcomes.SAME, same), (Outcomes.ALIKE, alike)):
            if found:
                worst = max(found, key=lambda each: each.cost.ms_per_request)
                return outcome(
                    short=worst.short,
                    repeated_statements=len(same) + len(alike),
                    **worst.evidence(),
                )
        return None

    return judge_statements(Outcomes, manifest, history, clock, find)


def _fixed(use: Use) -> bool:
    text = use.statement.text
    return "$" not in text and "'…" not in text and not text.endswith("…")
