"""Redirects between the product's names carry the path along.

Why it matters: invitations, reset links and old bookmarks that use the other name land
on the front page, and the visitor thinks that the link is dead.

How to fix: append the request's path where {entry} redirects (nginx: $request_uri;
Cloudflare: concat with http.request.uri.path; Vercel: a /:path* source).

References: RFC 9110 section 10.2.2 (Location);
https://nginx.org/en/docs/http/ngx_http_rewrite_module.html
"""

from urllib.parse import urlsplit

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

    KEPT = passes("{entries} keep the path")
    NO_REDIRECTS = not_applicable("no entry point leads to another one")
    LOST = fails(Impact.HIGH, "{entry}{path} leads to {found} instead of the same path")
    NOT_REDIRECTED = fails(
        Impact.HIGH, "{entry} redirects its front page only: {entry}{path} answers {status}"
    )
    NOT_LANDED = cannot_tell("{entry} does not come to its end ({end})")
    NOT_SEEN = cannot_tell("{reason}")


def judge(product: Product, manifest: Manifest, links: DeepLinks) -> Verdict:
    """Judge the first address at the right origin, before sign-in pages take over."""
    entries = [trace.start.partition(links.path)[0] for trace in links.traces]
    unsure: Verdict | None = None
    for entry, trace in zip(entries, links.traces, strict=True):
        landed = landing(trace, home(manifest, trace.start))
        if landed is None and trace.end is not End.FINAL:
            unsure = unsure or Outcomes.NOT_LANDED(entry=entry, end=str(trace.end))
            continue
        if not trace.redirect_count:
            if trace.final.challenge:
                reason = f"{trace.final.challenge} asked for proof of a human at {entry}"
                unsure = unsure or Outcomes.NOT_SEEN(reason=reason)
                continue
            status = trace.final.status
            return Outcomes.NOT_REDIRECTED(entry=entry, path=links.path, status=status)
        found = trace.hops[-1 if landed is None else landed].url
        if not urlsplit(found).path.endswith(links.path):
            return Outcomes.LOST(entry=entry, path=links.path, found=found)
    if unsure or links.unseen:
        return unsure or Outcomes.NOT_SEEN(reason=links.unseen[0])
    return Outcomes.KEPT(entries=entries) if entries else Outcomes.NO_REDIRECTS()
