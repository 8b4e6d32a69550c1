"""Host names that the product gives away, and names that were typed twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlsplit

from launchready.facts.base import CannotSee, Every
from launchready.facts.dns import (
    DnsAnswer,
    DnsRecord,
    DoubledNames,
    HostAddresses,
    SeenName,
    SeenNames,
)
from launchready.facts.tls import TlsHandshake
from launchready.manifest.schema import Manifest, Product
from launchready.net.cookies import CookieJar
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.unclosed_markup import complete_markup

MAX_NAMES = 40
"""Names that are looked up; a certificate may list a hundred."""

MAX_PAGE = 256 * 1024
"""Characters of the homepage that are read for links."""

NO_SUCH_LABEL = "launchready-no-such-name"
"""Exists nowhere but through a wildcard record."""

USUAL_NAMES = ("www", "mail", "app", "api")


async def seen_names(
    product: Product,
    manifest: Manifest,
    addresses: Every[HostAddresses],
    handshakes: Every[TlsHandshake],
    *,
    resolver: Resolver,
    http: HttpClient,
) -> SeenNames:
    """Collect names from certificates, aliases and the homepage, and look them up."""
    domain = product.domain
    sources: dict[str, dict[str, None]] = {}
    unseen = [f"{host}: {why.reason}" for host, why in handshakes.unseen.items()]

    def note(names: Iterable[str], source: str) -> None:
        for name in names:
            plain = name.lower().rstrip(".")
            if plain.endswith(f".{domain}") and "*" not in plain and "@" not in plain:
                sources.setdefault(plain, {})[source] = None

    for host, handshake in handshakes.seen.items():
        for leaf in handshake.leaves:
            note(leaf.names, f"certificate of {host}")
    for host, found in addresses.seen.items():
        note(found.cname_chain, f"alias of {host}")
    page = product.canonical
    links, mail, nameservers = await asyncio.gather(
        _linked_hosts(page, http),
        resolver.ask(domain, "MX"),
        resolver.ask(domain, "NS"),
        return_exceptions=True,
    )
    if isinstance(links, CannotSee):
        unseen.append(f"{page}: {links}")
    elif isinstance(links, BaseException):
        raise links
    else:
        note(links, f"link on {page}")
    exchangers = _targets(mail)
    named = {host.name for host in manifest.all_hosts} | {domain, *exchangers}
    named |= set(_targets(nameservers))
    for sender in manifest.senders:
        named |= {sender.domain, sender.return_path.lower()}
    wanted = [name for name in sources if name not in named]
    looked_up = await asyncio.gather(
        *(_look_up(name, tuple(sources[name]), resolver) for name in wanted[:MAX_NAMES])
    )
    dropped = max(0, len(wanted) - MAX_NAMES)
    return SeenNames(tuple(looked_up), exchangers, tuple(unseen), dropped)


async def doubled_names(
    product: Product, manifest: Manifest, addresses: Every[HostAddresses], resolver: Resolver
) -> DoubledNames:
    """Ask for the records that exist if somebody typed a full name into a DNS console."""
    domain = product.domain
    names = [host.name for host in manifest.all_hosts if _within(host.name, domain)]
    names += [domain, *(f"{label}.{domain}" for label in USUAL_NAMES)]
    asked = tuple(f"{name}.{domain}" for name in dict.fromkeys(names))
    policy = f"_dmarc.{domain}.{domain}"
    wild_a, wild_txt, mail, zone, txt, *answers = await asyncio.gather(
        resolver.ask(f"{NO_SUCH_LABEL}.{domain}", "A"),
        resolver.ask(f"{NO_SUCH_LABEL}.{domain}", "TXT"),
        resolver.ask(domain, "MX"),
        resolver.ask(domain, "NS"),
        resolver.ask(policy, "TXT"),
        *(resolver.ask(name, "A") for name in asked),
    )
    for answer in (txt, *answers):
        if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
            raise CannotSee(f"DNS answered {answer.rcode} for {answer.name}")
    wildcard = _own(wild_a) | _own(wild_txt)
    owners = [
        record
        for answer in (*answers, txt)
        for record in answer.records
        if record.name == answer.name and (record.type, record.value) not in wildcard
    ]
    chains = [
        record
        for found in addresses.seen.values()
        for record in (*found.ipv4.records, *found.ipv6.records)
        if record.type == "CNAME"
    ]
    pointing = [*chains, *mail.records, *zone.records]
    twice = f"{domain}.{domain}"
    targets = [
        record
        for record in pointing
        if record.type in {"CNAME", "MX", "NS"}
        and _within(record.name, domain)
        and _within(record.value.split()[-1].lower(), twice)
    ]
    return DoubledNames(
        (*asked, policy),
        _distinct(owners),
        _distinct(targets),
        tuple(value for _, value in sorted(wildcard)),
    )


def _own(answer: DnsAnswer) -> set[tuple[str, str]]:
    return {
        (record.type, record.value) for record in answer.records if record.name == answer.name
    }


def _distinct(records: Iterable[DnsRecord]) -> tuple[DnsRecord, ...]:
    """Drop repetitions, which differ at most in what is left of their TTL."""
    return tuple({(each.name, each.type, each.value): each for each in records}.values())


def _within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def _targets(answer: DnsAnswer | BaseException) -> tuple[str, ...]:
    """Give the host names of MX and NS records; none where DNS did not tell."""
    if isinstance(answer, BaseException):
        if isinstance(answer, CannotSee):
            return ()
        raise answer
    return tuple(value.split()[-1].lower() for value in answer.values())


async def _look_up(name: str, sources: tuple[str, ...], resolver: Resolver) -> SeenName:
    try:
        ipv4, ipv6 = await asyncio.gather(resolver.ask(name, "A"), resolver.ask(name, "AAAA"))
    except CannotSee as error:
        return SeenName(name, sources, rcode=str(error))
    found = HostAddresses(ipv4, ipv6)
    alias = found.cname_chain[-1] if found.cname_chain else ""
    rcode = next((a.rcode for a in (ipv4, ipv6) if a.rcode != "NOERROR"), "NOERROR")
    return SeenName(name, sources, found.addresses, alias, rcode)


async def _linked_hosts(page: str, http: HttpClient) -> tuple[str, ...]:
    """Read the host names that the homepage links to.

    Raises:
        CannotSee: the page could not be read.
    """
    trace, response = await http.follow(f"{page.rstrip('/')}/", jar=CookieJar())
    final = trace.final
    if final.challenge:
        raise CannotSee(f"{final.challenge} asked for proof of a person")
    if final.failure is not None or final.status >= 500:
        raise CannotSee(final.detail or f"answered {final.status}")
    return hosts_in(response.text[:MAX_PAGE])


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.hosts: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "action"} and value:
                try:
                    host = urlsplit(value.strip()).hostname
                except ValueError:
                    continue
                if host:
                    self.hosts[host] = None


def hosts_in(html: str) -> tuple[str, ...]:
    """Give the distinct hosts of a page's links, forms and embedded files, in order."""
    parser = _Links()
    try:
        parser.feed(complete_markup(html))
        parser.close()
    except (AssertionError, ValueError):
        pass  # html.parser gives up on some malformed declarations; keep what it read
    return tuple(parser.hosts)
