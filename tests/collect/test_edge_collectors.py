"""How the edge treats programs and strangers, seen on real servers on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from launchready.collect.methods import method_probe
from launchready.collect.proxy import origin_probe
from launchready.collect.webhooks import api_answer, webhook_probe
from launchready.facts.base import CannotSee
from launchready.facts.proxy import MethodProbe, OriginProbe, OriginState
from launchready.manifest.schema import Host
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.checks.given import host, manifest, route
from tests.servers.http import Authority, TableResolver, answer, make_authority, raw_server

NAME, ORIGIN = "app.acme.example", "198.51.100.7"
URL = f"https://{NAME}/hook"
PAGE = b"<!doctype html><title>Acme</title><p>Hello"
Reply = bytes | Callable[[bytes], bytes]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that the client trusts."""
    return make_authority(tmp_path)


@asynccontextmanager
async def visiting(
    authority: Authority, reply: Reply
) -> AsyncIterator[tuple[HttpClient, Network, list[bytes]]]:
    """Serve the host, and give a client that is led there, with the heads it sends."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(
            raw_server(reply, tls=authority.serve_context(NAME), keep=False)
        )
        network = Network(
            connect={f"{NAME}:443": f"127.0.0.1:{server.port}"}, ca_file=authority.ca_file
        )
        http = await stack.enter_async_context(HttpClient(network, TableResolver()))
        yield http, network, server.heads


async def test_webhooks_get_an_unsigned_empty_post(authority: Authority) -> None:
    """The one POST of an audit carries an empty object and no credentials."""
    refused = answer(403, "Content-Type: text/html", body=b"<html><h1>CSRF verification failed")
    async with visiting(authority, refused) as (http, _, heads):
        probe = await webhook_probe(route(URL, kind="webhook"), http)
    head = heads[0].decode().lower()
    assert head.startswith("post /hook http/1.1")
    assert "content-type: application/json" in head
    assert "content-length: 2" in head
    assert "cookie:" not in head
    assert (probe.exchange.status, probe.html, probe.names_csrf) == (403, True, True)


async def test_nothing_but_webhooks_is_posted_to(authority: Authority) -> None:
    """A route of another kind is not touched by the probe."""
    async with visiting(authority, answer()) as (http, _, heads):
        with pytest.raises(CannotSee):
            await webhook_probe(route(URL, kind="api"), http)
    assert heads == []


async def test_programs_ask_for_json(authority: Authority) -> None:
    """An API route is asked as an API client does, and a web page is told from data."""
    async with visiting(authority, answer(200, body=PAGE)) as (http, _, heads):
        got = await api_answer(route(URL, kind="api"), http)
    assert b"accept: application/json" in heads[0].lower()
    assert (got.exchange.status, got.html) == (200, True)


async def probe_origin(
    authority: Authority, origin: Reply | None, *, visible: Reply, tls: bool = True
) -> OriginProbe:
    """Probe an origin whose port 443 answers so and whose port 80 refuses."""
    async with AsyncExitStack() as stack:
        http, network, _ = await stack.enter_async_context(visiting(authority, visible))
        port = 1
        if origin is not None:
            context = authority.serve_context(NAME) if tls else None
            server = await stack.enter_async_context(
                raw_server(origin, tls=context, keep=False)
            )
            port = server.port
        network.connect[f"{ORIGIN}:443"] = f"127.0.0.1:{port}"
        network.connect[f"{ORIGIN}:80"] = "127.0.0.1:1"
        subject = host(NAME, proxy="other", origin=ORIGIN)
        return await origin_probe(subject, network, http)


async def test_an_origin_that_serves_the_product_is_seen(authority: Authority) -> None:
    """The same page at the origin's own address is recognised as the product's."""
    probe = await probe_origin(authority, answer(body=PAGE), visible=answer(body=PAGE))
    on_443, on_80 = probe.answers
    assert probe.through_proxy == 200
    assert (on_443.state, on_443.alike, on_443.names_host) == (OriginState.ANSWERED, True, True)
    assert on_80.state is OriginState.REFUSED


async def test_another_page_at_the_origin_is_not_the_product(authority: Authority) -> None:
    """A default page is told from what visitors get."""
    default = answer(body=b"<!doctype html><title>Welcome</title>")
    probe = await probe_origin(authority, default, visible=answer(body=PAGE))
    assert (probe.answers[0].status, probe.answers[0].alike) == (200, False)


@pytest.mark.parametrize(
    ("origin", "tls", "state"),
    [
        (None, True, OriginState.REFUSED),
        (answer(), False, OriginState.CLOSED),
        (b"garbage\r\n\r\n", True, OriginState.CLOSED),
        (b"", True, OriginState.CLOSED),
    ],
    ids=["refused", "no TLS", "no HTTP", "closes"],
)
async def test_origins_that_do_not_answer(
    authority: Authority,
    origin: Reply | None,
    tls: bool,
    state: OriginState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Refusing, and coming up without a usable answer, are kept apart."""
    monkeypatch.setattr("launchready.collect.proxy.IO_TIMEOUT_S", 0.5)
    probe = await probe_origin(authority, origin, visible=answer(body=PAGE), tls=tls)
    assert probe.answers[0].state is state
    assert probe.through_proxy == 200


