"""All name servers of the zone say the same, from more than one network.

Why it matters: where name servers differ, some visitors reach the new set-up and others the
old one, for as long as caches keep what they got; and servers that share a network go down
together, taking web and mail with them.

How to fix: find out which provider really serves {zone}; at the registrar list exactly its
name servers, and in the zone keep the same NS records. A serial that lags for more than a
few minutes means that zone transfers or the provider's own distribution have failed.

References: RFC 1034 section 4.2.2 (parent and child NS sets); RFC 2182 section 3.1 (different
networks); RFC 1912 section 2.2 (serials)
"""

import ipaddress

from launchready.checks.api import (
    Delegation,
    Impact,
    Product,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    AGREE = passes("{count} name servers of {zone} agree, at serial {serial}")
    PARENT_DIFFERS = fails(
        Impact.HIGH,
        "the parent delegates {zone} to {parent}, but the zone itself lists {child}",
    )
    SERVERS_DIFFER = fails(
        Impact.HIGH, "the name servers of {zone} disagree about its NS records: {differing}"
    )
    SERIAL_LAGS = fails(
        Impact.MEDIUM, "{behind} serves {zone} at an older or other serial: {serials}"
    )
    ONE_NETWORK = fails(
        Impact.MEDIUM,
        "all name servers of {zone} are in one network ({networks})",
        fix="Add a name server in another network, or move {zone} to a DNS provider that"
        " has several.",
    )
    TOO_FEW_ANSWER = cannot_tell(
        "only {count} of {total} name servers of {zone} answered; domain/lame-delegation tells"
        " why"
    )
    PARENT_UNSEEN = cannot_tell(
        "{count} name servers of {zone} agree at serial {serial}, but what the parent delegates"
        " to could not be seen: {reason}"
    )


def judge(product: Product, delegation: Delegation) -> Verdict:
    """Compare the servers that answer with authority; the others are another check's."""
    zone = delegation.zone
    answering = delegation.authoritative
    networks = _networks(delegation)
    if len(networks) == 1:
        return Outcomes.ONE_NETWORK(zone=zone, networks=networks, servers=_names(delegation))
    sets = {server.name: tuple(sorted(server.nameservers)) for server in answering}
    if len(set(sets.values())) > 1:
        told = [f"{name} lists {', '.join(listed)}" for name, listed in sets.items()]
        return Outcomes.SERVERS_DIFFER(zone=zone, differing="; ".join(told))
    child = next(iter(sets.values()), ())
    parent = tuple(sorted(delegation.parent))
    if child and parent and child != parent:
        return Outcomes.PARENT_DIFFERS(zone=zone, parent=parent, child=child)
    serials = [f"{server.name} {server.serial}" for server in answering]
    distinct = {server.serial for server in answering if server.serial is not None}
    if len(distinct) > 1:
        newest = _newest(distinct)
        behind = [server.name for server in answering if server.serial != newest]
        return Outcomes.SERIAL_LAGS(zone=zone, behind=behind, serials=serials)
    count, total = len(answering), len(delegation.nameservers)
    if count < 2 or not child:
        return Outcomes.TOO_FEW_ANSWER(zone=zone, count=count, total=total)
    serial = answering[0].serial
    if not parent:
        return Outcomes.PARENT_UNSEEN(
            zone=zone, count=count, serial=serial, reason=delegation.parent_unseen
        )
    return Outcomes.AGREE(
        zone=zone, count=count, serial=serial, servers=child, networks=networks
    )


def _names(delegation: Delegation) -> tuple[str, ...]:
    return tuple(server.name for server in delegation.nameservers)


def _networks(delegation: Delegation) -> tuple[str, ...]:
    """Give the /24 and /48 networks of all servers' addresses."""
    found: dict[str, None] = {}
    for server in delegation.nameservers:
        for address in server.addresses:
            bits = 48 if ":" in address else 24
            found[str(ipaddress.ip_network(f"{address}/{bits}", strict=False))] = None
    return tuple(found)


def _newest(serials: set[int]) -> int:
    """Find the newest serial in sequence space arithmetic (RFC 1982 section 3.2)."""
    newest = next(iter(serials))
    for serial in serials:
        if 0 < (serial - newest) % 2**32 < 2**31:
            newest = serial
    return newest
