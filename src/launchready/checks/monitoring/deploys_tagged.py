"""The running release shows itself.

Why it matters: "is the fix out?" and "which deploy broke it?" are answered by one header
field, or by guessing. Monitors read it too, and tell p95 and errors apart by release.

How to fix: have the app send its version in a header field, set at build time from the commit
or tag, and name it as release_header in [deploy] of launchready.toml.

References: RFC 6648 (a plain name such as release is as good as X-Release); ROADMAP stage 6
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Route,
    RouteVisit,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    SHOWN = passes("runs release {release}")
    NOT_SENT = fails(Impact.MEDIUM, "sends no {header}: the running release is not to be told")
    NOT_DECLARED = fails(
        Impact.LOW, "[deploy] names no release_header by which the running release shows itself"
    )
    NO_ANSWER = cannot_tell("the health route gave no answer of the app's own")
    NOT_APPLICABLE = not_applicable("it is no health route")


def applies(route: Route) -> bool:
    """Look at the health route: every deployment asks it."""
    return route.kind == "health"


def judge(route: Route, manifest: Manifest, visit: RouteVisit) -> Verdict:
    """Look for the declared header field in the answer."""
    header = manifest.deploy.release_header if manifest.deploy else ""
    if not header:
        return Outcomes.NOT_DECLARED()
    final = visit.trace.final
    if final.failure is not None or final.challenge:
        return Outcomes.NO_ANSWER()
    if not final.header(header).strip():
        return Outcomes.NOT_SENT(header=header)
    return Outcomes.SHOWN(release=final.header(header)[:60])
