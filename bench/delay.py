"""A network that is further away: proxies on loopback that hold back what they pass on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from launchready.net.network import split_endpoint


@asynccontextmanager
async def slow_tcp(target: str, round_trip_s: float) -> AsyncIterator[str]:
    """Pass TCP on to "host:port", each direction late by half a round trip.

    The connection itself costs one round trip more, as a handshake does.
    """
    host, port = split_endpoint(target)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                loop.call_later(round_trip_s / 2, writer.write, data)
            await asyncio.sleep(round_trip_s / 2)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(round_trip_s)
        try:
            far_reader, far_writer = await asyncio.open_connection(host, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, target: tuple[str, int], delay_s: float) -> None:
        self._target = target
        self._delay_s = delay_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        task = asyncio.ensure_future(self._pass_on(data, addr))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _pass_on(self, data: bytes, addr: tuple[str, int]) -> None:
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        class Far(asyncio.DatagramProtocol):
            def datagram_received(self, reply: bytes, _: tuple[str, int]) -> None:
                if not answer.done():
                    answer.set_result(reply)

        await asyncio.sleep(self._delay_s)
        far, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            Far, remote_addr=self._target
        )
        try:
            far.sendto(data)
            reply = await asyncio.wait_for(answer, 2)
        finally:
            far.close()
        self._transport.sendto(reply, addr)  # type: ignore[attr-defined]


@asynccontextmanager
async def slow_dns(target: str, delay_s: float) -> AsyncIterator[str]:
    """Pass DNS over UDP on to "address:port", each answer late."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Udp(split_endpoint(target), delay_s), local_addr=("127.0.0.1", 0)
    )
    try:
        yield f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        transport.close()
