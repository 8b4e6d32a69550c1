"""Customers can look up whether it is only them, when the product is down.

Why it matters: in an outage every customer writes the same mail. A page that says "we know,
next word at 11:00" answers them all, and only works where the product's own hosts are not
needed.

How to fix: put a status page on another provider's hosts (or `launchready watch` on a machine
of its own), link it from the error page, and write status_page = "https://..." into
[monitoring].

References: Google SRE Book, chapter 14 (communication in incidents)
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    End,
    Impact,
    Manifest,
    Product,
    StatusPageVisit,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    THERE = passes("{url} answers")
    NOT_SAID = asks(
        "where do customers look whether it is only them? No status page is declared",
        fix='Put one on another provider\'s hosts; write status_page = "https://..." into '
        "[monitoring].",
    )
    DOWN = fails(Impact.MEDIUM, "{url} does not answer as a page should: {why}")
    ON_OWN_HOST = fails(Impact.LOW, "{url} is on a host of the product and falls with it")
    NOT_SEEN = cannot_tell("{url} could not be opened: {reason}")


def judge(product: Product, manifest: Manifest, visit: StatusPageVisit | Unseen) -> Verdict:
    """Judge the declared page, as a customer meets it."""
    url = manifest.monitoring.status_page
    if url is None:
        return Outcomes.NOT_SAID()
    if isinstance(visit, Unseen):
        return Outcomes.NOT_SEEN(url=url, reason=visit.reason)
    final = visit.trace.final
    if final.challenge:
        return Outcomes.NOT_SEEN(url=url, reason=f"{final.challenge} asked for a human")
    if visit.trace.end is not End.FINAL or final.status != 200:
        why = final.detail or (f"{final.status}" if final.status else str(visit.trace.end))
        return Outcomes.DOWN(url=url, why=why)
    served = {
        host.name for host in manifest.all_hosts if host.role in {"app", "api", "marketing"}
    }
    if urlsplit(final.url).hostname in served:
        return Outcomes.ON_OWN_HOST(url=url)
    return Outcomes.THERE(url=url)
