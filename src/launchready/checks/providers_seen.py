"""Which providers show from outside, for each thing that a product stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.checks.accounts import ERRORS_SENT_TO, PAID_BY
from launchready.facts.base import Unseen
from launchready.facts.dns import Delegation, HostAddresses, Registration
from launchready.facts.dns_providers import dns_provider
from launchready.facts.http import EntryPoints
from launchready.facts.mail import MailRecords
from launchready.facts.mail_servers import MailExchangers
from launchready.facts.providers import ProviderKind, recognise
from launchready.facts.repository import GitRemote, RepositoryFacts
from launchready.mail.providers import MAIL_PROVIDERS, recognise_mail

GIT_HOSTS = {
    "github.com": "GitHub",
    "gitlab.com": "GitLab",
    "bitbucket.org": "Bitbucket",
    "codeberg.org": "Codeberg",
    "dev.azure.com": "Azure DevOps",
}


class SeenProvider(Struct, frozen=True):
    """A provider that shows.

    Attributes:
        asset: what it does for the product.
        name: as people call it.
        evidence: what it was told from.
        sure: nobody else could show like this; False for what may be left over.
    """

    asset: str
    name: str
    evidence: str
    sure: bool = True


def front_and_platform(
    addresses: Mapping[str, HostAddresses], entries: EntryPoints | Unseen
) -> Iterator[SeenProvider]:
    """Name the proxies and the platforms that show, each once, with the host and the sign."""
    headers: dict[str, tuple[tuple[str, str], ...]] = {}
    if not isinstance(entries, Unseen):
        for trace in entries.traces:
            for hop in trace.hops:
                headers[urlsplit(hop.url).hostname or ""] = hop.headers
    told: set[str] = set()
    for host, found in addresses.items():
        for sighting in recognise(
            addresses=found.addresses,
            aliases=found.cname_chain,
            headers=headers.get(host, ()),
        ):
            if sighting.provider.name in told:
                continue
            told.add(sighting.provider.name)
            platform = sighting.provider.kind is ProviderKind.PLATFORM
            asset = "hosting" if platform else "edge"
            yield SeenProvider(asset, sighting.provider.name, f"{host}: {sighting.evidence[0]}")


def zone_and_registrar(
    servers: Delegation | Unseen, registration: Registration | Unseen
) -> Iterator[SeenProvider]:
    """Name whose name servers the zone has, and at whom the domain is registered."""
    if not isinstance(registration, Unseen) and registration.registrar:
        yield SeenProvider("registrar", registration.registrar, "RDAP")
    if isinstance(servers, Unseen):
        return
    by_name: dict[str, str] = {}
    for server in servers.nameservers:
        provider = dns_provider((server.name,))
        if provider:
            by_name.setdefault(provider, server.name)
    for provider, server_name in by_name.items():
        yield SeenProvider("dns", provider, f"name server {server_name}")


def mail(
    exchangers: MailExchangers | Unseen, records: MailRecords | Unseen
) -> Iterator[SeenProvider]:
    """Name who takes the product's mail, and who sends it."""
    if not isinstance(exchangers, Unseen):
        for domain in exchangers.domains:
            for exchanger in domain.exchangers:
                if name := _takes_mail(exchanger.name):
                    yield SeenProvider("email", name, f"MX {exchanger.name}")
    if isinstance(records, Unseen):
        return
    for each in records.domains:
        for answer in each.return_paths:
            sender = recognise_mail(answer.cname_chain)
            if sender is not None:
                yield SeenProvider("email", sender.title, f"return path {answer.name}")
        words = " ".join(each.spf_records).lower().split()
        for provider in MAIL_PROVIDERS:
            included = [name for name in provider.includes if f"include:{name}" in words]
            if included and not provider.carrier:
                evidence = f"SPF of {each.domain}"
                yield SeenProvider("email", provider.title, evidence, sure=False)


def _takes_mail(host: str) -> str:
    plain = f".{host.lower().rstrip('.')}"
    return next(
        (p.title for p in MAIL_PROVIDERS if any(plain.endswith(f".{s}") for s in p.exchangers)),
        "",
    )


def code(
    repository: RepositoryFacts | Unseen, remote: GitRemote | Unseen
) -> Iterator[SeenProvider]:
    """Name where the code is kept, what it is deployed to, and whom it talks to."""
    if not isinstance(remote, Unseen):
        name = GIT_HOSTS.get(remote.host, remote.host)
        yield SeenProvider("repository", name, f"remote {remote.host}/{remote.owner}")
    if isinstance(repository, Unseen):
        return
    for file in repository.hosting:
        if file.names_provider:
            yield SeenProvider("hosting", file.provider, file.path, sure=False)
    for service in repository.services:
        if service.name in PAID_BY:
            yield SeenProvider("payments", service.name, service.path)
        if service.name in ERRORS_SENT_TO:
            yield SeenProvider("error-tracking", service.name, service.path)


def seen_providers(
    *,
    addresses: Mapping[str, HostAddresses],
    entries: EntryPoints | Unseen,
    servers: Delegation | Unseen,
    registration: Registration | Unseen,
    exchangers: MailExchangers | Unseen,
    records: MailRecords | Unseen,
    repository: RepositoryFacts | Unseen,
    remote: GitRemote | Unseen,
) -> Iterator[SeenProvider]:
    """Name every provider that shows in what an audit sees anyway."""
    yield from zone_and_registrar(servers, registration)
    yield from front_and_platform(addresses, entries)
    yield from mail(exchangers, records)
    yield from code(repository, remote)
