"""The sitemap lists no address that has moved or gone.

Why it matters: the sitemap is the product's own list of what search engines should show.
An address in it that redirects is an old URL that nobody wrote down, and one that fails
is a search result that leads nowhere.

How to fix: take old addresses out of the sitemap, and write each that still gets visits
into launchready.toml as a [[redirects]] entry, so that it is tested from now on.

References: https://www.sitemaps.org/protocol.html;
https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap
"""

from launchready.checks.api import (
    HttpExchange,
    Impact,
    Manifest,
    Product,
    Sitemap,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0

SHOWN = 5


class Outcomes:
    """What the check can find."""

    CURRENT = passes("all {asked} addresses asked, of {listed} listed, are current")
    NO_SITEMAP = not_applicable("there is no sitemap")
    GONE = fails(Impact.MEDIUM, "{count} of {asked} addresses asked fail: {urls}")
    MOVED = fails(
        Impact.MEDIUM,
        "{count} of {asked} addresses asked redirect, and no [[redirects]] entry says "
        "where to: {urls}",
    )
    UNREADABLE = fails(
        Impact.LOW,
        "search engines cannot read it: {fault}",
        fix="Write the sitemap again, in the form of https://www.sitemaps.org/protocol.html.",
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human at {count} addresses")
    NOT_SEEN = cannot_tell("{reason}")


def judge(product: Product, manifest: Manifest, sitemap: Sitemap) -> Verdict:
    """Judge what the listed addresses answer; declared redirects are known to be old."""
    if not sitemap.sources:
        if sitemap.faults:
            return Outcomes.UNREADABLE(fault=sitemap.faults[0])
        return Outcomes.NO_SITEMAP()
    known = {redirect.source for redirect in manifest.redirects}
    guarded = {route.url for route in manifest.routes if route.access != "public"}
    challenged = [answer for answer in sitemap.answers if answer.challenge]
    answers = [answer for answer in sitemap.answers if not answer.challenge]
    gone = [
        answer
        for answer in answers
        if (answer.failure or answer.status >= 400) and answer.url not in guarded
    ]
    moved = [
        answer
        for answer in answers
        if answer.redirects and answer.url not in known and answer.url not in guarded
    ]
    asked = len(answers)
    if gone:
        return Outcomes.GONE(count=len(gone), asked=asked, urls=_shown(gone))
    if moved:
        return Outcomes.MOVED(count=len(moved), asked=asked, urls=_shown(moved))
    if sitemap.faults:
        return Outcomes.UNREADABLE(fault=sitemap.faults[0])
    if challenged:
        return Outcomes.CHALLENGED(
            count=len(challenged), challenge=challenged[0].challenge, asked=asked
        )
    if sitemap.unseen:
        return Outcomes.NOT_SEEN(reason=sitemap.unseen[0])
    return Outcomes.CURRENT(asked=asked, listed=sitemap.listed)


def _shown(answers: list[HttpExchange]) -> list[str]:
    shown = [f"{answer.url} ({answer.status or answer.failure})" for answer in answers[:SHOWN]]
    return shown + ([f"{len(answers) - SHOWN} more"] if len(answers) > SHOWN else [])
