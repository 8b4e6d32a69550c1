"""Stapled OCSP responses are read as servers send them (RFC 6960, RFC 6066 section 8)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from OpenSSL import SSL

from launchready.net.certificates import stapled_status
from launchready.net.network import Network
from launchready.net.tls import TlsProbe

NOW = datetime.now(UTC).replace(microsecond=0)
HOST, ADDRESS = "app.acme.example", "198.51.100.7"


class Issued:
    """A leaf with its authority's certificate and key."""

    def __init__(self) -> None:
        self.ca = trustme.CA(key_type=trustme.KeyType.ECDSA)
        self.leaf = self.ca.issue_cert(HOST, key_type=trustme.KeyType.ECDSA)
        pem = self.leaf.cert_chain_pems[0].bytes()
        self.certificate = x509.load_pem_x509_certificate(pem)
        self.issuer = x509.load_pem_x509_certificate(self.ca.cert_pem.bytes())
        key = serialization.load_pem_private_key(self.ca.private_key_pem.bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self.key = key

    @property
    def serial(self) -> str:
        """Give the leaf's serial as a fact does."""
        return f"{self.certificate.serial_number:x}"

    def response(self, status: ocsp.OCSPCertStatus, *, age: timedelta = timedelta(0)) -> bytes:
        """Sign a response that was good for a week, some time ago."""
        revoked = status is ocsp.OCSPCertStatus.REVOKED
        made = NOW - timedelta(hours=1) - age
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=self.certificate,
            issuer=self.issuer,
            algorithm=hashes.SHA1(),
            cert_status=status,
            this_update=made,
            next_update=made + timedelta(days=7),
            revocation_time=made if revoked else None,
            revocation_reason=None,
        )
        signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.issuer)
        return signed.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.fixture(scope="module")
def issued() -> Issued:
    """Make one certificate for the module: keys take time."""
    return Issued()


@pytest.mark.parametrize(
    ("status", "age", "said"),
    [
        (ocsp.OCSPCertStatus.GOOD, 0, "good"),
        (ocsp.OCSPCertStatus.REVOKED, 0, "revoked"),
        (ocsp.OCSPCertStatus.UNKNOWN, 0, "unknown"),
        (ocsp.OCSPCertStatus.GOOD, 30, "stale"),
    ],
)
def test_a_status_is_read(
    status: ocsp.OCSPCertStatus, age: int, said: str, issued: Issued
) -> None:
    """What the authority says counts as long as it says so."""
    der = issued.response(status, age=timedelta(days=age))
    assert stapled_status(der, issued.serial, NOW) == said
    assert stapled_status(der, "abc123", NOW) == ""


@pytest.mark.parametrize("der", [b"", b"0", b"\x30\x03\x0a\x01\x06", b"0" * 5000, b"\xff" * 99])
def test_what_is_no_response_says_nothing(der: bytes, issued: Issued) -> None:
    """Refusals of the responder and hostile bytes say nothing of the certificate."""
    assert stapled_status(der, issued.serial, NOW) == ""


@contextmanager
def stapling(issued: Issued, folder: Path, staple: bytes) -> Iterator[int]:
    """Serve TLS with a stapled response for two handshakes; gives the port."""
    issued.leaf.private_key_pem.write_to_path(str(folder / "key.pem"))
    issued.leaf.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_privatekey_file(str(folder / "key.pem"))
    context.use_certificate_chain_file(str(folder / "cert.pem"))
    context.set_ocsp_server_callback(lambda *_: staple)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        for _ in range(2):
            plain, _ = listener.accept()
            plain.setblocking(True)
            connection = SSL.Connection(context, plain)
            connection.set_accept_state()
            connection.do_handshake()
            connection.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join(10)
        listener.close()


async def test_a_stapled_revocation_is_seen(issued: Issued, tmp_path: Path) -> None:
    """A handshake that verifies may still carry the news that the certificate is revoked."""
    ca_file = tmp_path / "ca.pem"
    issued.ca.cert_pem.write_to_path(str(ca_file))
    with stapling(issued, tmp_path, issued.response(ocsp.OCSPCertStatus.REVOKED)) as port:
        network = Network({f"{HOST}:443": f"127.0.0.1:{port}"}, ca_file=ca_file)
        seen = await TlsProbe(network).handshake(HOST, ADDRESS)
        await asyncio.sleep(0)
    assert (seen.trusted, seen.ocsp_stapled, seen.ocsp_status) == (True, True, "revoked")
