"""What a domain shows to anybody: names, landings, certificates, mail, pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from launchready.collect.names import hosts_in
from launchready.collect.page_html import read_page
from launchready.facts.base import CannotSee
from launchready.facts.http import End, HttpExchange
from launchready.facts.providers import ProviderKind, recognise
from launchready.mail.providers import MAIL_PROVIDERS
from launchready.manifest.init.homepage import sign_in_links
from launchready.net.cookies import CookieJar
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.tls import TlsProbe

T = TypeVar("T")

USUAL_LABELS = ("www", "app", "api", "dashboard", "portal", "my", "login", "auth", "admin",
                "assets", "static", "cdn", "docs", "help", "status", "blog")  # fmt: skip
"""Names that are tried in DNS, unless the zone answers for every name."""

MAX_HOSTS = 40
DEADLINE_S = 25.0
NO_SUCH_LABEL = "launchready-no-such-name"
_HOST_NAME = re.compile(
    r"(?=.{1,253}$)(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)"
)


class SeenHost(Struct, frozen=True):
    """A live host below the domain.

    Attributes:
        name: the host name; sources: where the name was found.
        final: where https leads, as a URL without query; "" where nothing answers.
        status: of the final answer.
        proxy: as in [hosts]; "" where that was not seen.
        provider: proxy or platform that was recognised, or "".
        platform: the provider runs the product, rather than standing in front of it.
    """

    name: str
    sources: tuple[str, ...]
    final: str = ""
    status: int = 0
    proxy: str = ""
    provider: str = ""
    platform: bool = False


@dataclass(slots=True)
class Outside:
    """Everything that was seen of a domain from outside.

    Attributes:
        hosts: live hosts, by name.
        canonical: origin where visitors of the apex land, or "".
        login: address of a page that asks for a password, or "".
        foreign_login: host of another site that signs visitors in, or "".
        sitemaps: addresses of sitemaps that are there.
        nameservers, exchangers: NS and MX targets.
        spf: the SPF record, or "".
        dmarc: the DMARC record, or "".
        selectors: DKIM selectors of known providers that are published, by provider.
        unseen: what could not be seen, and why.
    """

    hosts: dict[str, SeenHost] = field(default_factory=dict)
    canonical: str = ""
    login: str = ""
    foreign_login: str = ""
    sitemaps: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    exchangers: tuple[str, ...] = ()
    spf: str = ""
    dmarc: str = ""
    selectors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)


async def look_from_outside(domain: str, network: Network) -> Outside:
    """Look at a domain; what cannot be seen is in `unseen`, never an exception."""
    seen = Outside()
    resolver = Resolver(network)
    async with HttpClient(network, resolver) as http:
        looker = _Looker(domain, seen, resolver, http, TlsProbe(network))
        try:
            async with asyncio.timeout(DEADLINE_S):
                await looker.look()
        except TimeoutError:
            seen.unseen.append(f"everything within {DEADLINE_S:g} s: the rest is left out")
    seen.unseen = sorted(set(seen.unseen))
    return seen


@dataclass(slots=True)
class _Looker:
    domain: str
    seen: Outside
    resolver: Resolver
    http: HttpClient
    tls: TlsProbe

    async def look(self) -> None:
        if await self._try(self.resolver.ask(self.domain, "SOA"), "DNS") is None:
            return  # without DNS, every further line would say the same
        await asyncio.gather(self._mail(), self._web())

    async def _try(self, wanted: Awaitable[T], what: str) -> T | None:
        try:
            return await wanted
        except CannotSee as error:
            self.seen.unseen.append(f"{what}: {error}")
            return None

    async def _values(self, name: str, rtype: str) -> tuple[str, ...]:
        answer = await self._try(self.resolver.ask(name, rtype), f"{rtype} of {name}")
        return answer.values() if answer else ()

    async def _mail(self) -> None:
        pairs = [(each.name, s) for each in MAIL_PROVIDERS for s in each.selectors]
        spf, dmarc, mx, ns, *keys = await asyncio.gather(
            self._values(self.domain, "TXT"),
            self._values(f"_dmarc.{self.domain}", "TXT"),
            self._values(self.domain, "MX"),
            self._values(self.domain, "NS"),
            *(self._values(f"{s}._domainkey.{self.domain}", "TXT") for _, s in pairs),
        )
        seen = self.seen
        seen.spf = next((each for each in sorted(spf) if each.lower().startswith("v=spf1")), "")
        seen.dmarc = next((each for each in sorted(dmarc) if each.startswith("v=DMARC1")), "")
        seen.exchangers = tuple(sorted(each.split()[-1].lower() for each in mx))
        seen.nameservers = tuple(sorted(each.lower() for each in ns))
        # A zone that answers for every name would show every provider's selectors.
        wild = await self._values(f"{NO_SUCH_LABEL}._domainkey.{self.domain}", "TXT")
        for (provider, selector), values in zip(pairs, keys, strict=True):
            if any("p=" in each for each in values) and not wild:
                seen.selectors[provider] = (*seen.selectors.get(provider, ()), selector)

    async def _web(self) -> None:
        sources = await self._names()
        hosts = await asyncio.gather(
            *(self._host(name, tuple(sources[name])) for name in list(sources)[:MAX_HOSTS])
        )
        self.seen.hosts = {each.name: each for each in sorted(hosts, key=lambda h: h.name)}
        await asyncio.gather(self._login(), self._sitemaps())

    async def _names(self) -> dict[str, list[str]]:
        """Find names: usual ones, those of certificates and those the homepage links to."""
        sources: dict[str, list[str]] = {}
        usual = [self.domain, *(f"{label}.{self.domain}" for label in USUAL_LABELS)]
        wild = await self._try(self.resolver.addresses(f"{NO_SUCH_LABEL}.{self.domain}"), "DNS")
        if wild:
            usual = usual[:2]
        homepage, *certificates = await asyncio.gather(
            self._homepage(), *(self._certificate(name) for name in usual[:2])
        )
        found = {name: "the domain" if name == self.domain else "DNS" for name in usual}
        for name, source in found.items():
            sources[name] = [source]
        for names, source in (
            (homepage, "a link"),
            (certificates[0] + certificates[1], "a certificate"),
        ):
            for name in sorted(set(names)):
                below = name == self.domain or name.endswith(f".{self.domain}")
                if below and _HOST_NAME.fullmatch(name):
                    sources.setdefault(name, []).append(source)
        exist = await asyncio.gather(
            *(
                self._try(self.resolver.addresses(name), f"addresses of {name}")
                for name in sources
            )
        )
        return {n: s for (n, s), found in zip(sources.items(), exist, strict=True) if found}

    async def _certificate(self, host: str) -> tuple[str, ...]:
        addresses = await self._try(self.resolver.addresses(host), f"addresses of {host}")
        if not addresses:
            return ()
        endpoint = await self._try(
            self.tls.handshake(host, addresses[0]), f"certificate of {host}"
        )
        if endpoint is None or not endpoint.chain:
            return ()
        return tuple(name.lower() for name in endpoint.chain[0].names if "*" not in name)

    async def _homepage(self) -> tuple[str, ...]:
        page = await self._try(
            self.http.follow(f"https://{self.domain}/", jar=CookieJar()),
            f"https://{self.domain}/",
        )
        if page is None:
            return ()
        trace, response = page
        final = trace.final
        parts = urlsplit(final.url)
        host = parts.hostname or ""
        own = host == self.domain or host.endswith(f".{self.domain}")
        if final.status and own and trace.end is End.FINAL and parts.scheme == "https":
            self.seen.canonical = f"https://{parts.netloc}"
        elif not final.status:
            self.seen.unseen.append(f"https://{self.domain}/: {final.detail or trace.detail}")
        return hosts_in(response.text)

    async def _host(self, name: str, sources: tuple[str, ...]) -> SeenHost:
        addresses, page = await asyncio.gather(
            self._try(self.resolver.ask(name, "A"), f"addresses of {name}"),
            self._try(
                self.http.follow(f"https://{name}/", jar=CookieJar()), f"https://{name}/"
            ),
        )
        hop = page[0].hops[0] if page else HttpExchange(f"https://{name}/", "GET")
        sightings = recognise(
            addresses=addresses.values() if addresses else (),
            aliases=addresses.cname_chain if addresses else (),
            headers=hop.headers,
        )
        first = sightings[0].provider if sightings else None
        platform = first is not None and first.kind is ProviderKind.PLATFORM
        proxy = "none" if hop.status else ""
        if first is not None and not platform:
            proxy = "cloudflare" if first.name == "Cloudflare" else "other"
        final = page[0].final if page else hop
        parts = urlsplit(final.url)
        return SeenHost(
            name,
            sources,
            final=f"{parts.scheme}://{parts.netloc}{parts.path}" if final.status else "",
            status=final.status,
            proxy=proxy,
            provider=first.name if first else "",
            platform=platform,
        )

    async def _login(self) -> None:
        """Open the likeliest sign-in pages until one asks for a password."""
        if not self.seen.canonical:
            return
        home = f"{self.seen.canonical}/"
        page = await self._try(self.http.follow(home, jar=CookieJar()), home)
        links = sign_in_links(page[1].text, page[0].final.url) if page else ()
        own = {f"https://{name}/": 0 for name in self.seen.hosts if _signs_in(name)}
        for address in [*links[:3], *own][:5]:
            opened = await self._try(self.http.follow(address, jar=CookieJar()), address)
            if opened is None:
                continue
            final = opened[0].final
            parts = urlsplit(final.url)
            host = parts.hostname or ""
            if not read_page(opened[1].text, final.url).password_form:
                continue
            if host == self.domain or host.endswith(f".{self.domain}"):
                if parts.path.isascii() and parts.path.isprintable():
                    self.seen.login = f"{parts.scheme}://{parts.netloc}{parts.path}"
                    return
            elif _HOST_NAME.fullmatch(host):
                self.seen.foreign_login = self.seen.foreign_login or host

    async def _sitemaps(self) -> None:
        if not self.seen.canonical:
            return
        robots = await self._try(
            self.http.request("GET", urljoin(self.seen.canonical, "/robots.txt")), "robots.txt"
        )
        named = []
        if robots and robots.exchange.status == 200:
            lines = robots.text.splitlines()[:1000]
            named = [
                line.partition(":")[2].strip()[:500]
                for line in lines
                if line.lower().startswith("sitemap:")
            ]
        usual = urljoin(self.seen.canonical, "/sitemap.xml")
        for address in (named or [usual])[:3]:
            answer = await self._try(self.http.request("HEAD", address), "sitemap")
            if answer and answer.exchange.status == 200:
                self.seen.sitemaps = (*self.seen.sitemaps, answer.exchange.url)


def _signs_in(name: str) -> bool:
    return name.partition(".")[0] in {"app", "dashboard", "portal", "my", "login", "admin"}
