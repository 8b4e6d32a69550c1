"""Recognise a bot protection that answered in the product's place.

A page that merely embeds a captcha is the product's own; only an answer that replaces
the page counts.  So a marker in the body needs a status that refuses, and a 200 is
believed to be a challenge only where the provider's own header says so.

The headers of Cloudflare and AWS WAF were compared with their pages, Vercel's with public
reports of its answers; the markers in bodies are from answers that others have published,
since providers document none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

MAX_SCANNED = 128 * 1024
"""Octets of a body that are looked through; challenge pages are small."""

_REFUSED = frozenset({401, 403, 405, 406, 428, 429, 503})


class Sign(Struct, frozen=True):
    """How one kind of challenge shows.

    Attributes:
        protection: name that goes into the exchange.
        source: where the provider documents it, or who else relies on it.
        header: name and pattern of the value that must be there; None for any.
        body: patterns of which one must be in the body; none for any body.
        statuses: that it comes with; empty for any.
    """

    protection: str
    source: str
    header: tuple[str, str] | None = None
    body: tuple[bytes, ...] = ()
    statuses: frozenset[int] = frozenset()


SIGNS: tuple[Sign, ...] = (
    Sign(
        "cloudflare",
        "https://developers.cloudflare.com/cloudflare-challenges/challenge-types/"
        "challenge-pages/detect-response/",
        header=("cf-mitigated", "challenge"),
    ),
    Sign(
        "cloudflare",
        "https://developers.cloudflare.com/cloudflare-challenges/",
        header=("server", "cloudflare"),
        body=(rb"_cf_chl_opt", rb"/cdn-cgi/challenge-platform/", rb"cf-error-code\">10\d\d<"),
        statuses=_REFUSED,
    ),
    Sign(
        "aws-waf",
        "https://docs.aws.amazon.com/waf/latest/developerguide/"
        "waf-captcha-and-challenge-actions.html",
        header=("x-amzn-waf-action", "challenge|captcha"),
    ),
    Sign(
        "akamai",
        "https://techdocs.akamai.com/cloud-security/docs/handle-challenge",
        body=(rb"sec-if-cpt-container", rb"sec-cp-challenge", rb"/_sec/cp_challenge/"),
        statuses=_REFUSED,
    ),
    Sign(
        "akamai",
        "https://community.akamai.com/customers/s/article/Access-Denied-Reference-Error",
        header=("server", "akamai.*"),
        body=(rb"<title>access denied</title>",),
        statuses=frozenset({403}),
    ),
    Sign(
        "imperva",
        "https://docs.imperva.com/bundle/cloud-application-security/page/more/error-pages.htm",
        body=(
            rb"request unsuccessful\. incapsula incident id",
            rb"id=\"main-iframe\"[^>]+_incapsula_resource",
        ),
    ),
    Sign(
        "datadome",
        "https://docs.datadome.co/docs/captcha-and-block-page",
        body=(rb"\bcaptcha-delivery\.com",),
        statuses=_REFUSED,
    ),
    Sign(
        "human",
        "https://docs.humansecurity.com/applications/challenge-page",
        body=(rb"id=[\"']px-captcha", rb"\b_pxappid\b", rb"captcha\.px-cdn\.net"),
        statuses=_REFUSED,
    ),
    Sign(
        "vercel",
        "https://vercel.com/docs/vercel-firewall/firewall-concepts",
        header=("x-vercel-mitigated", "challenge|deny"),
    ),
    Sign(
        "sucuri",
        "https://docs.sucuri.net/website-firewall/",
        body=(rb"sucuri website firewall - access denied", rb"\bsucuri_cloudproxy_js\b"),
        statuses=_REFUSED,
    ),
    Sign(
        "ddos-guard",
        "https://ddos-guard.net/en/manual",
        header=("server", "ddos-guard"),
        body=(rb"ddos-guard\.net", rb"/\.well-known/ddos-guard/"),
        statuses=_REFUSED,
    ),
    Sign(
        "turnstile",
        "https://developers.cloudflare.com/turnstile/get-started/",
        body=(rb"challenges\.cloudflare\.com/turnstile/",),
        statuses=_REFUSED,
    ),
    Sign(
        "hcaptcha",
        "https://docs.hcaptcha.com/",
        body=(rb"\bhcaptcha\.com/1/api\.js",),
        statuses=_REFUSED,
    ),
)


def recognise(status: int, headers: Sequence[tuple[str, str]], content: bytes) -> str:
    """Name the bot protection that answered, "" where the product itself did.

    Args:
        status: of the response.
        headers: names in lower case.
        content: decoded body; only its start is looked at.
    """
    scanned = content[:MAX_SCANNED].lower()
    for sign in SIGNS:
        if sign.statuses and status not in sign.statuses:
            continue
        if sign.header and not _has(sign.header, headers):
            continue
        if sign.body and not any(re.search(pattern, scanned) for pattern in sign.body):
            continue
        return sign.protection
    return ""


def _has(header: tuple[str, str], headers: Sequence[tuple[str, str]]) -> bool:
    wanted, pattern = header
    return any(
        name == wanted and re.fullmatch(pattern, value.strip(), re.IGNORECASE)
        for name, value in headers
    )
