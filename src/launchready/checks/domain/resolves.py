"""Every host that visitors are sent to has an address.

Why it matters: where the name does not resolve there is no product: visitors see a
browser's error page, and no lead, sign-in or webhook arrives.

How to fix: at the DNS provider, add an A or AAAA record for {host} with the address that
the hosting provider names, or a CNAME to the host name that it gives you (an apex needs
A, AAAA or the provider's ALIAS record). Check the spelling against the manifest.

References: RFC 1034 section 3.6; RFC 2308 section 2 (negative answers); RFC 6890 (addresses
that are not global)
"""

import ipaddress
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

MINIMUM_BAR = "domain-resolves"
EFFORT_HOURS = 0.5

UNREACHABLE_NETWORKS = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.168.0.0/16", "::/128", "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
"""Blocks that no visitor reaches over the internet (RFC 6890); the documentation blocks
are left out, because staging and examples route them."""


class Outcomes:
    """What the check can find."""

    RESOLVES = passes("resolves to {addresses}")
    NO_SUCH_NAME = fails(Impact.BLOCKER, "does not exist in DNS (NXDOMAIN)")
    NO_ADDRESS = fails(Impact.BLOCKER, "has neither an A nor an AAAA record")
    NOT_PUBLIC = fails(
        Impact.BLOCKER,
        "resolves to {private}, which nobody outside your own network reaches",
        fix="Replace the record of {host} by the public address of the proxy or server.",
    )
    ALIAS_LEADS_NOWHERE = cannot_tell(
        "is an alias of {target}, which has no address; domain/dangling-record tells more"
    )
    NO_ANSWER = cannot_tell("DNS answered {rcode} instead of an address; ask again later")
    OTHER_HOST = not_applicable("not the apex, the canonical host or a route's host")


def judge(host: Host, found: HostAddresses, manifest: Manifest) -> Verdict:
    """Judge the addresses of the apex, the canonical host and the hosts of routes."""
    product = manifest.product
    landing = {product.domain, urlsplit(product.canonical).hostname}
    mentioned = {route.host for route in manifest.routes}
    mentioned |= {redirect.host for redirect in manifest.redirects}
    if host.name not in landing | mentioned:
        return Outcomes.OTHER_HOST()
    servers = (found.ipv4.server, found.ipv6.server)
    if found.addresses:
        private = [address for address in found.addresses if _unreachable(address)]
        # A declared resolver is a private view of DNS, and means what it says.
        if private and manifest.network.resolver is None:
            return Outcomes.NOT_PUBLIC(private=private, servers=servers)
        return Outcomes.RESOLVES(
            addresses=found.addresses, aliases=found.cname_chain, servers=servers
        )
    rcodes = {found.ipv4.rcode, found.ipv6.rcode}
    if not rcodes <= {"NOERROR", "NXDOMAIN"}:
        rcode = next(rcode for rcode in sorted(rcodes) if rcode not in {"NOERROR", "NXDOMAIN"})
        return Outcomes.NO_ANSWER(rcode=rcode, servers=servers)
    if found.cname_chain:
        return Outcomes.ALIAS_LEADS_NOWHERE(target=found.cname_chain[-1], servers=servers)
    if "NXDOMAIN" in rcodes:
        return Outcomes.NO_SUCH_NAME(servers=servers)
    return Outcomes.NO_ADDRESS(servers=servers)


def _unreachable(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in UNREACHABLE_NETWORKS)
