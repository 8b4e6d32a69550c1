"""Changes are saved within 900 ms, 95 times of 100.

Judged by the newest `launchready drill write`.

Why it matters: a button that seems to do nothing is pressed again: orders are made twice, and
the second press waits behind the first.

How to fix: answer when the change is safe, and leave mails, exports and calls of others to a
queue; add the index that the check for doubles lacks; keep transactions short, and no call to
others within one.

References: ROADMAP, thresholds; David and Nagaraja, Order Statistics, section 7.1
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Manifest,
    Product,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
    write_trials,
)

EFFORT_HOURS = 4.0


class Outcomes:
    """What the check can find."""

    WITHIN = passes("{seen}, in the drill of {when}")
    OVER = fails(Impact.HIGH, "{seen}, in the drill of {when}")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {seen}")
    UNTRIED = asks(
        "how long do changes take? No write drill of the last 90 days is on record",
        fix="Declare [[writes]], run `launchready drill write` on staging, and commit "
        ".launchready/drills.",
    )
    NONE = not_applicable("no write is declared")


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdicts:
    """Take the drill's word for each write, while it is recent."""
    if not manifest.writes and not any(route.kind == "write" for route in manifest.routes):
        return Outcomes.NONE()
    drill = write_trials(drills, clock, "latency")
    if drill is None:
        return Outcomes.UNTRIED()
    by_result = {
        DrillResult.PASSED: Outcomes.WITHIN,
        DrillResult.FAILED: Outcomes.OVER,
        DrillResult.UNKNOWN: Outcomes.NOT_SEEN,
    }
    return [
        by_result[each.result](seen=each.text, when=drill.when).at(each.place)
        for each in drill.trials
    ] or Outcomes.NOT_SEEN(seen=drill.summary, when=drill.when)
