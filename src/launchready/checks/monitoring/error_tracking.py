"""Errors are collected where somebody sees them, tagged with the release.

Why it matters: without a tracker an error is a line in a log that nobody reads until a
customer complains; without the release it takes an afternoon to find which deploy did it.

How to fix: add an error tracker's package to the code (Sentry, Rollbar, Bugsnag, Honeybadger or
the like), give it the release from the deployment (SENTRY_RELEASE or the commit), upload source
maps to it instead of serving them, and write errors = "its name" into [monitoring].

References: https://docs.sentry.io/product/releases/; ROADMAP stage 6
"""

from launchready.checks.api import (
    EntryPoints,
    EnvSource,
    Impact,
    Manifest,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 2.0

TRACKERS = {
    "Sentry", "Rollbar", "Bugsnag", "Honeybadger", "Datadog", "New Relic", "Airbrake",
    "AppSignal", "Raygun", "Highlight", "Scout",
}  # fmt: skip
HOSTS = {
    "sentry-cdn.com": "Sentry", "sentry.io": "Sentry", "rollbar.com": "Rollbar",
    "bugsnag.com": "Bugsnag", "honeybadger.io": "Honeybadger", "nr-data.net": "New Relic",
    "datadoghq-browser-agent.com": "Datadog", "raygun.io": "Raygun",
}  # fmt: skip
VARIABLES = {
    "SENTRY_DSN": "Sentry", "ROLLBAR_ACCESS_TOKEN": "Rollbar", "BUGSNAG_API_KEY": "Bugsnag",
    "HONEYBADGER_API_KEY": "Honeybadger", "APPSIGNAL_PUSH_API_KEY": "AppSignal",
    "NEW_RELIC_LICENSE_KEY": "New Relic", "AIRBRAKE_API_KEY": "Airbrake",
}  # fmt: skip
RELEASES = {
    "SENTRY_RELEASE", "RELEASE", "RELEASE_VERSION", "APP_VERSION", "APP_RELEASE", "GIT_SHA",
    "GIT_COMMIT", "COMMIT_SHA", "COMMIT_REF", "SOURCE_VERSION", "HEROKU_SLUG_COMMIT",
    "HEROKU_RELEASE_VERSION", "RENDER_GIT_COMMIT", "RAILWAY_GIT_COMMIT_SHA",
    "VERCEL_GIT_COMMIT_SHA", "GITHUB_SHA", "FLY_IMAGE_REF", "FLY_MACHINE_VERSION",
}  # fmt: skip


class Outcomes:
    """What the check can find."""

    TAGGED = passes("{tracker} ({where}), with the release from {release}")
    NO_RELEASE = fails(
        Impact.MEDIUM,
        "{tracker} ({where}) is not told the release: which deploy broke it stays a guess",
    )
    NONE = fails(Impact.HIGH, "nothing collects errors: none of the known trackers is used")
    DECLARED_ONLY = asks("is {tracker} told the release? Its use was not seen in the code")
    NOT_SEEN = cannot_tell("the code could not be read: {reason}")


def judge(
    product: Product,
    manifest: Manifest,
    repository: RepositoryFacts | Unseen,
    entries: EntryPoints,
) -> Verdict:
    """Look for a tracker in dependencies, variables and policies, and for the release."""
    tracker, where = _in_code(repository) or _in_policies(entries) or ("", "")
    if not tracker and manifest.monitoring.errors:
        return Outcomes.DECLARED_ONLY(tracker=manifest.monitoring.errors)
    if not tracker:
        if isinstance(repository, Unseen):
            return Outcomes.NOT_SEEN(reason=repository.reason)
        return Outcomes.NONE()
    if isinstance(repository, Unseen):
        return Outcomes.DECLARED_ONLY(tracker=tracker)
    names = repository.names_in(EnvSource.CODE, EnvSource.CI, EnvSource.CONTAINER)
    release = next((name for name in sorted(RELEASES & names.keys())), "")
    if not release:
        return Outcomes.NO_RELEASE(tracker=tracker, where=where)
    return Outcomes.TAGGED(tracker=tracker, where=where, release=release)


def _in_code(repository: RepositoryFacts | Unseen) -> tuple[str, str] | None:
    if isinstance(repository, Unseen):
        return None
    for found in repository.services:
        if found.name in TRACKERS:
            return found.name, found.path
    for name, used in repository.names_in(EnvSource.CODE).items():
        if name in VARIABLES:
            return VARIABLES[name], used.place
    return None


def _in_policies(entries: EntryPoints) -> tuple[str, str] | None:
    """Find a tracker that a page's policy lets it send to (CSP: connect-src, report-uri)."""
    for trace in entries.traces:
        policy = trace.final.header("content-security-policy")
        for host, tracker in HOSTS.items():
            if host in policy:
                return tracker, trace.final.url
    return None