async def test_a_silent_origin_is_told_from_a_refusing_one(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firewall that drops packets shows as silence, within the connection's deadline."""
    monkeypatch.setattr("launchready.collect.proxy.CONNECT_TIMEOUT_S", 0.0)
    probe = await probe_origin(authority, answer(), visible=answer(body=PAGE))
    assert probe.answers[0].state is OriginState.SILENT


async def test_a_rehearsal_never_leaves_for_a_real_origin(authority: Authority) -> None:
    """Where the host is led elsewhere but its origin is not, the origin is left alone."""
    async with visiting(authority, answer()) as (http, network, _):
        with pytest.raises(CannotSee, match="names no place"):
            await origin_probe(host(NAME, proxy="other", origin=ORIGIN), network, http)


async def probe_methods(
    authority: Authority, reply: Callable[[str, str], bytes]
) -> tuple[MethodProbe, list[str]]:
    """Probe a host that answers by request line and headers; gives what it was asked."""
    asked: list[str] = []

    def respond(head: bytes) -> bytes:
        text = head.decode().lower()
        asked.append(text)
        return reply(text.split(" ")[0], text)

    async with visiting(authority, respond) as (http, _, _):
        subject = Host(name=NAME)
        return await method_probe(subject, manifest(), http), asked


async def test_an_override_that_counts_is_found(authority: Authority) -> None:
    """A server that takes the header's word for the method refuses an invented one."""

    def reply(method: str, text: str) -> bytes:
        return answer(405) if "x-http-method-override: launchready" in text else answer()

    probe, asked = await probe_methods(authority, reply)
    assert probe.honoured == ("X-HTTP-Method-Override",)
    assert not any("delete" in text or "put" in text or "post " in text for text in asked)


async def test_an_override_to_head_is_found(authority: Authority) -> None:
    """A framework that knows its methods ignores an invented one, and obeys HEAD."""

    def reply(method: str, text: str) -> bytes:
        return answer(body=b"") if "_method=head" in text.partition("\r\n")[0] else answer()

    probe, _ = await probe_methods(authority, reply)
    assert probe.honoured == ("_method",)


async def test_a_server_that_ignores_overrides_is_left_in_peace(authority: Authority) -> None:
    """The same answer to everything is no sign, and TRACE that echoes is told apart."""

    def reply(method: str, text: str) -> bytes:
        return answer(body=text.encode()) if method == "trace" else answer()

    probe, asked = await probe_methods(authority, reply)
    assert probe.honoured == ()
    assert (probe.trace_status, probe.trace_echoes) == (200, True)
    assert len(asked) <= 8


async def test_an_unsteady_host_proves_nothing(authority: Authority) -> None:
    """Where any query changes the status, a changed status is no sign of an override."""

    def reply(method: str, text: str) -> bytes:
        return answer(404) if "?" in text.partition("\r\n")[0] else answer()

    probe, _ = await probe_methods(authority, reply)
    assert probe.honoured == ()
