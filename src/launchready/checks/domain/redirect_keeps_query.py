"""Redirects between the product's names carry tracking parameters along.

Why it matters: what the query string loses on the way (utm_source, gclid) is lost for
good: campaigns are paid for that nobody can account for, and sign-up links lose their
invitation codes.

How to fix: append the query string where {entry} redirects (nginx: $request_uri has
both; Cloudflare: turn on "preserve query string"; Apache: the QSA flag).

References: RFC 3986 section 3.4;
https://support.google.com/google-ads/answer/3095550 (auto-tagging and redirects)
"""

from urllib.parse import parse_qsl, urlsplit

from launchready.checks.api import (
    DeepLinks,
    End,
    Impact,
    Manifest,
    Product,
    Verdict,
    cannot_tell,
    fails,
    home,
    landing,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    KEPT = passes("{entries} keep the query string")
    NO_REDIRECTS = not_applicable("no entry point leads to another one")
    LOST = fails(Impact.HIGH, "{entry} loses {lost} on the way to {found}")
    PATH_LOST_TOO = cannot_tell("{entry} does not even carry the path along")
    NOT_LANDED = cannot_tell("{entry} does not come to its end ({end})")
    NOT_SEEN = cannot_tell("{reason}")


def judge(product: Product, manifest: Manifest, links: DeepLinks) -> Verdict:
    """Judge the first address at the right origin, before sign-in pages take over."""
    wanted = [name for name, _ in parse_qsl(links.query)]
    entries = [trace.start.partition(links.path)[0] for trace in links.traces]
    unsure: Verdict | None = None
    for entry, trace in zip(entries, links.traces, strict=True):
        landed = landing(trace, home(manifest, trace.start))
        if landed is None and trace.end is not End.FINAL:
            unsure = unsure or Outcomes.NOT_LANDED(entry=entry, end=str(trace.end))
            continue
        parts = urlsplit(trace.hops[-1 if landed is None else landed].url)
        # Names, not values: masking may have changed a value, never a name.
        kept = {name for name, _ in parse_qsl(parts.query, max_num_fields=None)}
        lost = [name for name in wanted if name not in kept]
        carried = trace.redirect_count and parts.path.endswith(links.path)
        if lost and carried:
            return Outcomes.LOST(entry=entry, lost=lost, found=parts.geturl())
        if not carried:
            unsure = unsure or Outcomes.PATH_LOST_TOO(entry=entry)
    if unsure or links.unseen:
        return unsure or Outcomes.NOT_SEEN(reason=links.unseen[0])
    return Outcomes.KEPT(entries=entries) if entries else Outcomes.NO_REDIRECTS()
