"""The mail records of the domains that the product sends from."""

from __future__ import annotations

import asyncio

from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer
from launchready.facts.mail import DkimKey, DomainMail, MailRecords
from launchready.manifest.schema import Manifest, Product
from launchready.net.dns import Resolver
from launchready.net.public_suffixes import registrable_domain


async def mail_records(product: Product, manifest: Manifest, resolver: Resolver) -> MailRecords:
    """Ask for SPF, DKIM and DMARC of each declared sending domain; else of the apex."""
    selectors: dict[str, dict[str, None]] = {}
    paths: dict[str, dict[str, None]] = {}
    for sender in manifest.senders:
        selectors.setdefault(sender.domain, {}).update(dict.fromkeys(sender.dkim_selectors))
        own_path = sender.return_path.strip().lower()
        if own_path and own_path != sender.domain:
            paths.setdefault(sender.domain, {})[own_path] = None
    if not selectors:
        selectors[product.domain] = {}
    return MailRecords(
        tuple(
            await asyncio.gather(
                *(
                    _domain_mail(domain, tuple(wanted), tuple(paths.get(domain, ())), resolver)
                    for domain, wanted in selectors.items()
                )
            )
        )
    )


async def _domain_mail(
    domain: str, selectors: tuple[str, ...], return_paths: tuple[str, ...], resolver: Resolver
) -> DomainMail:
    top = registrable_domain(domain) or domain
    questions = {
        domain: "SPF",
        f"_dmarc.{domain}": "DMARC",
        f"_dmarc.{top}": "DMARC",
        **dict.fromkeys(return_paths, "return path"),
        **{f"{each}._domainkey.{domain}": "DKIM" for each in selectors},
    }
    answers = await asyncio.gather(*(_txt(name, resolver) for name in questions))
    found = {
        name: answer
        for name, answer in zip(questions, answers, strict=True)
        if isinstance(answer, DnsAnswer)
    }
    unseen = [
        f"{questions[name]}: {answer}"
        for name, answer in zip(questions, answers, strict=True)
        if isinstance(answer, str)
    ]
    return DomainMail(
        domain,
        spf=found.get(domain),
        return_paths=tuple(found[path] for path in return_paths if path in found),
        dkim=tuple(
            DkimKey(each, found[name])
            for each in selectors
            if (name := f"{each}._domainkey.{domain}") in found
        ),
        dmarc=found.get(f"_dmarc.{domain}"),
        organizational=found.get(f"_dmarc.{top}") if top != domain else None,
        unseen=tuple(unseen),
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
