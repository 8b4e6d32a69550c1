"""Pages and APIs answer 95 of 100 requests within half a second.

Judged by the newest release's runs of `launchready perf`.

Why it matters: a dashboard that takes seconds is closed and reported as broken; what is
slow for one user in a demo times out for fifty on a Monday morning.

How to fix: run `launchready perf --route NAME` for the route that is named and see where its
time goes (first byte, body, Server-Timing); then look at the statements behind it, add the
index that they lack, and load lists a page at a time.

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

EFFORT_HOURS = 4.0

KINDS = frozenset({"page", "api", "login", "health"})


class Outcomes:
    """What the check can find."""

    WITHIN = passes("p95 {seen}, on {when}; {target} ms are allowed")
    OVER = fails(Impact.HIGH, "p95 {seen}, on {when}; {target} ms are allowed")
    TOO_CLOSE = cannot_tell(
        "p95 {seen}, on {when}: too few, or too close to {target} ms, to say"
    )
    NOT_SEEN = cannot_tell("could not be sampled on {when}: {reason}")
    NOT_SAMPLED = asks(
        "how fast are {count} core reads? No run of `launchready perf` in the last 30 days is "
        "on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )
    NONE = not_applicable("no core read is declared")


def judge(product: Product, manifest: Manifest, history: PerfHistory, clock: Clock) -> Verdicts:
    """Judge each core read that may be read."""
    return judge_latency(Outcomes, KINDS, manifest, history, clock)
