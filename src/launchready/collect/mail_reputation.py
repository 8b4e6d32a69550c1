"""The product's own sending addresses, and its domains without mail, as others see them."""

from __future__ import annotations

import asyncio
import ipaddress

from launchready.collect.mail_authentication import sending_domains
from launchready.facts.base import CannotSee
from launchready.facts.mail_servers import (
    ParkedDomain,
    ParkedDomains,
    SendingAddress,
    SendingAddresses,
    TrackingHost,
)
from launchready.mail.dmarc.discovery import find_organization
from launchready.mail.exchangers import exchangers_of
from launchready.mail.spf.tree import spf_record, spf_tree
from launchready.manifest.schema import Manifest, Product, Sender
from launchready.net.dns import Resolver
from launchready.net.public_suffixes import registrable_domain
from launchready.net.tls import TlsProbe

MAX_ADDRESSES = 10
"""Own sending addresses that are looked up."""

MAX_PARKED = 20


async def sending_addresses(
    product: Product, manifest: Manifest, resolver: Resolver
) -> SendingAddresses:
    """Look up the addresses that the product's own records name, one by one.

    What an include names is its provider's; a network of more than one address is nobody's
    single server.
    """
    found: dict[str, SendingAddress] = {}
    domains = sending_domains(manifest)
    for tree in await asyncio.gather(*(spf_record(each, resolver) for each in domains)):
        if tree.unseen:
            raise CannotSee(f"SPF of {tree.domain}: {tree.unseen}")
        for term in tree.terms:
            for network in term.networks:
                parsed = ipaddress.ip_network(network)
                if parsed.num_addresses == 1:
                    address = str(parsed.network_address)
                    found.setdefault(address, SendingAddress(address, term.text, tree.domain))
    chosen = list(found.values())[:MAX_ADDRESSES]
    lists = manifest.email.blocklists
    looked_up = await asyncio.gather(*(_look_up(each, lists, resolver) for each in chosen))
    return SendingAddresses(tuple(looked_up), len(found) - len(chosen))


async def _look_up(
    sending: SendingAddress, lists: tuple[str, ...], resolver: Resolver
) -> SendingAddress:
    pointer = ipaddress.ip_address(sending.address).reverse_pointer
    names: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    unseen = ""
    try:
        answer = await resolver.ask(pointer, "PTR")
        names = tuple(value.lower() for value in answer.values()[:5])
        if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
            unseen = f"DNS answered {answer.rcode} for {pointer}"
        there = await asyncio.gather(*(resolver.addresses(name) for name in names))
        pairs = zip(names, there, strict=True)
        confirmed = tuple(name for name, found in pairs if sending.address in found)
    except CannotSee as error:
        unseen = str(error)
    listed: list[str] = []
    list_unseen: list[str] = []
    for zone, said in zip(
        lists,
        await asyncio.gather(*(_listed(pointer, z, resolver) for z in lists)),
        strict=True,
    ):
        if isinstance(said, str):
            list_unseen.append(f"{zone}: {said}")
        elif said:
            listed.append(zone)
    return SendingAddress(
        sending.address,
        sending.term,
        sending.domain,
        names,
        confirmed,
        tuple(listed),
        tuple(list_unseen),
        unseen,
    )


async def _listed(pointer: str, zone: str, resolver: Resolver) -> bool | str:
    """Ask a block list (RFC 5782 section 2.1); a string says why it gives no answer.

    Lists that do not serve the asking resolver answer with 127.255.255.0/24.
    """
    reversed_address = pointer.removesuffix(".in-addr.arpa").removesuffix(".ip6.arpa")
    try:
        answer = await resolver.ask(f"{reversed_address}.{zone}", "A")
    except CannotSee as error:
        return str(error)
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return f"DNS answered {answer.rcode}"
    values = answer.values()
    if any(value.startswith("127.255.255.") for value in values):
        return "does not serve this resolver"
    if any(not value.startswith("127.") for value in values):
        return "does not answer as a block list"
    return bool(values)


def parked_names(manifest: Manifest) -> tuple[str, ...]:
    """Give the domains without mail: declared ones, and those that only redirect."""
    used = {registrable_domain(name) or name for name in sending_domains(manifest)}
    used.add(registrable_domain(manifest.product.domain) or manifest.product.domain)
    redirecting = [
        host.name
        for host in manifest.hosts.values()
        if host.role == "redirect" and (registrable_domain(host.name) or host.name) not in used
    ]
    declared = manifest.email.parked
    sites = [registrable_domain(name) or name for name in redirecting]
    return tuple(dict.fromkeys((*declared, *sites)))[:MAX_PARKED]


async def parked_domains(
    product: Product, manifest: Manifest, resolver: Resolver
) -> ParkedDomains:
    """See whether the domains without mail say that they have none."""
    names = parked_names(manifest)
    return ParkedDomains(tuple(await asyncio.gather(*(_parked(n, resolver) for n in names))))


async def _parked(domain: str, resolver: Resolver) -> ParkedDomain:
    mx, spf, dmarc = await asyncio.gather(
        exchangers_of(domain, resolver),
        spf_tree(domain, resolver),
        find_organization(domain, resolver),
    )
    return ParkedDomain(
        domain,
        tuple(each.name for each in mx.exchangers),
        spf.records,
        dmarc.policy,
        next((why for why in (mx.unseen, spf.unseen, dmarc.unseen) if why), ""),
    )


async def tracking_host(sender: Sender, resolver: Resolver, tls: TlsProbe) -> TrackingHost:
    """Shake hands with the host that the sender's links lead through."""
    host = sender.tracking_domain
    if not host:
        return TrackingHost("")
    addresses = await resolver.addresses(host)
    if not addresses:
        return TrackingHost(host, error="the name has no address")
    end = await tls.handshake(host, addresses[0])
    error = end.error or end.verify_error
    return TrackingHost(host, addresses, end.connected, end.trusted, error)
