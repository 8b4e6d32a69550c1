"""No route fetches a list that grows with the data.

Judged by the newest release's runs of `launchready perf`: rows that one run of a statement
gives.

Why it matters: a page that lists everything is quick with a demo's data. With a year of a
customer's it fetches, converts and sends all of it at each visit, until it times out.

How to fix: fetch a page at a time (LIMIT and a key to go on from), select the columns that are
shown, and let the database count and sum.

References: https://www.postgresql.org/docs/current/queries-limit.html;
https://use-the-index-luke.com/no-offset
"""

import re

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

MANY = 1_000
"""Rows that no page shows, bounded or not (our own choice)."""
LONGEST_LIST = 250
"""Rows beyond the longest list that a page holds with reason: 249 countries (ISO 3166)."""
_BOUND = re.compile(r"\b(?:limit|fetch\s+(?:first|next))\b", re.IGNORECASE)


class Outcomes:
    """What the check can find."""

    CLEAN = passes("none of its {count} statements gives a list without an end, on {when}")
    MANY_ROWS = fails(Impact.MEDIUM, "{rows} rows each time: {short}")
    NO_LIMIT = fails(Impact.LOW, "{rows} rows each time, and no LIMIT: {short}")
    NOT_SEEN = cannot_tell("its statements could not be watched on {when}: {reason}")
    NOT_WATCHED = cannot_tell("the database could not be watched on {when}: {reason}")
    NOT_SAMPLED = asks(
        "does a route fetch whole tables? No recent run of `launchready perf` is on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )


def judge(
    database: Database, manifest: Manifest, history: PerfHistory, clock: Clock
) -> Verdicts:
    """Find reads that give many rows; the one with the most is told."""

    def find(route: Route, uses: list[Use], queries: RouteQueries) -> Verdict | None:
        reads = [each for each in uses if each.statement.verb == "select"]
        worst = max(reads, key=lambda each: each.cost.rows, default=None)
        if worst is not None and worst.cost.rows >= MANY:
            return Outcomes.MANY_ROWS(short=worst.short, **worst.evidence())
        endless = [
            each
            for each in reads
            if each.cost.rows >= LONGEST_LIST and not _BOUND.search(each.statement.text)
        ]
        worst = max(endless, key=lambda each: each.cost.rows, default=None)
        return Outcomes.NO_LIMIT(short=worst.short, **worst.evidence()) if worst else None

    return judge_statements(Outcomes, manifest, history, clock, find)
