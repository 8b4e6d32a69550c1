"""Who takes mail for a domain (RFC 5321 section 5.1, RFC 7505)."""

from __future__ import annotations

import asyncio

from launchready.facts.base import CannotSee
from launchready.facts.mail_servers import DomainExchangers, Exchanger
from launchready.net.dns import Resolver

MAX_EXCHANGERS = 10
"""MX hosts of one domain that are looked up."""


async def exchangers_of(domain: str, resolver: Resolver) -> DomainExchangers:
    """Look up who takes mail for a domain."""
    try:
        answer = await resolver.ask(domain, "MX")
        if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
            return DomainExchangers(domain, unseen=f"DNS answered {answer.rcode}")
        if not answer.exists:
            exists = answer.rcode == "NOERROR"
            fallback = await resolver.addresses(domain) if exists else ()
            return DomainExchangers(domain, fallback=fallback, exists=exists)
    except CannotSee as error:
        return DomainExchangers(domain, unseen=str(error))
    pairs = [value.split() for value in answer.values()]
    ordered = sorted((int(number), host.lower()) for number, host in pairs)[:MAX_EXCHANGERS]
    found = await asyncio.gather(*(_exchanger(host, n, resolver) for n, host in ordered))
    return DomainExchangers(domain, tuple(found))


async def _exchanger(host: str, preference: int, resolver: Resolver) -> Exchanger:
    if host == ".":
        return Exchanger(host, preference)
    try:
        four, six = await asyncio.gather(resolver.ask(host, "A"), resolver.ask(host, "AAAA"))
    except CannotSee as error:
        return Exchanger(host, preference, unseen=str(error))
    failed = next((a.rcode for a in (four, six) if a.rcode not in {"NOERROR", "NXDOMAIN"}), "")
    found = four.values() + six.values()
    alias = next(iter((*four.cname_chain, *six.cname_chain)), "")
    unseen = f"DNS answered {failed}" if failed and not found else ""
    return Exchanger(host, preference, found, alias, unseen)
