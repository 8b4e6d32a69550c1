"""SPF trees, DMARC policies and DKIM keys of the domains that the product sends from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from launchready.facts.base import CannotSee
from launchready.facts.dmarc import DmarcLookups
from launchready.facts.dns import DnsAnswer
from launchready.facts.mail import FREE_MAIL, SelectorLookup, SenderKeys
from launchready.facts.spf import SpfTrees
from launchready.mail.dkim.key import parse_key
from launchready.mail.dmarc.discovery import find_organization, find_policy
from launchready.mail.providers import find_provider
from launchready.mail.spf.tree import spf_tree
from launchready.manifest.schema import Manifest, Product, Sender
from launchready.net.dns import Resolver

DEADLINE_S = 20.0
"""An SPF tree is up to eleven questions deep, each with time for a second try."""

MAX_SELECTORS = 10
"""Selectors of one sender that are looked up."""


def sending_domains(manifest: Manifest) -> tuple[str, ...]:
    """Give the product's own domains in From; the apex where no sender is declared."""
    declared = [sender.domain for sender in manifest.senders] or [manifest.product.domain]
    return _own(declared)


def envelope_domains(manifest: Manifest) -> tuple[str, ...]:
    """Give the domains of declared envelope senders that are no sending domains."""
    paths = [sender.return_path.strip().lower() for sender in manifest.senders]
    known = sending_domains(manifest)
    return tuple(each for each in _own(paths) if each not in known)


def _own(domains: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in domains if each and each not in FREE_MAIL))


async def spf_trees(product: Product, manifest: Manifest, resolver: Resolver) -> SpfTrees:
    """Follow the SPF record of each sending domain and envelope sender."""
    domains, paths = sending_domains(manifest), envelope_domains(manifest)
    trees = await asyncio.gather(*(spf_tree(each, resolver) for each in (*domains, *paths)))
    return SpfTrees(tuple(trees[: len(domains)]), tuple(trees[len(domains) :]))


async def dmarc_lookups(
    product: Product, manifest: Manifest, resolver: Resolver
) -> DmarcLookups:
    """Find the policy of each sending domain, and whose the other domains are."""
    domains = sending_domains(manifest)
    signing = _own(sender.dkim_domain for sender in manifest.senders)
    others = dict.fromkeys((*envelope_domains(manifest), *signing))
    policies, organizations = await asyncio.gather(
        asyncio.gather(*(find_policy(each, resolver) for each in domains)),
        asyncio.gather(
            *(find_organization(each, resolver) for each in others if each not in domains)
        ),
    )
    return DmarcLookups(tuple(policies), tuple(organizations))


async def sender_keys(sender: Sender, product: Product, resolver: Resolver) -> SenderKeys:
    """Look up the sender's selectors, also under the name that consoles double."""
    selectors = sender.dkim_selectors
    provider = find_provider(sender.provider) if sender.provider else None
    if not selectors and provider is not None:
        selectors = provider.selectors
    domain = sender.dkim_domain or sender.domain
    found = await asyncio.gather(
        *(
            _selector(selector, domain, product.domain, resolver)
            for selector in selectors[:MAX_SELECTORS]
        )
    )
    return SenderKeys(domain, tuple(found), declared=bool(sender.dkim_selectors))


async def _selector(
    selector: str, domain: str, apex: str, resolver: Resolver
) -> SelectorLookup:
    name = f"{selector}._domainkey.{domain}".lower()
    twice = dict.fromkeys((f"{name}.{domain}", f"{name}.{apex}"))
    answer, *doubled = await asyncio.gather(
        _txt(name, resolver), *(_txt(each, resolver) for each in twice)
    )
    if isinstance(answer, str):
        return SelectorLookup(selector, name, unseen=answer)
    records = answer.values()
    meant = next((text for text in records if "p=" in text.lower().replace(" ", "")), "")
    by_mistake = (
        wrong
        for wrong, other in zip(twice, doubled, strict=True)
        if isinstance(other, DnsAnswer) and any(each.name == wrong for each in other.records)
    )
    return SelectorLookup(
        selector,
        name,
        alias=answer.cname_chain[-1] if answer.cname_chain else "",
        records=tuple(text[:4096] for text in records),
        key=parse_key(meant) if meant else None,
        doubled=next(by_mistake, ""),
    )


async def _txt(name: str, resolver: Resolver) -> DnsAnswer | str:
    """Ask for TXT, aliases followed; a string says why there is no answer."""
    try:
        answer = await resolver.ask(name, "TXT")
    except CannotSee as error:
        return str(error)
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return f"DNS answered {answer.rcode} for {name}"
    return answer
