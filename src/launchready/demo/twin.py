"""Brings one twin of the demo's product up on loopback, and down again."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import ssl
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
from msgspec import Struct
from starlette.types import ASGIApp

from launchready.demo import jobs, leaks
from launchready.demo.certificates import root_pem, server_context
from launchready.demo.dns_server import Zones, serve_dns
from launchready.demo.evidence import spoil
from launchready.demo.faults import Faults
from launchready.demo.jobs import make_queue
from launchready.demo.leaks import write_evidence
from launchready.demo.mail_evidence import write_mail_evidence
from launchready.demo.manifest_text import write_manifest
from launchready.demo.operations import write_drills
from launchready.demo.ownership import write_proofs
from launchready.demo.performance_evidence import write_performance_evidence
from launchready.demo.places import (
    ADDRESSES,
    APEX,
    API,
    APP,
    ASSETS,
    BOOTSTRAP,
    CLICKS,
    CLOUDFLARE_API,
    DOMAIN,
    INBOX_DOMAIN,
    MAIL_ADDRESS,
    MAIL_WEB,
    MX,
    ORIGIN,
    RDAP,
    REGISTRY_ADDRESSES,
    REGISTRY_NAMESERVER,
    SECOND_USER,
    STS,
    UNPROXIED,
    USER,
    WWW,
)
from launchready.demo.product import api, assets, cloudflare, mail_web, marketing, registry
from launchready.demo.product.edge import Edge
from launchready.demo.product.live_log import LiveLog
from launchready.demo.product.outbox import Outbox
from launchready.demo.product.portal import Portal
from launchready.demo.recovery import write_recovery
from launchready.demo.redis_server import redis_server
from launchready.demo.repository import write_repository
from launchready.demo.servers import IPV4, IPV6, closed_port, has_ipv6, serve_http, serve_smtp
from launchready.demo.write_evidence import write_write_evidence
from launchready.demo.zone import (
    LAME,
    SERIAL,
    delegated,
    nameserver_address,
    product_zone,
    registry_zone,
    world_zones,
)


class Twin(Struct, frozen=True):
    """A running twin.

    Attributes:
        faults: what is wrong with it.
        manifest_path: its `launchready.toml`, with where to connect.
        urls: each web host's address as the outside world writes it.
        connect: addresses as seen from outside to loopback endpoints.
        resolver: "address:port" of its resolver.
        environment: variables that an audit needs in order to sign in and read settings.
        signing_key: shared with the payment provider that calls the webhook.
    """

    faults: Faults
    manifest_path: Path
    urls: tuple[str, ...]
    connect: dict[str, str]
    resolver: str
    environment: dict[str, str]
    signing_key: str


@asynccontextmanager
async def serve(
    faults: Faults,
    folder: Path,
    *,
    drilled: bool = True,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Twin]:
    """Bring a twin up in this event loop; its files are written into `folder`.

    Args:
        faults: what is wrong with it.
        folder: for its files.
        drilled: leave the evidence of a mail drill beside its manifest.
        environment: of a twin that stood here before, whose credentials stay as they are.
    """
    environment = environment or _credentials()
    signing_key = environment["PAYMENTS_SIGNING_KEY"]
    async with AsyncExitStack() as stack:
        connect: dict[str, str] = {}
        catcher = stack.enter_context(closed_port(IPV4))
        outbox = Outbox(faults, {INBOX_DOMAIN: catcher})
        passwords = environment["ACME_PASSWORD"], environment["ACME_PASSWORD_2"]
        portal = Portal(faults, passwords, outbox)
        log = folder / "repository" / leaks.LOG
        await _serve_web(stack, faults, connect, portal, signing_key=signing_key, log=log)
        await _serve_authorities(stack, faults, connect, environment["CLOUDFLARE_TOKEN"])
        resolver = await _serve_names(stack, faults, connect)
        await _serve_mail(stack, faults, connect)
        queue = await stack.enter_async_context(redis_server(make_queue(faults)))
        connect[f"{jobs.HOST}:6379"] = f"{IPV4}:{queue.port}"
        write_repository(folder / "repository", faults)
        write_evidence(folder, faults)
        write_drills(folder, faults)
        write_recovery(folder, faults)
        write_proofs(folder, faults)
        if drilled:
            await write_mail_evidence(folder, faults)
            await write_performance_evidence(folder, faults)
            await write_write_evidence(folder, faults)
        spoil(folder, faults)
        (folder / "ca.pem").write_bytes(root_pem())
        manifest = folder / "launchready.toml"
        manifest.write_text(
            write_manifest(faults, connect, resolver, catcher), encoding="utf-8"
        )
        yield Twin(
            faults,
            manifest,
            tuple(f"https://{host}/" for host in ADDRESSES),
            connect,
            resolver,
            dict(environment),
            signing_key,
        )


def _credentials() -> dict[str, str]:
    return {
        "ACME_USER": USER,
        "ACME_PASSWORD": secrets.token_urlsafe(16),
        "ACME_USER_2": SECOND_USER,
        "ACME_PASSWORD_2": secrets.token_urlsafe(16),
        "CLOUDFLARE_TOKEN": secrets.token_urlsafe(30),
        "REDIS_URL": jobs.URL,
        "PAYMENTS_SIGNING_KEY": secrets.token_urlsafe(24),
    }


@contextmanager
def background(faults: Faults, folder: Path) -> Iterator[Twin]:
    """Bring a twin up in a thread of its own, for callers without an event loop."""
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        loop = runner.get_loop()
        thread = threading.Thread(target=loop.run_forever, name="demo twin", daemon=True)
        thread.start()

        def stop() -> None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

        stack.callback(stop)
        twin = serve(faults, folder)
        started = asyncio.run_coroutine_threadsafe(twin.__aenter__(), loop).result()
        try:
            yield started
        finally:
            ended = twin.__aexit__(None, None, None)
            asyncio.run_coroutine_threadsafe(ended, loop).result()


def _tls(host: str, faults: Faults) -> ssl.SSLContext:
    """Choose what a host shows in its handshake."""
    if host == ASSETS:
        if faults.self_signed:
            return server_context(host, self_signed=True)
        if faults.certificate_expired:
            return server_context(host, age=timedelta(days=93))
        if faults.certificate_wrong_name:
            return server_context(f"cdn.{DOMAIN}.hosting.example")
    if host == API:
        if faults.certificate_expires_soon:
            return server_context(host, age=timedelta(days=87))
        if faults.missing_intermediate:
            return server_context(host, complete=False)
        if faults.tls_old_versions:
            return server_context(host, old_versions=True)
    if host == APP and faults.renewal_overdue:
        return server_context(host, age=timedelta(days=70))
    return server_context(host)


async def _serve_web(
    stack: AsyncExitStack,
    faults: Faults,
    connect: dict[str, str],
    portal: Portal,
    *,
    signing_key: str,
    log: Path,
) -> None:
    loopback = [IPV4, IPV6] if has_ipv6() else [IPV4]
    refused = {address: stack.enter_context(closed_port(address)) for address in loopback}
    apps: dict[str, ASGIApp] = {
        APEX: marketing.application(faults),
        WWW: marketing.www(faults),
        APP: LiveLog(portal.application(), log, faults),
        API: LiveLog(api.application(faults, signing_key), log, faults),
        ASSETS: assets.application(faults),
    }
    plain = Edge(marketing.plain_http(faults), "", faults)
    http = await stack.enter_async_context(serve_http(plain, loopback))
    for host, app in apps.items():
        server = serve_http(Edge(app, host, faults), loopback, _tls(host, faults))
        https = await stack.enter_async_context(server)
        around = faults.proxy_not_as_declared and host == ASSETS
        ipv4, ipv6 = UNPROXIED if around else ADDRESSES[host]
        connect[f"{ipv4}:443"], connect[f"{ipv4}:80"] = https[0], http[0]
        dead = faults.ipv6_dead and host == APP
        # Without IPv6 on this machine, the published addresses lead to IPv4's loopback.
        six = refused.get(IPV6, refused[IPV4])
        connect[f"[{ipv6}]:443"] = six if dead else https[-1]
        connect[f"[{ipv6}]:80"] = six if dead else http[-1]
        if host == APP and faults.ipv6_another_server:
            old = serve_http(
                Edge(marketing.old_server(), host, faults), [IPV4], _tls(host, faults)
            )
            (connect[f"[{ipv6}]:443"],) = await stack.enter_async_context(old)
        if host == APP:
            exposed = faults.origin_exposed
            connect[f"{ORIGIN}:443"] = https[0] if exposed else refused[IPV4]
            connect[f"{ORIGIN}:80"] = http[0] if exposed else refused[IPV4]


async def _serve_authorities(
    stack: AsyncExitStack, faults: Faults, connect: dict[str, str], edge_token: str
) -> None:
    """Serve what others than the founder run: the registry, and the proxy's API."""
    apps = {
        BOOTSTRAP: registry.bootstrap(),
        RDAP: registry.rdap(faults),
        CLOUDFLARE_API: cloudflare.application(faults, edge_token),
    }
    for host, app in apps.items():
        server = serve_http(app, [IPV4], server_context(host))
        (place,) = await stack.enter_async_context(server)
        connect[f"{host}:443"] = connect[f"{REGISTRY_ADDRESSES[host]}:443"] = place


