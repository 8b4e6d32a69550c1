"""No secret is built into the frontend.

Keys that providers make for pages (Stripe pk_, Supabase anon, Sentry DSN, Mapbox pk) are told
apart and pass; the same provider's secret keys do not.

Why it matters: what is in a bundle is published: every visitor has it, and search engines for
source code have it within days. A secret key there can charge, refund, read and delete.

How to fix: rotate {name} now: {rotate} Then move the call that needs it to the server, and
give the page an endpoint of yours. Look for the variable that the build inlines: NEXT_PUBLIC_,
VITE_ and REACT_APP_ names are public by design.

References: CWE-200; CWE-798; OWASP ASVS 4.0, 2.10.4
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
from launchready.checks.secret_findings import publishable, verdicts

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no secret in {texts} files of {folders}")
    PUBLISHABLE = passes("only keys that are made for pages: {names}")
    SECRET = fails(Impact.BLOCKER, "{name} is published to every visitor ({masked})")
    SANDBOX = fails(Impact.LOW, "{name} is published to every visitor ({masked})")
    SUSPECTED = fails(
        Impact.MEDIUM,
        "what looks like a password or key is published ({masked})",
        fix="If it is a secret, change it and keep it on the server. If it is none, say so in "
        "the source: `launchready: allow`, with the reason.",
    )
    NOT_BUILT = cannot_tell("nothing is built in {missing}: build first, as for production")
    NOT_ALL_READ = cannot_tell("not everything could be read: {reason}")
    NO_FRONTEND = not_applicable("[repository] build_output names no folder")


def judge(repository: Repository, build: BuildSecrets) -> Verdicts:
    """Judge what is built for browsers."""
    if not repository.build_output:
        return Outcomes.NO_FRONTEND()
    said = verdicts(build.findings.found, Outcomes.SECRET, Outcomes.SANDBOX, Outcomes.SUSPECTED)
    if said:
        return said
    if build.missing:
        return Outcomes.NOT_BUILT(missing=list(build.missing))
    if reason := build.findings.why_unread:
        return Outcomes.NOT_ALL_READ(reason=reason)
    if names := publishable(build.findings):
        return Outcomes.PUBLISHABLE(names=names)
    return Outcomes.CLEAN(texts=build.findings.texts, folders=list(build.folders))
