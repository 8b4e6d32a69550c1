"""Browsers may keep scripts, style sheets and other static files.

Why it matters: without a lifetime every page view fetches or asks for every file again,
which makes the product slow for users far away and multiplies what the origin serves.

How to fix: have {host} answer static files with a content hash in their name with
Cache-Control: public, max-age=31536000, immutable, and other static files with an hour
or a day. Leave pages of users out of this.

References: RFC 9111 section 5.2.2; RFC 8246 (immutable)
"""

import re

from launchready.checks.api import (
    AssetVisit,
    Host,
    HostAssets,
    Impact,
    Verdict,
    cache_directives,
    cache_lifetime,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "caching-safe"
EFFORT_HOURS = 0.5

SHORT_S = 3600
"""A file with a hash in its name never changes: under an hour is a setting forgotten."""

_HASHED = re.compile(
    r"[._-](?=[0-9a-zA-Z_-]*\d)[0-9a-zA-Z_-]{8,64}\.(?:m?js|css|woff2?|png|svg)"
)


class Outcomes:
    """What the check can find."""

    CACHED = passes("browsers may keep all {count} files")
    NOT_CACHED = fails(
        Impact.MEDIUM, "browsers may not keep {count} of {total} files, such as {url} ({told})"
    )
    NOT_STATED = fails(Impact.LOW, "{count} of {total} files state no lifetime, such as {url}")
    SHORT = fails(
        Impact.LOW,
        "{count} of {total} files have a hash in their name, yet are kept for under an hour, "
        "such as {url} ({told})",
    )
    MISSING = fails(
        Impact.HIGH,
        "{count} of {total} files are not there, such as {url} ({status})",
        fix="Deploy {url}, or take it out of the pages and of the manifest: what a page "
        "loads from there does not work.",
    )
    NO_ASSETS = not_applicable("no page loads a script or style sheet from it")
    NOT_SEEN = cannot_tell("its files could not be seen: {reason}")


def judge(host: Host, assets: HostAssets) -> Verdict:
    """Judge all files of a host together: one setting is behind them."""
    if not assets.visits:
        if assets.unseen:
            return Outcomes.NOT_SEEN(reason=assets.unseen[0])
        if assets.pages_unseen and host.role == "assets":
            return Outcomes.NOT_SEEN(reason="no page that loads them could be read")
        return Outcomes.NO_ASSETS()
    total = len(assets.visits)
    missing = [visit for visit in assets.visits if visit.exchange.status >= 400]
    if missing:
        first = missing[0].exchange
        return Outcomes.MISSING(
            count=len(missing), total=total, url=first.url, status=first.status
        )
    served = [visit for visit in assets.visits if visit.exchange.status == 200]
    sorts = (
        (Outcomes.NOT_CACHED, [visit for visit in served if _forbids(visit)]),
        (Outcomes.NOT_STATED, [visit for visit in served if _silent(visit)]),
        (Outcomes.SHORT, [visit for visit in served if _short(visit)]),
    )
    for outcome, visits in sorts:
        if visits:
            first = visits[0].exchange
            told = first.header("cache-control") or f"expires: {first.header('expires')}"
            urls = [visit.exchange.url for visit in visits[:5]]
            return outcome(
                count=len(visits), total=total, url=first.url, told=told[:100], urls=urls
            )
    if assets.unseen:
        return Outcomes.NOT_SEEN(reason=assets.unseen[0])
    return Outcomes.CACHED(count=total)


def _forbids(visit: AssetVisit) -> bool:
    directives = cache_directives(visit.exchange)
    lifetime = cache_lifetime(visit.exchange)
    if "no-store" in directives:
        return True
    validator = visit.exchange.has_header("etag") or visit.exchange.has_header("last-modified")
    # "no-cache" with a validator is a choice: one cheap question each time.
    return ("no-cache" in directives or lifetime == 0) and (not validator or _hashed(visit))


def _silent(visit: AssetVisit) -> bool:
    directives = cache_directives(visit.exchange)
    return cache_lifetime(visit.exchange) is None and "no-cache" not in directives


def _short(visit: AssetVisit) -> bool:
    lifetime = cache_lifetime(visit.exchange)
    return _hashed(visit) and lifetime is not None and 0 < lifetime < SHORT_S


def _hashed(visit: AssetVisit) -> bool:
    return bool(_HASHED.search(visit.exchange.url))