async def _serve_mail(stack: AsyncExitStack, faults: Faults, connect: dict[str, str]) -> None:
    """Serve what takes mail, and the web hosts that mail needs."""
    if faults.smtp_down:
        connect[f"{MAIL_ADDRESS}:25"] = stack.enter_context(closed_port(IPV4))
    else:
        name = f"mail.{DOMAIN}" if faults.mx_alias else MX
        tls = server_context(name, self_signed=faults.smtp_untrusted)
        closed = ["support"] if faults.reply_bounces else []
        smtp = serve_smtp(DOMAIN, MX, None if faults.smtp_without_tls else tls, closed=closed)
        connect[f"{MAIL_ADDRESS}:25"] = await stack.enter_async_context(smtp)
    for host, app in {STS: mail_web.policy(faults), CLICKS: mail_web.clicks()}.items():
        bad = host == CLICKS and faults.tracking_untrusted
        server = serve_http(app, [IPV4], server_context(host, self_signed=bad))
        (connect[f"{MAIL_WEB[host]}:443"],) = await stack.enter_async_context(server)


async def _serve_names(stack: AsyncExitStack, faults: Faults, connect: dict[str, str]) -> str:
    registry_place = await stack.enter_async_context(
        serve_dns(Zones({"example": registry_zone(faults)}))
    )
    connect[f"{REGISTRY_NAMESERVER}:53"] = registry_place
    for name in delegated(faults):
        older = faults.soa_disagrees and name == "ns2"
        zone = product_zone(faults, serial=SERIAL - 7 if older else SERIAL)
        held = {"other.example": _zone_of_a_stranger()} if name == LAME else {DOMAIN: zone}
        place = await stack.enter_async_context(serve_dns(Zones(held)))
        connect[f"{nameserver_address(name, faults)}:53"] = place
    world = Zones(world_zones(faults), recursive=True, authenticated=True)
    fault = _bogus if faults.dnssec_broken else None
    return await stack.enter_async_context(serve_dns(world, fault=fault))


def _zone_of_a_stranger() -> str:
    """Write the zone that a lame server holds in place of ours."""
    return "$TTL 60\nother.example. IN SOA ns.other.example. a.other.example. 1 60 60 60 60\n"


def _bogus(query: dns.message.Message, honest: dns.message.Message, tcp: bool) -> bytes:
    """Answer as a validating resolver does when the zone's signatures do not hold."""
    asked = query.question[0]
    of_zone = asked.name.to_text().lower() == f"{DOMAIN}."
    signed = asked.rdtype in {dns.rdatatype.SOA, dns.rdatatype.NS, dns.rdatatype.DNSKEY}
    if of_zone and signed:
        honest.flags &= ~dns.flags.AD
        if not query.flags & dns.flags.CD:
            honest.answer.clear()
            honest.set_rcode(dns.rcode.SERVFAIL)
    return honest.to_wire(max_size=65535 if tcp else max(512, query.payload))
