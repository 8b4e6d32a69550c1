"""Every host that the manifest declares exists.

Why it matters: a host that was promised and is not there breaks every link, mail and
integration that was already given its name; or the manifest no longer tells the truth, and
nobody can say which hosts are meant to be live.

How to fix: add the DNS record for {host}; or, where the host has been retired, take
[hosts."{host}"] out of launchready.toml.

References: RFC 1034 section 3.6; RFC 2308 section 2 (negative answers)
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    Host,
    HostAddresses,
    Impact,
    Manifest,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "hosts-intentional"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    EXISTS = passes("is declared, and resolves to {addresses}")
    MISSING = fails(Impact.BLOCKER, "is declared, but has no address in DNS ({rcode})")
    ALIAS_LEADS_NOWHERE = cannot_tell(
        "is an alias of {target}, which has no address; domain/dangling-record tells more"
    )
    NO_ANSWER = cannot_tell("DNS answered {rcode} instead of an address; ask again later")
    JUDGED_ELSEWHERE = not_applicable("domain/resolves looks at this host")


def judge(host: Host, found: HostAddresses, manifest: Manifest) -> Verdict:
    """Judge declared hosts other than those that domain/resolves looks at."""
    product = manifest.product
    elsewhere = {product.domain, urlsplit(product.canonical).hostname}
    elsewhere |= {route.host for route in manifest.routes}
    elsewhere |= {redirect.host for redirect in manifest.redirects}
    if host.name in elsewhere or not host.declared:
        return Outcomes.JUDGED_ELSEWHERE()
    if found.addresses:
        return Outcomes.EXISTS(addresses=found.addresses, aliases=found.cname_chain)
    rcodes = {found.ipv4.rcode, found.ipv6.rcode}
    for rcode in sorted(rcodes - {"NOERROR", "NXDOMAIN"}):
        return Outcomes.NO_ANSWER(rcode=rcode, server=found.ipv4.server)
    if found.cname_chain:
        return Outcomes.ALIAS_LEADS_NOWHERE(target=found.cname_chain[-1])
    rcode = "NXDOMAIN" if "NXDOMAIN" in rcodes else "no A or AAAA record"
    return Outcomes.MISSING(rcode=rcode, server=found.ipv4.server)
