"""The records that a product's senders need, held against what is published."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.base import CannotSee
from launchready.facts.dmarc import DmarcLookup
from launchready.facts.spf import MAX_LOOKUPS
from launchready.mail.dmarc.discovery import find_organization
from launchready.mail.dmarc.record import DmarcSyntaxError, is_dmarc, parse_record
from launchready.mail.provider import MailProvider, SpfPlace
from launchready.mail.providers import find_provider, sender_includes
from launchready.mail.publish.entry import Entry, State
from launchready.mail.publish.spf import count_lookups
from launchready.mail.spf.merge import merge_spf
from launchready.mail.spf.names import Names
from launchready.mail.spf.record import is_spf
from launchready.manifest.schema import Manifest, Sender
from launchready.net.public_suffixes import registrable_domain

_CONSOLE = re.compile(r"<[^>]+>|\{number\}")


class _Seen(Struct, frozen=True):
    """What stands at a name; `unseen` says why that is not known."""

    values: tuple[str, ...] = ()
    unseen: str = ""


async def wanted_records(manifest: Manifest, names: Names) -> list[Entry]:
    """Give every record that the declared senders need, domain by domain.

    Args:
        manifest: with [[senders]]; without any, the apex is taken for one.
        names: asks what is published.
    """
    domains: dict[str, list[Sender]] = {}
    for sender in manifest.senders or (Sender(domain=manifest.product.domain),):
        domains.setdefault(sender.domain, []).append(sender)
    found = await asyncio.gather(
        *(_of_domain(domain, senders, names) for domain, senders in domains.items())
    )
    return [entry for entries in found for entry in entries]


async def _of_domain(domain: str, senders: Sequence[Sender], names: Names) -> list[Entry]:
    zone = registrable_domain(domain) or domain
    per_sender = await asyncio.gather(*(_of_sender(each, zone, names) for each in senders))
    spf, dmarc, policy = await asyncio.gather(
        _seen(domain, "TXT", names),
        _seen(f"_dmarc.{domain}", "TXT", names),
        find_organization(domain, names),
    )
    entries = [await _spf(domain, zone, senders, spf, names)]
    entries += [entry for each in per_sender for entry in each]
    return [*entries, _inherited(policy, zone) or _dmarc(domain, zone, dmarc)]


async def _spf(
    domain: str, zone: str, senders: Sequence[Sender], seen: _Seen, names: Names
) -> Entry:
    # In an order of our own: servers give theirs in any.
    published = sorted(each for each in seen.values if is_spf(each))
    includes = dict.fromkeys(name for each in senders for name in sender_includes(each))
    value = merge_spf(published, includes)
    known = [find_provider(each.provider) for each in senders if not each.spf_includes]
    elsewhere = [each.title for each in known if each and each.spf is not SpfPlace.FROM]
    notes = [f"{', '.join(elsewhere)} needs nothing here"] if elsewhere else []
    cost = await count_lookups(value, names)
    if cost > MAX_LOOKUPS:
        notes.append(
            f"costs {cost} look-ups of the {MAX_LOOKUPS} allowed: take out what nobody sends "
            "through, or let a sender use a subdomain of its own"
        )
    why = "says which servers may send for the domain"
    entry = Entry(zone, domain, "TXT", value, State.ADD, why, note="; ".join(notes))
    return _compared(entry, seen, published)


async def _of_sender(sender: Sender, zone: str, names: Names) -> list[Entry]:
    provider = find_provider(sender.provider)
    selectors = sender.dkim_selectors or (provider.selectors if provider else ())
    keys = await asyncio.gather(*(_key(sender, s, zone, provider, names) for s in selectors))
    # Of selectors that nobody declared, those that are there tell which are used.
    if not sender.dkim_selectors and any(each.state is State.THERE for each in keys):
        keys = [each for each in keys if each.state is State.THERE]
    elif not sender.dkim_selectors:
        keys = keys[:1]
    if not keys:
        keys = [_unknown_key(sender, zone, provider)]
    return [*keys, *await _return_path(sender, zone, provider, names)]


async def _key(
    sender: Sender, selector: str, zone: str, provider: MailProvider | None, names: Names
) -> Entry:
    name = f"{selector}._domainkey.{sender.domain}"
    seen = await _seen(name, "TXT", names)
    target = provider.dkim_target if provider and provider.dkim == "CNAME" else ""
    target = target.replace("{selector}", selector).replace("{domain}", sender.domain)
    kind = "CNAME" if target else "TXT"
    value = target or "v=DKIM1; k=rsa; p=<in the console>"
    why = "the key that mail is signed with"
    note = "" if provider is None else f"{provider.title}: {provider.source}"
    if any("p=" in each for each in seen.values):
        published = next(each for each in seen.values if "p=" in each)
        return Entry(zone, name, "TXT", published, State.THERE, why, note=note)
    if seen.unseen:
        return Entry(zone, name, kind, value, State.UNSEEN, why, note=seen.unseen)
    told = State.CONSOLE if _CONSOLE.search(value) else State.ADD
    return Entry(zone, name, kind, value, told, why, seen.values, note)


def _unknown_key(sender: Sender, zone: str, provider: MailProvider | None) -> Entry:
    name = f"<selector>._domainkey.{sender.domain}"
    where = f"{provider.title}: {provider.source}" if provider else "at your mail provider"
    kind = provider.dkim if provider else "TXT"
    why = "the key that mail is signed with"
    note = f"name and value are told in the console, {where}; then declare dkim_selectors"
    return Entry(zone, name, kind, "<in the console>", State.CONSOLE, why, note=note)


async def _return_path(
    sender: Sender, zone: str, provider: MailProvider | None, names: Names
) -> list[Entry]:
    if provider is None or not provider.return_path_records:
        return []
    label = provider.return_path
    name = sender.return_path or (f"{label}.{sender.domain}" if label else "")
    why = "the envelope's domain, so that SPF counts for the domain in From"
    entries = []
    for record in provider.return_path_records:
        kind, _, value = record.partition(" ")
        entry = Entry(
            zone, name or f"<in the console>.{sender.domain}", kind, value, State.ADD, why,
            note=f"{provider.title}: {provider.source}",
        )  # fmt: skip
        if not name or _CONSOLE.search(value):
            entries.append(replace(entry, state=State.CONSOLE))
            continue
        seen = await _seen(name, kind, names)
        mine = [v for v in seen.values if kind != "TXT" or is_spf(v)]
        entries.append(_compared(entry, seen, mine))
    return entries


def _inherited(policy: DmarcLookup, zone: str) -> Entry | None:
    """Give the parent's DMARC record, where that is the one that applies."""
    record = policy.record
    if record is None or not policy.inherited or record.faults:
        return None
    why = "what to do with mail that fails: a parent's record, which applies here, too"
    return Entry(zone, f"_dmarc.{record.domain}", "TXT", record.text, State.THERE, why)


