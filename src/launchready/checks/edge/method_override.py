"""A GET stays a GET, whatever its headers and parameters say.

Why it matters: where a header or parameter can turn GET into DELETE, a mere link in a
mail deletes a signed-in customer's data, and caches and firewalls see only a harmless
GET.

How to fix: let the framework of {host} read method overrides on POST alone, or turn them
off; turn TRACE off at the web server.

References: RFC 9110 sections 9.2.1 and 9.3.8;
https://owasp.org/www-project-web-security-testing-guide/ (WSTG-CONF-06)
"""

from launchready.checks.api import (
    Host,
    Impact,
    MethodProbe,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    KEEPS = passes("takes GET for GET whatever {tried} say, and echoes no TRACE")
    NOT_APPLICABLE = not_applicable("only redirects, or serves files")
    OVERRIDES = fails(Impact.HIGH, "lets {ways} turn a GET into another method")
    TRACES = fails(Impact.LOW, "echoes TRACE, with whatever headers a proxy has added")
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    FAILS = cannot_tell("answers {status} to a plain GET, so nothing can be compared")


def applies(host: Host) -> bool:
    """Leave out hosts that run no application."""
    return host.role not in {"redirect", "assets"}


def judge(host: Host, probe: MethodProbe) -> Verdict:
    """Judge what changed when an invented method, or HEAD, was asked for by GET."""
    if probe.honoured:
        return Outcomes.OVERRIDES(ways=probe.honoured, url=probe.url, status=probe.plain)
    if probe.challenge:
        return Outcomes.CHALLENGED(challenge=probe.challenge)
    if probe.trace_echoes:
        return Outcomes.TRACES(url=probe.url, status=probe.trace_status)
    if probe.plain == 429 or probe.plain >= 500:
        return Outcomes.FAILS(status=probe.plain, url=probe.url)
    return Outcomes.KEEPS(
        tried=["X-HTTP-Method-Override", "_method"], url=probe.url, status=probe.plain
    )
