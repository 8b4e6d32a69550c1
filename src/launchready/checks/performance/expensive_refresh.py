"""No page or report computes half a target's worth of statements at every refresh.

Judged by the newest release's runs of `launchready perf`: what the reads of one request take
together, and how much of the database they go through.

Why it matters: people leave dashboards open and press reload. A report that goes through the
whole table each time is as much load as all other pages, and most of it computes the same
again.

How to fix: keep the figures (a summary table, a materialised view, a cache with a short life
that is private to the customer), and refresh them when data changes or by a job.

References: ROADMAP, stage 5;
https://www.postgresql.org/docs/current/rules-materializedviews.html
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

EFFORT_HOURS = 4.0

SHARE = 0.5
"""Of the route's p95 target: the other half is for the code, the network and the browser (our
own choice)."""
BLOCKS = 12_800
"""100 MB that one request goes through, most of it from memory today (our own choice)."""
EVERY = 0.9
"""Runs for each request, in the window with the least: nothing is kept from one to the next."""


class Outcomes:
    """What the check can find."""

    CLEAN = passes("its {count} statements leave room within its target, on {when}")
    SLOW = fails(
        Impact.MEDIUM,
        "{total_ms} ms of reads at every request, and {target} ms are its whole target; "
        "most of it: {short}",
    )
    LARGE = fails(
        Impact.MEDIUM, "goes through {megabytes} MB at every request; most of it: {short}"
    )
    NOT_SEEN = cannot_tell("its statements could not be watched on {when}: {reason}")
    NOT_WATCHED = cannot_tell("the database could not be watched on {when}: {reason}")
    NOT_SAMPLED = asks(
        "what does a refresh cost? No recent run of `launchready perf` is on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )


def judge(
    database: Database, manifest: Manifest, history: PerfHistory, clock: Clock
) -> Verdicts:
    """Add up what the reads of one request cost."""

    def find(route: Route, uses: list[Use], queries: RouteQueries) -> Verdict | None:
        reads = [
            each
            for each in uses
            if each.statement.verb == "select" and each.cost.least_per_request >= EVERY
        ]
        total_ms = sum(each.cost.ms_per_request for each in reads)
        blocks = sum(each.cost.blocks * each.cost.per_request for each in reads)
        if total_ms > SHARE * route.p95_ms:
            worst = max(reads, key=lambda each: each.cost.ms_per_request)
            return Outcomes.SLOW(
                total_ms=round(total_ms, 1),
                target=route.p95_ms,
                short=worst.short,
                **worst.evidence(),
            )
        if blocks > BLOCKS:
            worst = max(reads, key=lambda each: each.cost.blocks * each.cost.per_request)
            return Outcomes.LARGE(
                megabytes=round(blocks / 128), short=worst.short, **worst.evidence()
            )
        return None

    return judge_statements(Outcomes, manifest, history, clock, find)
