"""No secret stands in the source maps of the frontend.

Why it matters: a source map holds the sources as they were written, comments and server-side
code that was bundled by mistake included. Where it is deployed, it is published.

How to fix: rotate {name}: {rotate} Then take it out of the source, and upload source maps to
the error tracker alone in place of the web server.

References: CWE-540; CWE-798
"""

from launchready.checks.api import (
    BuildSecrets,
    Impact,
    Repository,
    Verdicts,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)
from launchready.checks.secret_findings import verdicts

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no secret in the source maps of {folders}")
    SECRET = fails(Impact.BLOCKER, "{name} in a source map ({masked})")
    SANDBOX = fails(Impact.LOW, "{name} in a source map ({masked})")
    SUSPECTED = fails(
        Impact.MEDIUM, "what looks like a password or key in a source map ({masked})"
    )
    NOT_BUILT = cannot_tell("nothing is built in {missing}: build first, as for production")
    NOT_ALL_READ = cannot_tell("not everything could be read: {reason}")
    NO_FRONTEND = not_applicable("[repository] build_output names no folder")


def judge(repository: Repository, build: BuildSecrets) -> Verdicts:
    """Judge what source maps hold."""
    if not repository.build_output:
        return Outcomes.NO_FRONTEND()
    said = verdicts(
        build.source_maps.found, Outcomes.SECRET, Outcomes.SANDBOX, Outcomes.SUSPECTED
    )
    if said:
        return said
    if build.missing:
        return Outcomes.NOT_BUILT(missing=list(build.missing))
    if reason := build.source_maps.why_unread:
        return Outcomes.NOT_ALL_READ(reason=reason)
    return Outcomes.CLEAN(folders=list(build.folders))
