"""A release can be taken back with one command, in five minutes.

Why it matters: most outages follow a release. Where going back is a command, they last minutes;
where it is a discussion about database migrations, they last as long as the discussion.

How to fix: write `rollback` into [deploy] of launchready.toml: the one command that brings the
release before back, such as `make rollback`, `fly releases rollback` or `kubectl rollout undo`.

References: ROADMAP, thresholds: rollback 5 minutes; Google SRE Workbook, chapter 16
"""

from launchready.checks.api import Impact, Manifest, Product, Verdict, asks, fails, passes

EFFORT_HOURS = 2.0

LIMIT_MINUTES = 5


class Outcomes:
    """What the check can find."""

    DECLARED = passes("`{command}`, meant to take {minutes} min at most")
    SLOW = fails(Impact.MEDIUM, "`{command}` may take {minutes} min: the outage lasts longer")
    NONE = fails(Impact.HIGH, "no command takes a release back")
    NOT_SAID = asks("how is a release taken back? The manifest has no [deploy]")


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Judge what the manifest says of going back; a drill proves it."""
    deploy = manifest.deploy
    if deploy is None:
        return Outcomes.NOT_SAID()
    if not deploy.rollback:
        return Outcomes.NONE()
    outcome = Outcomes.SLOW if deploy.rollback_minutes > LIMIT_MINUTES else Outcomes.DECLARED
    return outcome(command=deploy.rollback, minutes=deploy.rollback_minutes)
