"""TLS as a browser meets it, and then as it really is (RFC 8446, RFC 5280)."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from launchready.facts.base import CannotSee
from launchready.facts.tls import Certificate, TlsEndpoint, TlsVersions
from launchready.net.certificates import covers, read_certificate, stapled_status
from launchready.net.network import CONNECT_TIMEOUT_S, IO_TIMEOUT_S, Network, is_address

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from OpenSSL.SSL import Connection

MAX_CHAIN = 10
"""Certificates of one chain that are read."""

MAX_HANDSHAKE_BYTES = 256 * 1024
"""What a server may send before the handshake is done; real ones need under 20 KB."""

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of openssl/x509_vfy.h: dates are another check's matter."""

HUNG_UP = "the server closed the connection during the handshake"
RESET = "connection reset"
DECLINED = ("unsupported protocol", "wrong ssl version", "no shared cipher")
"""What OpenSSL says of a server that answers with another version than the one offered."""

NOISE = ("wrong version number", "packet length too long", "http request")
"""What OpenSSL says of bytes that are no TLS record."""

VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


class TlsProbe:
    """Shakes hands with hosts, within the run's limits."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def handshake(self, host: str, address: str, port: int = 443) -> TlsEndpoint:
        """Shake hands with one address of a host: verifying, then to see what is there.

        Raises:
            CannotSee: it did not answer in time, or the connection ceiling is reached.
        """
        endpoint = TlsEndpoint(address, port, connected=False)
        verified = await self._verify(host, endpoint)
        if verified.error:
            return verified
        return await self._inspect(host, verified)

    async def versions(self, host: str, address: str, port: int = 443) -> TlsVersions:
        """Offer each protocol version alone, at most four connections.

        A version that got no answer, or none in TLS, is among the `unseen`.
        """
        answers = await asyncio.gather(
            *(self._offer(host, address, port, name) for name in VERSIONS)
        )
        by_answer = {
            wanted: tuple(
                n for n, said in zip(VERSIONS, answers, strict=True) if said == wanted
            )
            for wanted in ("accepted", "refused")
        }
        unseen = tuple(
            f"{name}: {said}"
            for name, said in zip(VERSIONS, answers, strict=True)
            if said not in by_answer
        )
        return TlsVersions(by_answer["accepted"], by_answer["refused"], unseen)

    async def _verify(self, host: str, endpoint: TlsEndpoint) -> TlsEndpoint:
        """Say whether a browser's handshake would succeed; an `error` ends the looking."""
        where = self._network.route(host, endpoint.port, endpoint.address)
        assert where is not None
        context = self._network.trust
        async with self._network.slot(host):
            try:
                async with asyncio.timeout(CONNECT_TIMEOUT_S):
                    _, plain = await asyncio.open_connection(*where)
            except TimeoutError:
                raise CannotSee(f"no connection within {CONNECT_TIMEOUT_S:g} s") from None
            except OSError as error:
                return replace(endpoint, error=_network_words(error))
            try:
                async with asyncio.timeout(IO_TIMEOUT_S):
                    await plain.start_tls(context, server_hostname=host)
            except TimeoutError:
                raise CannotSee(f"no handshake within {IO_TIMEOUT_S:g} s") from None
            except ssl.SSLCertVerificationError as error:
                return replace(
                    endpoint,
                    connected=True,
                    verify_error=error.verify_message,
                    verify_code=error.verify_code,
                )
            except (ssl.SSLError, OSError) as error:
                # A server may speak TLS yet not to us: the second look says more.
                return replace(endpoint, connected=True, verify_error=_tls_words(error))
            else:
                return replace(endpoint, connected=True, trusted=True)
            finally:
                await _close(plain)

    async def _inspect(self, host: str, endpoint: TlsEndpoint) -> TlsEndpoint:
        """Shake hands without verifying, to read the chain as sent."""
        from OpenSSL import SSL
        from OpenSSL.crypto import FILETYPE_ASN1, dump_certificate

        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_cipher_list(b"ALL:@SECLEVEL=0")
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_alpn_protos([b"h2", b"http/1.1"])
        stapled: list[bytes] = []

        def keep_staple(_: Connection, response: bytes, __: object) -> bool:
            stapled.append(response)
            return True

        context.set_ocsp_client_callback(keep_staple)
        connection = SSL.Connection(context, None)
        connection.request_ocsp()
        error = await self._drive(host, endpoint, connection)
        if error:
            return replace(endpoint, error=error)
        sent = (connection.get_peer_cert_chain() or [])[:MAX_CHAIN]
        chain = tuple(read_certificate(dump_certificate(FILETYPE_ASN1, each)) for each in sent)
        return replace(
            endpoint,
            protocol=connection.get_protocol_version_name(),
            alpn=connection.get_alpn_proto_negotiated().decode("ascii", "replace"),
            chain=chain,
            ocsp_stapled=any(stapled),
            ocsp_status=_stapled_status(stapled, chain),
            name_matches=bool(chain) and covers(chain[0].names, host),
            chain_complete=bool(chain) and (endpoint.trusted or self._leads_to_root(sent)),
        )

    def _leads_to_root(self, chain: list[X509]) -> bool:
        """Say whether a chain as sent ends at a trusted root, whatever its dates."""
        from OpenSSL.crypto import X509Store, X509StoreContext, X509StoreContextError

        store = X509Store()
        for roots in self._network.trusted_files:
            store.load_locations(str(roots))
        store.set_flags(_NO_CHECK_TIME)
        try:
            X509StoreContext(store, chain[0], chain[1:]).verify_certificate()
        except X509StoreContextError:
            return False
        return True

    async def _offer(self, host: str, address: str, port: int, version: str) -> str:
        """Offer one version: "accepted", "refused", or why neither can be said."""
        from OpenSSL import SSL

        numbers = {
            "TLSv1": SSL.TLS1_VERSION,
            "TLSv1.1": SSL.TLS1_1_VERSION,
            "TLSv1.2": SSL.TLS1_2_VERSION,
            "TLSv1.3": SSL.TLS1_3_VERSION,
        }
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_cipher_list(b"ALL:@SECLEVEL=0")
        context.set_min_proto_version(numbers[version])
        context.set_max_proto_version(numbers[version])
        endpoint = TlsEndpoint(address, port, connected=True)
        try:
            error = await self._drive(host, endpoint, SSL.Connection(context, None))
        except CannotSee as unseen:
            return str(unseen)
        if not error:
            return "accepted"
        if "no protocols" in error:
            return "this machine's OpenSSL cannot offer it"
        # Hanging up is how many servers and middleboxes decline a version.
        declined = "alert" in error or error in {HUNG_UP, RESET, *DECLINED}
        return "refused" if declined else error

    async def _drive(self, host: str, endpoint: TlsEndpoint, connection: Connection) -> str:
        """Carry a handshake over a connection of its own; give what went wrong, or ""."""
        where = self._network.route(host, endpoint.port, endpoint.address)
        assert where is not None
        if not is_address(host):  # RFC 6066 section 3: no literals in SNI
            connection.set_tlsext_host_name(host.encode("idna"))
        connection.set_connect_state()
        async with self._network.slot(host):
            try:
                async with asyncio.timeout(CONNECT_TIMEOUT_S + IO_TIMEOUT_S):
                    reader, writer = await asyncio.open_connection(*where)
                    try:
                        return await _handshake(connection, reader, writer)
                    finally:
                        await _close(writer)
            except TimeoutError:
                raise CannotSee("no handshake in time") from None
            except OSError as error:
                return _network_words(error)


