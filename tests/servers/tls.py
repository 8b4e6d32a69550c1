"""Real TLS servers on loopback, each with what is asked to be wrong with it."""

from __future__ import annotations

import asyncio
import ssl
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@dataclass
class Authority:
    """A certification authority with a root, and an intermediate below it."""

    root: trustme.CA = field(default_factory=lambda: trustme.CA(key_type=trustme.KeyType.ECDSA))

    @cached_property
    def intermediate(self) -> trustme.CA:
        """Give the authority below the root."""
        return self.root.create_child_ca(key_type=trustme.KeyType.ECDSA)

    def write_root(self, folder: Path) -> Path:
        """Write the root where `ca_file` can name it."""
        path = folder / "ca.pem"
        self.root.cert_pem.write_to_path(path)
        return path

    def context(
        self, *names: str, expired: bool = False, lacks_intermediate: bool = False
    ) -> ssl.SSLContext:
        """Make a server's context with a certificate for these names."""
        ends = datetime.now(UTC) - timedelta(days=3) if expired else None
        issuer = self.intermediate if lacks_intermediate else self.root
        leaf = issuer.issue_cert(
            *names,
            not_before=datetime.now(UTC) - timedelta(days=30),
            not_after=ends or datetime.now(UTC) + timedelta(days=60),
            key_type=trustme.KeyType.ECDSA,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            chain = leaf.cert_chain_pems[:1] if lacks_intermediate else leaf.cert_chain_pems
            certificate = Path(folder) / "cert.pem"
            certificate.write_bytes(b"".join(blob.bytes() for blob in chain))
            key = Path(folder) / "key.pem"
            leaf.private_key_pem.write_to_path(key)
            context.load_cert_chain(certificate, key)
        context.set_alpn_protocols(["h2", "http/1.1"])
        return context


def self_signed_context(name: str) -> ssl.SSLContext:
    """Make a server's context with a certificate that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder) / "both.pem"
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        both.write_bytes(pem + certificate.public_bytes(Encoding.PEM))
        context.load_cert_chain(both)
    return context


def old_versions(context: ssl.SSLContext, versions: Sequence[ssl.TLSVersion]) -> ssl.SSLContext:
    """Let a context speak only the versions from the first to the last given."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = versions[0]
    context.maximum_version = versions[-1]
    return context


@asynccontextmanager
async def serve_tls(
    context: ssl.SSLContext, *, address: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """Shake hands with every client and hang up; gives the port."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(greet, address, 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def serve_bytes(
    reply: bytes, *, hang: bool = False, reset: bool = False
) -> AsyncIterator[int]:
    """Send every client the same bytes, whatever it says; gives the port."""
    waiting: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        waiting.add(task)
        try:
            if reset:
                transport = writer.transport
                assert isinstance(transport, asyncio.Transport)
                transport.abort()
                return
            await reader.read(1)
            writer.write(reply)
            await writer.drain()
            if hang:
                await asyncio.Event().wait()
        except ConnectionError:
            pass
        finally:
            writer.close()
            waiting.discard(task)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            for task in list(waiting):
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
