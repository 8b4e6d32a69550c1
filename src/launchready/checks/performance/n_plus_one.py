"""No route runs the same statement again for each row of a list.

Judged by the newest release's runs of `launchready perf`. A statement counts as often as it ran
in the quietest of several windows, so that a job beside does not count.

Why it matters: twenty rows are twenty-one statements. It is quick on a laptop beside its
database, and seconds on a network with a customer who has two thousand rows.

How to fix: fetch what belongs to all rows in one statement (Django `select_related` and
`prefetch_related`, Rails `includes`, SQLAlchemy `selectinload`, Prisma `include`, a
DataLoader).

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

EFFORT_HOURS = 2.0

ALLOWED = 5
"""Runs of one statement for each request."""


class Outcomes:
    """What the check can find."""

    CLEAN = passes("none of its {count} statements runs more than 5 times a request, on {when}")
    REPEATED = fails(
        Impact.MEDIUM, "{per_request} times a request, {total_ms} ms together: {short}"
    )
    NOT_SEEN = cannot_tell("its statements could not be watched on {when}: {reason}")
    NOT_WATCHED = cannot_tell("the database could not be watched on {when}: {reason}")
    NOT_SAMPLED = asks(
        "is a statement run for each row? No recent run of `launchready perf` is on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )


def judge(
    database: Database, manifest: Manifest, history: PerfHistory, clock: Clock
) -> Verdicts:
    """Count how often each statement runs in a request; the most repeated is told."""

    def find(route: Route, uses: list[Use], queries: RouteQueries) -> Verdict | None:
        many = [each for each in uses if each.cost.least_per_request > ALLOWED]
        if not many:
            return None
        worst = max(many, key=lambda each: each.cost.least_per_request)
        return Outcomes.REPEATED(
            short=worst.short,
            total_ms=round(worst.cost.ms_per_request, 1),
            repeated_statements=len(many),
            **worst.evidence(),
        )

    return judge_statements(Outcomes, manifest, history, clock, find)