def _stapled_status(stapled: list[bytes], chain: tuple[Certificate, ...]) -> str:
    if not chain or not any(stapled):
        return ""
    return stapled_status(stapled[0], chain[0].serial, datetime.now(UTC))


async def _handshake(
    connection: Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> str:
    from OpenSSL import SSL

    received = 0
    while True:
        try:
            connection.do_handshake()
        except SSL.WantReadError:
            pass
        except SSL.Error as error:
            return _openssl_words(error)
        else:
            return ""
        finally:
            with suppress(SSL.Error):
                writer.write(connection.bio_read(1 << 16))
        await writer.drain()
        data = await reader.read(1 << 14)
        received += len(data)
        if not data:
            return HUNG_UP
        if received > MAX_HANDSHAKE_BYTES:
            return "the server sent far more than a handshake needs"
        connection.bio_write(data)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(0.2):
            await writer.wait_closed()


def _network_words(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionResetError):
        return RESET
    return (error.strerror or "network error").lower()


def _tls_words(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return (error.reason or "TLS error").replace("_", " ").lower()
    return _network_words(error)


def _openssl_words(error: Exception) -> str:
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    words = [entry[2] for entry in queue if len(entry) > 2 and entry[2]]
    if words and words[-1] in NOISE:
        return f"the answer is not TLS ({words[-1]})"
    return words[-1] if words else "the handshake failed"
