"""One DNS question to one server: UDP, then TCP where the answer does not fit (RFC 7766).

dnspython has this as well, among much else: its module costs 25 ms to import, a fortieth
of what a whole audit may take.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from launchready.facts.base import CannotSee
from launchready.net.network import is_address

if TYPE_CHECKING:
    from dns.message import Message


async def ask(query: Message, address: str, port: int) -> tuple[Message, bool]:
    """Send a query and give the answer, with whether it came over TCP.

    The query gets a new random id. The caller sets the deadline.

    Raises:
        CannotSee: the server is not named by its address.
        OSError, EOFError, DNSException, ValueError: what the server did.
    """
    import dns.entropy
    import dns.flags

    if not is_address(address):
        raise CannotSee(f"{address} is not an address, and there is nobody to ask for one")
    query.id = dns.entropy.random_16()
    answer = await _over_udp(query, address, port)
    if answer.flags & dns.flags.TC:
        return await _over_tcp(query, address, port), True
    return answer, False


class _Datagrams(asyncio.DatagramProtocol):
    """Takes the first datagram that answers the query.

    Those that do not, or are no DNS at all, are passed over: anybody can send a datagram.
    """

    def __init__(self, query: Message) -> None:
        self._query = query
        self.answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: object) -> None:
        message = _read(data, truncated=True)
        answers = message is not None and self._query.is_response(message)
        if answers and message is not None and not self.answer.done():
            self.answer.set_result(message)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def _over_udp(query: Message, address: str, port: int) -> Message:
    # A connected socket takes datagrams from its server alone, and learns of a closed port.
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Datagrams(query), remote_addr=(address, port)
    )
    try:
        transport.sendto(query.to_wire())
        return await protocol.answer
    finally:
        transport.close()


async def _over_tcp(query: Message, address: str, port: int) -> Message:
    wire = query.to_wire()
    reader, writer = await asyncio.open_connection(address, port)
    try:
        writer.write(len(wire).to_bytes(2) + wire)
        length = int.from_bytes(await reader.readexactly(2))
        message = _read(await reader.readexactly(length))
    finally:
        writer.close()
    if message is None or not query.is_response(message):
        raise ValueError("an answer to another question")
    return message


def _read(data: bytes, *, truncated: bool = False) -> Message | None:
    """Read a message; None where it is none. A truncated one may end anywhere."""
    import dns.exception
    import dns.message

    try:
        return dns.message.from_wire(data, ignore_trailing=True, raise_on_truncation=truncated)
    except dns.message.Truncated as cut:
        return cut.message()  # type: ignore[no-untyped-call, no-any-return]
    except (dns.exception.DNSException, ValueError, IndexError, UnicodeError):
        return None
