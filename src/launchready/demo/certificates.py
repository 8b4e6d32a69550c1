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
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=90)
AGE = timedelta(days=5)
"""As a fresh certificate of an ACME authority."""

ALPN = ["h2", "http/1.1"]

_ISSUER_AT = x509.AccessDescription(
    AuthorityInformationAccessOID.CA_ISSUERS,
    x509.UniformResourceIdentifier("http://certificates.registry.example/issuing.der"),
)


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
    chain, key = _issue(name, start, self_signed=self_signed)
    sent = chain if complete else chain[:1]
    with trustme.Blob(b"".join([key, *sent])).tempfile() as path:
        context.load_cert_chain(path)  # the standard library reads only files
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


def _issue(name: str, start: datetime, *, self_signed: bool) -> tuple[list[bytes], bytes]:
    """Make a key and the chain for it, as PEM.

    Written out since trustme's leaves do not say where their issuer's certificate is to
    be had, as those of public authorities do (Baseline Requirements section 7.1.2.7.7).
    """
    key = ec.generate_private_key(ec.SECP256R1())
    issuer_pem, issuer_key = _issuing().cert_pem.bytes(), _issuing().private_key_pem.bytes()
    issuer = x509.load_pem_x509_certificate(issuer_pem)
    signer = serialization.load_pem_private_key(issuer_key, None)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if self_signed else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    if not self_signed:
        identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier.value),
            critical=False,
        ).add_extension(x509.AuthorityInformationAccess([_ISSUER_AT]), critical=False)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    certificate = builder.sign(key if self_signed else signer, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = [certificate.public_bytes(pem)]
    return (chain if self_signed else [*chain, issuer_pem]), secret
