"""The demo's own certification authority, and what each host shows of it.

Keys and certificates are made once for a process: many twins start quickly.
"""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from functools import cache

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LIFETIME = timedelta(days=90)
AGE = timedelta(days=5)
"""As a fresh certificate of an ACME authority."""

ALPN = ["h2", "http/1.1"]


@cache
def _root() -> trustme.CA:
    return trustme.CA(
        organization_name="Acme Trust Services", organization_unit_name="Demo root"
    )


@cache
def _issuing() -> trustme.CA:
    return _root().create_child_ca()


def root_pem() -> bytes:
    """Give the root that the manifests' `ca_file` names."""
    return _root().cert_pem.bytes()


@cache
def server_context(
    name: str,
    *,
    age: timedelta = AGE,
    complete: bool = True,
    self_signed: bool = False,
    old_versions: bool = False,
) -> ssl.SSLContext:
    """Make the TLS set-up of one host.

    Args:
        name: the one name in the certificate.
        age: how long ago its 90 days began.
        complete: the intermediate is sent along.
        self_signed: the certificate is its own authority.
        old_versions: TLS 1.0 and 1.1 are accepted, too.
    """
    start = datetime.now(UTC) - age
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(ALPN)
    if self_signed:
        _load(context, *_self_signed(name, start))
        return context
    issued = _issuing().issue_cert(
        name, common_name=name, not_before=start, not_after=start + LIFETIME
    )
    chain = issued.cert_chain_pems if complete else issued.cert_chain_pems[:1]
    _load(context, b"".join(pem.bytes() for pem in chain), issued.private_key_pem.bytes())
    if old_versions:
        _accept_old_versions(context)
    return context


def _accept_old_versions(context: ssl.SSLContext) -> None:
    # Set through the options and the ciphers' security level: assigning an old
    # minimum_version is what the standard library warns about, and rightly.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options &= ~(ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1


def _self_signed(name: str, start: datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _load(context: ssl.SSLContext, chain: bytes, key: bytes) -> None:
    """Load from memory; the standard library reads only files."""
    with trustme.Blob(key + chain).tempfile() as path:
        context.load_cert_chain(path)
