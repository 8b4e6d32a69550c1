"""Users see their own changes at once, whatever is cached.

Judged by the newest `launchready drill write`, which makes a change and reads it back.

Why it matters: who saves a change and is shown the old value saves it again, or calls support:
the product seems to lose data, and nobody trusts its figures any more.

How to fix: empty or overwrite what is cached of a thing where the thing is changed, in the same
code; make caches of a user's pages private and short; let who has just written read from the
primary, not from a replica.

References: RFC 9111 section 4.4; Terry et al., Session Guarantees for Weakly Consistent
Replicated Data, 1994 (read your writes)
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

MINIMUM_BAR = "caching-safe"
EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    FRESH = passes("{seen}, in the drill of {when}")
    STALE = fails(Impact.HIGH, "{seen}, in the drill of {when}")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {seen}")
    UNTRIED = asks(
        "do users see their own changes at once? No write drill of the last 90 days shows it",
        fix='Declare [[writes]] with "seen", run `launchready drill write` on staging, and '
        "commit .launchready/drills.",
    )
    NO_USERS = not_applicable("no write and no route of a user is declared")


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdicts:
    """Take the drill's word for each route that shows a change, while it is recent."""
    users = any(route.access == "user" for route in manifest.routes)
    if not manifest.writes and not users:
        return Outcomes.NO_USERS()
    drill = write_trials(drills, clock, "fresh")
    if drill is None:
        return Outcomes.UNTRIED()
    by_result = {
        DrillResult.PASSED: Outcomes.FRESH,
        DrillResult.FAILED: Outcomes.STALE,
        DrillResult.UNKNOWN: Outcomes.NOT_SEEN,
    }
    verdicts = [
        by_result[each.result](seen=each.text, when=drill.when).at(each.place)
        for each in drill.trials
    ]
    if verdicts:
        return verdicts
    # The drill ran, and no write of it says where its change shows.
    return Outcomes.UNTRIED()
