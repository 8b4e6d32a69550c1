"""The origin behind a proxy, asked past it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl

from launchready.collect.page_html import read_page
from launchready.facts.base import CannotSee
from launchready.facts.proxy import OriginAnswer, OriginProbe, OriginState
from launchready.manifest.schema import Host
from launchready.net.certificates import covers, read_certificate
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.network import (
    CONNECT_TIMEOUT_S,
    IO_TIMEOUT_S,
    USER_AGENT,
    Network,
    join_endpoint,
    split_endpoint,
)

DEADLINE_S = 20.0
"""Two ports of which each may be silent, beside one ordinary request."""

MAX_BYTES = 128 * 1024


async def origin_probe(host: Host, network: Network, http: HttpClient) -> OriginProbe:
    """Ask a host's declared origin for the host's front page, on 443 and on 80.

    Its certificate is not verified: an attacker would not, and origins often show one
    that only their proxy trusts.
    """
    if host.origin is None:
        raise CannotSee("no origin is declared")
    visible = await http.request("GET", f"https://{host.name}/", max_bytes=MAX_BYTES)
    answers = await asyncio.gather(
        *(_ask(host.name, host.origin, port, visible, network) for port in (443, 80))
    )
    return OriginProbe(host.origin, visible.exchange.status, tuple(answers))


def _where(address: str, port: int, network: Network) -> tuple[str, int]:
    override = network.connect.get(join_endpoint(address, port))
    if override:
        return split_endpoint(override)
    if network.connect:
        # A rehearsal must not leave for what may be somebody else's machine.
        raise CannotSee(f"[network.connect] names no place for {join_endpoint(address, port)}")
    return address, port


async def _ask(
    host: str, address: str, port: int, visible: Response, network: Network
) -> OriginAnswer:
    where = _where(address, port, network)
    async with network.slot(host):
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                reader, writer = await asyncio.open_connection(*where)
        except TimeoutError:
            words = f"no connection within {CONNECT_TIMEOUT_S:g} s"
            return OriginAnswer(port, OriginState.SILENT, detail=words)
        except ConnectionRefusedError:
            return OriginAnswer(port, OriginState.REFUSED, detail="connection refused")
        except OSError as error:
            # Our own network may be the cause: nothing is known of the origin.
            raise CannotSee(
                f"the origin cannot be reached from here: {error.strerror}"
            ) from None
        try:
            return await _talk(host, port, visible, reader, writer)
        finally:
            writer.transport.abort()


async def _talk(
    host: str,
    port: int,
    visible: Response,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> OriginAnswer:
    names_host = False
    try:
        async with asyncio.timeout(IO_TIMEOUT_S):
            if port == 443:
                await writer.start_tls(_credulous(), server_hostname=host)
                names_host = _names(host, writer)
            head = (
                f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\n"
                "Accept: text/html,*/*;q=0.8\r\nConnection: close\r\n\r\n"
            )
            writer.write(head.encode("ascii"))
            await writer.drain()
            octets = await _read(reader)
    except TimeoutError:
        words = f"connected, but no answer within {IO_TIMEOUT_S:g} s"
        return OriginAnswer(port, OriginState.CLOSED, 0, names_host=names_host, detail=words)
    except OSError:  # ssl.SSLError is one: a client certificate is asked for, say
        words = "the connection was closed before an answer"
        return OriginAnswer(port, OriginState.CLOSED, 0, names_host=names_host, detail=words)
    found = re.match(rb"HTTP/1\.[01] (\d{3})", octets)
    if not found:
        words = "no HTTP answer"
        return OriginAnswer(port, OriginState.CLOSED, 0, names_host=names_host, detail=words)
    alike = _alike(octets, int(found[1]), visible)
    return OriginAnswer(port, OriginState.ANSWERED, int(found[1]), alike, names_host)


def _credulous() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _names(host: str, writer: asyncio.StreamWriter) -> bool:
    tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
    der = tls.getpeercert(binary_form=True)
    return bool(der) and covers(read_certificate(der or b"").names, host)


async def _read(reader: asyncio.StreamReader) -> bytes:
    octets = b""
    while len(octets) < MAX_BYTES:
        chunk = await reader.read(16_384)
        if not chunk:
            break
        octets += chunk
    return octets


def _alike(octets: bytes, status: int, visible: Response) -> bool:
    """Say whether the origin gave what visitors get: the same body, title or target."""
    if status != visible.exchange.status or status >= 400:
        return False
    head, _, body = octets.partition(b"\r\n\r\n")
    location = re.search(rb"(?im)^location:[ \t]*([^\r\n]*)", head)
    if location or visible.locations:
        return bool(location) and visible.locations == (
            location[1].strip() if location else b"",
        )
    if body and hashlib.sha256(body).hexdigest() == visible.exchange.body.sha256:
        return True
    # A transfer coding is left as it is: it breaks hashes, but hardly ever a title.
    url = visible.exchange.url
    title = read_page(re.sub(r"^[0-9a-fA-F]+\r\n", "", body.decode("latin-1")), url).title
    seen = read_page(visible.content.decode("latin-1"), url).title
    return bool(title) and title == seen
