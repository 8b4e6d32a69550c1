"""Error pages say nothing about the inside of the product.

Why it matters: a stack trace or debug page shows paths, settings and sometimes secrets to
whoever mistypes an address; some debug pages let visitors run code. A version number says
which known holes to try.

How to fix: turn debugging off in production on {host} (DEBUG=False, NODE_ENV=production,
APP_DEBUG=false), show a page of your own for errors, and write traces to the log or the
error tracker alone. Turn version banners off (server_tokens off, expose_php = Off).

References: CWE-209; CWE-489; OWASP WSTG-ERRH-01 and WSTG-INFO-02
"""

import re

from launchready.checks.api import (
    ErrorPage,
    Host,
    HttpExchange,
    Impact,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

_BANNERS = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
_VERSION = re.compile(r"\d+\.\d+")


class Outcomes:
    """What the check can find."""

    SILENT = passes("answers {status} to an address that is not there, and tells no more")
    DEBUG_PAGE = fails(Impact.HIGH, "shows {what} to anyone who mistypes an address")
    TRACE = fails(Impact.HIGH, "shows {what} to anyone who mistypes an address")
    FAILS = fails(
        Impact.MEDIUM,
        "answers {status} to an address that is not there, as if the product had failed",
        fix="Have {host} answer 404 for what it does not know: monitors, search engines and "
        "the error tracker take a 5xx for an outage.",
    )
    VERSION = fails(Impact.LOW, "names the versions it runs: {versions}")
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")


def judge(host: Host, page: ErrorPage) -> Verdict:
    """Judge what a host says of an address that nothing serves."""
    exchange = page.exchange
    if exchange.challenge:
        return Outcomes.CHALLENGED(challenge=exchange.challenge)
    kinds = (("debug-page", Outcomes.DEBUG_PAGE), ("trace", Outcomes.TRACE))
    for kind, outcome in kinds:
        found = [leak.what for leak in page.leaks if leak.kind == kind]
        if found:
            return outcome(what=found, status=exchange.status)
    if exchange.status >= 500:
        return Outcomes.FAILS(status=exchange.status, host=host.name)
    versions = [leak.what for leak in page.leaks if leak.kind == "version"]
    versions += _banners(exchange)
    if versions:
        return Outcomes.VERSION(versions=list(dict.fromkeys(versions))[:5])
    return Outcomes.SILENT(status=exchange.status)


def _banners(exchange: HttpExchange) -> list[str]:
    return [
        f"{name}: {exchange.header(name)[:80]}"
        for name in _BANNERS
        if _VERSION.search(exchange.header(name))
    ]
