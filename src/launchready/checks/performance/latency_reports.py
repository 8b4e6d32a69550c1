"""Reports answer 95 of 100 requests within a second and a half.

Judged by the newest release's runs of `launchready perf`.

Why it matters: reports run the heaviest statements, at every refresh, in the same hour of
the month for everybody; they take the database away from all other pages.

How to fix: run `launchready perf --route NAME` for the route that is named and see where its
time goes (first byte, body, Server-Timing); then compute sums once instead of at every view,
add the index that the report's statement lacks, or make it in a background job.

References: ROADMAP, thresholds; David and Nagaraja, Order Statistics, section 7.1
"""

from launchready.checks.api import (
    Clock,
    Impact,
    Manifest,
    PerfHistory,
    Product,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    judge_latency,
    not_applicable,
    passes,
)

EFFORT_HOURS = 6.0

KINDS = frozenset({"report"})


class Outcomes:
    """What the check can find."""

    WITHIN = passes("p95 {seen}, on {when}; {target} ms are allowed")
    OVER = fails(Impact.MEDIUM, "p95 {seen}, on {when}; {target} ms are allowed")
    TOO_CLOSE = cannot_tell(
        "p95 {seen}, on {when}: too few, or too close to {target} ms, to say"
    )
    NOT_SEEN = cannot_tell("could not be sampled on {when}: {reason}")
    NOT_SAMPLED = asks(
        "how fast are {count} reports? No run of `launchready perf` in the last 30 days is on "
        "record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )
    NONE = not_applicable("no report is declared")


def judge(product: Product, manifest: Manifest, history: PerfHistory, clock: Clock) -> Verdicts:
    """Judge each report that may be read."""
    return judge_latency(Outcomes, KINDS, manifest, history, clock)
