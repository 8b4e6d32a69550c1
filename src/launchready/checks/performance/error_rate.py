"""Fewer than one request in a hundred fails.

Judged by the newest release's runs of `launchready perf`, all routes together.

Why it matters: one failed request in a hundred is a broken page for every customer each day;
they retry, they write to support, and some of them leave without a word.

How to fix: look up the errors that are named by their request id in the logs, and mend the
route that they come from; then run `launchready perf` again.

References: ROADMAP, thresholds: error rate under 1 %; Wilson 1927 (score interval)
"""

from launchready.checks.api import (
    Clock,
    Holds,
    Impact,
    Manifest,
    PerfHistory,
    Product,
    Verdict,
    asks,
    cannot_tell,
    errors_hold,
    fails,
    not_applicable,
    passes,
    recent_samples,
)

EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    FEW = passes("{failed} of {asked} requests failed on {when}")
    MANY = fails(
        Impact.HIGH, "{failed} of {asked} requests failed on {when}, at {routes}: {errors}"
    )
    TOO_FEW = cannot_tell(
        "{failed} of {asked} requests failed on {when}: too few requests to say that it is "
        "under 1 % (381 without an error are needed)"
    )
    NOT_SAMPLED = asks(
        "how many requests fail? No run of `launchready perf` in the last 30 days is on record",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )
    NO_ROUTES = not_applicable("no route is declared")


def judge(product: Product, manifest: Manifest, history: PerfHistory, clock: Clock) -> Verdict:
    """Hold the interval of the share of failed requests against one in a hundred."""
    if not manifest.routes:
        return Outcomes.NO_ROUTES()
    sampled = recent_samples(history, clock)
    if sampled is None:
        return Outcomes.NOT_SAMPLED()
    failed, asked, _ = sampled.share()
    holds = errors_hold(sampled)
    if holds is Holds.WITHIN:
        return Outcomes.FEW(failed=failed, asked=asked, when=sampled.when)
    if holds is Holds.UNKNOWN:
        return Outcomes.TOO_FEW(failed=failed, asked=asked, when=sampled.when)
    failing = [each for each in sampled.routes.values() if each.failed]
    errors = [f"{count}x {what}" for each in failing for what, count in each.errors]
    return Outcomes.MANY(
        failed=failed,
        asked=asked,
        when=sampled.when,
        routes=[each.route for each in failing][:5],
        errors=errors[:5],
    )
