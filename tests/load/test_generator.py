"""Requests go out when they are due; what waits is charged to the server, our lag is not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from launchready.facts.base import CannotSee
from launchready.load.generator import Generator, Limits
from launchready.load.result import LoadResult, Progress, Tally
from launchready.load.scenario import LoadRoute, Phase, Scenario
from launchready.load.target import find_targets
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.load.servers import freezing_server
from tests.servers.http import answer, make_authority, raw_server


async def load(
    *urls: str,
    rps: float = 100,
    seconds: float = 0.5,
    limits: Limits | None = None,
    network: Network | None = None,
    told: list[Progress] | None = None,
    expect: int = 200,
) -> LoadResult:
    """Load some URLs at a constant rate."""
    routes = [LoadRoute(url, url, 0.5, expect) for url in urls]
    network = network or Network()
    targets = await find_targets(routes, network, Resolver(network))
    scenario = Scenario((Phase("x", seconds, rps, rps),), tuple(routes), rps)
    return await Generator(
        scenario, targets, limits, told.append if told is not None else None
    ).run()


def asked(total: Tally) -> int:
    """Count what was sent: a busy machine may have left some out, and says so."""
    assert total.asked > 0
    return total.asked


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: 1\r\n\r\n"
)
RIGHT: Sequence[bytes] = (
    answer(),
    answer(body=b"x" * 300_000),
    answer(body=b""),
    CHUNKED,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(),
    b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nConnection: close\r\n\r\nok",
    b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
)


@pytest.mark.parametrize("reply", RIGHT)
async def test_every_framing_is_understood(reply: bytes) -> None:
    """Lengths, chunks, trailers, interim answers and closing: each answer counts once."""
    async with raw_server(reply) as server:
        result = await load(f"http://127.0.0.1:{server.port}/")
    total = result.total()
    assert (total.due, total.right, dict(total.errors)) == (50, asked(total), {})


async def test_an_answer_that_ends_with_the_connection_counts() -> None:
    """Without a length, the end of the connection is the end of the answer."""

    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with raw_server(b"HTTP/1.1 200 OK\r\n\r\nhello", then=close) as server:
        total = (await load(f"http://127.0.0.1:{server.port}/")).total()
    assert total.right == asked(total)


async def test_answers_in_pieces_are_put_together() -> None:
    """Whatever the network cuts an answer into, it is the same answer."""

    async def piecemeal(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            for octet in CHUNKED:
                writer.write(bytes([octet]))
                await writer.drain()
                await asyncio.sleep(0)
            await reader.readuntil(b"\r\n\r\n")

    async with raw_server(b"", then=piecemeal) as server:
        total = (await load(f"http://127.0.0.1:{server.port}/", rps=20)).total()
    assert (total.right, dict(total.errors)) == (10, {})


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        (answer(503), "503"),
        (b"SSH-2.0-x\r\n\r\n", "answer makes no sense"),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", "answer makes no sense"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20_000, "answer makes no sense"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + b"x" * 2000,
         "answer makes no sense"),
    ],
)  # fmt: skip
async def test_what_is_no_right_answer_is_an_error(reply: bytes, what: str) -> None:
    """Errors are counted by what they are, and never as latency."""
    async with raw_server(reply) as server:
        total = (await load(f"http://127.0.0.1:{server.port}/")).total()
    assert (total.right, dict(total.errors)) == (0, {what: asked(total)})
    assert total.latency.total == 0


async def test_rate_limits_and_challenges_are_told_apart() -> None:
    """They say that one machine was held back, not that the product is slow."""
    for reply in (answer(429), answer(200, "CF-Mitigated: challenge")):
        async with raw_server(reply) as server:
            total = (await load(f"http://127.0.0.1:{server.port}/")).total()
        assert (total.right, total.limited) == (0, asked(total))


async def test_a_kept_connection_that_the_server_closed_is_no_error() -> None:
    """A request that meets a closing connection is sent once more, as browsers do."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with raw_server(answer(), then=once) as server:
        total = (await load(f"http://127.0.0.1:{server.port}/")).total()
    assert (total.right, dict(total.errors)) == (asked(total), {})
    assert server.connections > 10


async def test_what_never_comes_counts_as_long_as_it_was_waited_for() -> None:
    """A server that does not answer has the time-out as its latency."""
    async with raw_server(b"") as server:
        url = f"http://127.0.0.1:{server.port}/"
        total = (await load(url, limits=Limits(timeout_s=0.3))).total()
    assert dict(total.errors) == {"no answer in time": asked(total)}
    assert total.latency.quantile(0.05) >= 0.3


async def test_what_cannot_be_sent_is_accounted_for() -> None:
    """With as much under way as is allowed, the rest is told as unsent, not forgotten."""
    async with raw_server(b"") as server:
        url = f"http://127.0.0.1:{server.port}/"
        result = await load(url, limits=Limits(timeout_s=0.8, in_flight=10))
    total = result.total()
    assert total.errors.total() + total.unsent_full + total.unsent_late == total.due == 50
    assert total.unsent_full >= 30
    assert result.peak_in_flight <= 10


async def test_nobody_listens() -> None:
    """Where a server takes no connection, that is told before anything is sent."""
    async with raw_server(answer()) as server:
        url = f"http://127.0.0.1:{server.port}/"
    with pytest.raises(CannotSee, match="takes no connection"):
        await load(url)


async def test_tls_is_verified_and_overrides_are_kept(tmp_path: Path) -> None:
    """The manifest's connect table leads to loopback; the name is still verified."""
    authority = make_authority(tmp_path)
    context = authority.serve_context("app.acme.example")
    async with raw_server(answer(), tls=context) as server:
        place = f"127.0.0.1:{server.port}"
        connect = {"app.acme.example:443": place, "www.acme.example:443": place}
        network = Network(connect=connect, ca_file=authority.ca_file)
        good = await load("https://app.acme.example/", network=network)
        wrong = await load("https://www.acme.example/", network=network)
    assert good.total().right == asked(good.total())
    assert set(wrong.total().errors) == {"no connection"}


async def test_a_server_that_stands_still_is_charged_for_all_who_came() -> None:
    """Half a second of standstill in two is a quarter of all users, not one request."""
    async with freezing_server(freeze_s=0.5, every_s=2.0) as port:
        result = await load(f"http://127.0.0.1:{port}/", rps=100, seconds=4)
    total = result.total()
    assert total.right == total.asked
    assert 0.1 < total.latency.above(0.1) / total.right < 0.35


async def test_our_own_lag_is_seen_and_not_caught_up() -> None:
    """When this process stands still, requests are not sent in a burst; they are counted."""
    async with raw_server(answer()) as server:
        asyncio.get_running_loop().call_later(0.4, time.sleep, 0.5)
        result = await load(f"http://127.0.0.1:{server.port}/", seconds=1.5)
    total = result.total()
    assert total.unsent_late >= 30
    assert total.right == total.due - total.unsent_late
    assert result.lags[0].quantile(1.0) >= 0.3


async def test_progress_is_told() -> None:
    """Whoever watches sees the rate, p95, errors and what is under way."""
    told: list[Progress] = []
    async with raw_server(answer()) as server:
        await load(f"http://127.0.0.1:{server.port}/", seconds=1.5, told=told)
    assert told
    assert told[-1].phase == "x"
    assert told[-1].sent > 10
    assert told[-1].failed == 0