def _dmarc(domain: str, zone: str, seen: _Seen) -> Entry:
    """Write the record to start with; one that reports and is valid stays as it is."""
    name, why = f"_dmarc.{domain}", "what to do with mail that fails, and where to report it"
    published = [each for each in seen.values if is_dmarc(each)]
    value = f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"
    note = f"dmarc@{domain} must be a mailbox that takes mail"
    if len(published) == 1:
        try:
            record = parse_record(published[0])
        except DmarcSyntaxError:
            record = None
        if record and record.policy and not record.faults:
            value, note = published[0], ""
            if not record.rua:
                value = f"{value.rstrip().rstrip(';')}; rua=mailto:dmarc@{domain}"
                note = f"dmarc@{domain} must be a mailbox that takes mail"
    return _compared(
        Entry(zone, name, "TXT", value, State.ADD, why, note=note), seen, published
    )


def _compared(entry: Entry, seen: _Seen, published: Sequence[str]) -> Entry:
    state, note = State.ADD, entry.note
    if seen.unseen:
        state, note = State.UNSEEN, seen.unseen
    elif entry.accepts(tuple(published)):
        state = State.THERE
    elif published:
        state = State.REPLACE
    old = tuple(published) if state is State.REPLACE else ()
    return replace(entry, state=state, instead_of=old, note=note)


async def _seen(name: str, rtype: str, names: Names) -> _Seen:
    try:
        answer = await names.ask(name, rtype)
    except CannotSee as error:
        return _Seen(unseen=str(error))
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return _Seen(unseen=f"DNS answered {answer.rcode} for {name}")
    return _Seen(answer.values())
