"""The health route says so when the database is gone.

Judged by the newest `launchready drill health`, which takes the database away on staging.

Why it matters: load balancers, deployments and monitors believe this one route. One that
answers 200 whatever happens keeps alerts silent while every customer sees an error page.

How to fix: let {route} run a statement (`SELECT 1`) with a time-out of a second before it
answers 200, and answer 503 where that fails. Where the product does not come back by itself,
let its pool test connections before it hands them out. Then run the drill again.

References: Microsoft Azure Architecture Center, Health Endpoint Monitoring pattern; RFC 9110
section 15.6.4
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Manifest,
    Route,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
    proof,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    HONEST = passes("{seen} (drill of {when})")
    LIES = fails(Impact.HIGH, "{seen} (drill of {when})")
    STAYS_DOWN = fails(Impact.MEDIUM, "{seen} (drill of {when})")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {seen}")
    UNTRIED = asks(
        "does it tell when the database is gone? No health drill of the last 90 days is on "
        "record",
        fix="Name stop and start in [database], run `launchready drill health` on staging, and "
        "commit .launchready/drills.",
    )
    NOT_APPLICABLE = not_applicable("it is no health route, or no database is declared")


def applies(route: Route) -> bool:
    """Look at health routes."""
    return route.kind == "health"


def judge(route: Route, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge what the route said in the newest drill, while that is recent."""
    if manifest.database is None:
        return Outcomes.NOT_APPLICABLE()
    record = proof(drills, "health", clock)
    if record is None:
        return Outcomes.UNTRIED()
    when = f"{record.started_at:%Y-%m-%d}"
    seen = {each.aspect: each for each in record.trials if each.place == route.url}
    honest, back = seen.get("honest"), seen.get("recovers")
    if honest is None or honest.result is DrillResult.UNKNOWN:
        return Outcomes.NOT_SEEN(seen=honest.text if honest else record.summary, when=when)
    if honest.result is DrillResult.FAILED:
        return Outcomes.LIES(seen=honest.text, when=when)
    if back is None or back.result is not DrillResult.PASSED:
        return Outcomes.STAYS_DOWN(seen=back.text if back else record.summary, when=when)
    return Outcomes.HONEST(seen=honest.text, when=when)
