"""Text goes over the network compressed.

Why it matters: scripts, styles and pages shrink to a third or less. Uncompressed, the
first view of the dashboard takes seconds more on a phone or a hotel's network, and every
byte is paid for.

How to fix: turn compression on for text types at {host} or at the proxy (gzip and gzip_types
in nginx, "encode" in Caddy, on by default at Cloudflare), or have the build write .gz and
.br files; send Vary: Accept-Encoding with it.

References: RFC 9110 section 8.4; https://developer.chrome.com/docs/lighthouse/performance/uses-text-compression
"""

import re

from launchready.checks.api import (
    Host,
    HostAssets,
    HttpExchange,
    Impact,
    PageAnswers,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

SMALL = 1400
"""Octets that fit one packet: nothing is gained below (Lighthouse ignores savings under)."""

_TEXT = re.compile(
    r"text/|application/(?:(?:x-)?javascript|json|xml|manifest\+json|wasm)\b"
    r"|image/svg\+xml|[\w.-]{1,60}/[\w.-]{1,60}\+(?:json|xml)",
    re.IGNORECASE,
)


class Outcomes:
    """What the check can find."""

    COMPRESSED = passes("sends its {count} larger texts compressed")
    NOT_COMPRESSED = fails(
        Impact.MEDIUM,
        "sends {count} of {total} larger texts uncompressed, such as {url} ({size} octets)",
    )
    NOTHING_LARGE = not_applicable("sends no text large enough to gain by it")
    NOT_SEEN = cannot_tell("what it sends could not be seen: {reason}")


def judge(host: Host, assets: HostAssets, pages: PageAnswers) -> Verdict:
    """Judge files and pages of a host together; gzip was offered for all of them."""
    answers = [*(visit.exchange for visit in assets.visits), *pages.answers]
    texts = [each for each in answers if _is_large_text(each)]
    plain = [each for each in texts if not _packed(each)]
    if plain:
        worst = max(plain, key=lambda each: each.body.size)
        urls = [each.url for each in plain[:5]]
        return Outcomes.NOT_COMPRESSED(
            count=len(plain), total=len(texts), url=worst.url, size=worst.body.size, urls=urls
        )
    unseen = (*assets.unseen, *pages.unseen)
    if unseen:
        return Outcomes.NOT_SEEN(reason=unseen[0])
    return Outcomes.COMPRESSED(count=len(texts)) if texts else Outcomes.NOTHING_LARGE()


def _is_large_text(exchange: HttpExchange) -> bool:
    kind = exchange.header("content-type").strip()
    return exchange.status == 200 and exchange.body.size >= SMALL and bool(_TEXT.match(kind))


def _packed(exchange: HttpExchange) -> bool:
    return exchange.header("content-encoding").strip().lower() not in {"", "identity"}
