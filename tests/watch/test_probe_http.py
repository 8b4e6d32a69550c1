"""What an HTTP monitor makes of what servers answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from launchready.facts.base import CannotSee
from launchready.net.network import Network
from launchready.watch.model import Verdict
from launchready.watch.probe.http import Expected, look
from launchready.watch.probe.seen import Seen
from tests.servers.http import TableResolver, answer, raw_server

URL = "http://acme.test/"
GOOD = Expected(URL)
JSON = answer(body=b'{"status": "ok", "checks": [{"name": "db", "ok": true}], "n": 1}')


async def seen(reply: Any, expected: Expected = GOOD, *, timeout_s: float = 2.0) -> Seen:
    """Look at a server that answers so."""
    async with raw_server(reply) as server:
        network = Network(connect={"acme.test:80": f"127.0.0.1:{server.port}"})
        return await look(network, TableResolver(), expected, timeout_s)


async def test_a_good_answer_is_up_with_its_time_and_release() -> None:
    """Latency, phases, status and release are those of the answer."""
    result = await seen(
        answer(200, "X-Release: v1.2\x07"), replace(GOOD, release_header="x-release")
    )
    assert (result.verdict, result.status, result.reason) == (Verdict.UP, 200, "")
    assert result.release.startswith("v1.2")
    assert result.release.isprintable()
    assert result.latency_ms is not None
    assert result.phases.connect is not None
    assert result.phases.tls is None


@pytest.mark.parametrize(
    ("reply", "changes", "reason"),
    [
        (answer(500), {}, "status 500 in place of 200"),
        (answer(302, "Location: /x"), {}, "status 302 in place of 200"),
        (answer(200), {"status": 401}, "status 200 in place of 401"),
        (answer(503), {"status": 0}, "status 503 in place of under 500"),
        (answer(body=b"other"), {"text": "Welcome"}, 'the body lacks "Welcome"'),
        (answer(body=b"other"), {"values": {"status": "ok"}}, "the body is not JSON"),
        (JSON, {"values": {"status": "fine"}}, 'the JSON at status is not "fine"'),
        (JSON, {"values": {"checks.1.ok": True}}, "the JSON at checks.1.ok is not true"),
        (JSON, {"values": {"n": True}}, "the JSON at n is not true"),
        (answer(body=b"[" * 100_000), {"values": {"a": 1}}, "the body is not JSON"),
        (answer(200), {"ends_at": "http://acme.test/home"}, "redirects end at http://acme.test/"),
        (b"SSH-2.0\r\n\r\n", {}, "not valid HTTP"),
        (answer(200, "Content-Encoding: gzip", body=b"no"), {}, "the body is damaged"),
    ],
)  # fmt: skip
async def test_what_is_not_as_declared_is_down(
    reply: bytes, changes: dict[str, Any], reason: str
) -> None:
    """Each kind of wrong answer says what is wrong, and never quotes a found value."""
    result = await seen(reply, replace(GOOD, **changes))
    assert result.verdict is Verdict.DOWN
    assert result.reason.startswith(reason)


@pytest.mark.parametrize(
    ("reply", "changes"),
    [
        (JSON, {"values": {"status": "ok", "checks.0.ok": True, "n": 1}}),
        (answer(body="Grüße".encode()), {"text": "Grüße"}),
        (answer(303, "Location: /login"), {"status": 0}),
        (
            {"/": answer(302, "Location: /home"), "/home": answer(200)},
            {"ends_at": "http://acme.test/home"},
        ),
    ],
)
async def test_what_is_as_declared_is_up(reply: Any, changes: dict[str, Any]) -> None:
    """Texts, JSON paths and redirect ends hold where they are met."""
    assert (await seen(reply, replace(GOOD, **changes))).verdict is Verdict.UP


async def test_a_challenge_is_not_the_product() -> None:
    """A bot protection's page says nothing of the product: neither up nor down."""
    page = answer(403, "cf-mitigated: challenge", "Server: cloudflare", body=b"Just a moment")
    assert (await seen(page)).verdict is Verdict.UNJUDGED


async def test_silence_is_no_answer() -> None:
    """A server that says nothing is given up after the declared time."""

    async def wait(*_: object) -> None:
        await asyncio.sleep(5)

    async with raw_server(b"", then=wait) as server:
        network = Network(connect={"acme.test:80": f"127.0.0.1:{server.port}"})
        with pytest.raises(CannotSee, match="no answer within"):
            await look(network, TableResolver(), GOOD, 0.2)


async def test_each_look_has_a_connection_of_its_own() -> None:
    """A listener that died is noticed, whatever connections it left open."""
    async with raw_server(answer()) as server:
        network = Network(
            connect={"acme.test:80": f"127.0.0.1:{server.port}"}, max_connections=10**9
        )
        for _ in range(30):
            assert (await look(network, TableResolver(), GOOD, 2.0)).verdict is Verdict.UP
    assert server.connections == 30
    result = await look(network, TableResolver(), GOOD, 2.0)
    assert (result.verdict, result.reason) == (Verdict.DOWN, "connection refused")


async def test_a_name_without_an_address_is_down() -> None:
    """Nobody can reach it."""
    result = await look(Network(), TableResolver(default=()), GOOD, 2.0)
    assert (result.verdict, result.reason) == (Verdict.DOWN, "the name has no address")
