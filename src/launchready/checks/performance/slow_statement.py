"""No statement on a route takes more than 200 ms of the database's time.

Judged by the newest release's runs of `launchready perf`, which read pg_stat_statements around
the requests to each route; `statement_ms` in `[database]` is the limit.

Why it matters: a statement that takes 200 ms for one user holds a connection and a core for as
long; ten users at once wait for each other, and the page times out on the first busy morning.

How to fix: read the plan in the evidence. Add the index that its filter lacks, select fewer
rows and columns, or compute the figure beforehand; then run `launchready perf` again.

References: ROADMAP, thresholds: query 200 ms;
https://www.postgresql.org/docs/current/using-explain.html
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

EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("none of its {count} statements took over the limit, on {when}")
    SLOW = fails(
        Impact.HIGH,
        "{mean_ms} ms on average, {limit} are allowed, {per_request} times a request: {short}",
    )
    NOT_SEEN = cannot_tell("its statements could not be watched on {when}: {reason}")
    NOT_WATCHED = cannot_tell("the database could not be watched on {when}: {reason}")
    NOT_SAMPLED = asks(
        "which statements are slow? No recent run of `launchready perf` is on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )


def judge(
    database: Database, manifest: Manifest, history: PerfHistory, clock: Clock
) -> Verdicts:
    """Hold each statement's mean against the limit; the slowest of a route is told."""

    def find(route: Route, uses: list[Use], queries: RouteQueries) -> Verdict | None:
        slow = [each for each in uses if each.cost.mean_ms > database.statement_ms]
        if not slow:
            return None
        worst = max(slow, key=lambda each: each.cost.mean_ms)
        return Outcomes.SLOW(
            limit=database.statement_ms,
            short=worst.short,
            slow_statements=len(slow),
            **worst.evidence(),
        )

    return judge_statements(Outcomes, manifest, history, clock, find)
