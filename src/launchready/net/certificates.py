"""Reads X.509 certificates as servers send them, hostile ones too (RFC 5280)."""

from __future__ import annotations

import hashlib
import warnings
from datetime import datetime
from typing import TYPE_CHECKING

from launchready.facts.base import CannotSee
from launchready.facts.tls import Certificate

if TYPE_CHECKING:
    from cryptography import x509


def read_certificate(der: bytes) -> Certificate:
    """Read one certificate; an extension that cannot be read counts as absent.

    Raises:
        CannotSee: the bytes are not a certificate at all.
    """
    try:
        with warnings.catch_warnings():
            # The library warns of what RFC 5280 forbids; that is not for the user's terminal.
            warnings.simplefilter("ignore")
            return _read(der)
    except Exception as error:  # noqa: BLE001 -- parsers of hostile bytes raise anything
        raise CannotSee(f"the certificate cannot be read ({type(error).__name__})") from None


def _read(der: bytes) -> Certificate:
    from cryptography import x509

    parsed = x509.load_der_x509_certificate(der)
    subject, issuer = parsed.subject, parsed.issuer
    ca_issuers, ocsp = _authority_access(parsed)
    key_type, key_bits = _key(parsed)
    return Certificate(
        subject=_common_name(subject),
        issuer=_common_name(issuer),
        issuer_organization=_attribute(issuer, "2.5.4.10"),
        names=_names(parsed),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        serial=f"{parsed.serial_number:x}",
        key_type=key_type,
        key_bits=key_bits,
        signature_hash=_signature_hash(parsed),
        sha256=hashlib.sha256(der).hexdigest(),
        is_ca=_is_ca(parsed),
        self_signed=subject == issuer,
        ca_issuers=ca_issuers,
        ocsp=ocsp,
        must_staple=_must_staple(parsed),
    )


def stapled_status(der: bytes, serial: str, now: datetime) -> str:
    """Read what a stapled OCSP response says of a certificate (RFC 6960).

    The signature is not verified: a server that staples a revocation says it of itself.

    Args:
        der: the response.
        serial: the certificate's, hexadecimal.
        now: aware.

    Returns:
        "good", "revoked", "unknown", "stale", or "" where it says nothing of it.
    """
    from cryptography.x509 import ocsp

    try:
        response = ocsp.load_der_ocsp_response(der)
        for single in response.responses:
            if f"{single.serial_number:x}" != serial:
                continue
            if single.next_update_utc is not None and single.next_update_utc < now:
                return "stale"
            return single.certificate_status.name.lower()
    except Exception:  # noqa: BLE001 -- parsers of hostile bytes raise anything
        return ""
    return ""


def covers(names: tuple[str, ...], host: str) -> bool:
    """Say whether a certificate's names cover a host (RFC 9525 section 6.3).

    A wildcard stands for exactly one whole label, the leftmost.
    """
    wanted = host.lower().rstrip(".")
    parent = wanted.partition(".")[2]
    return any(name == wanted or (parent and name == f"*.{parent}") for name in names)


def _attribute(name: x509.Name, oid: str) -> str:
    found = [each.value for each in name if each.oid.dotted_string == oid]
    return str(found[0]) if found else ""


def _common_name(name: x509.Name) -> str:
    return _attribute(name, "2.5.4.3") or name.rfc4514_string()


def _extension(parsed: x509.Certificate, kind: type[x509.ExtensionType]) -> object | None:
    try:
        return parsed.extensions.get_extension_for_class(kind).value
    except Exception:  # noqa: BLE001 -- absent, twice, or malformed: it says nothing
        return None


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    found = _extension(parsed, x509.SubjectAlternativeName)
    if not isinstance(found, x509.SubjectAlternativeName):
        return ()
    hosts = [name.lower().rstrip(".") for name in found.get_values_for_type(x509.DNSName)]
    return tuple(hosts + [str(each) for each in found.get_values_for_type(x509.IPAddress)])


def _key(parsed: x509.Certificate) -> tuple[str, int]:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    try:
        key = parsed.public_key()
    except Exception:  # noqa: BLE001 -- a key of a kind that nobody here knows
        return "unknown", 0
    match key:
        case rsa.RSAPublicKey():
            return "rsa", key.key_size
        case ec.EllipticCurvePublicKey():
            return "ec", key.curve.key_size
        case dsa.DSAPublicKey():
            return "dsa", key.key_size
        case ed25519.Ed25519PublicKey():
            return "ed25519", 256
        case ed448.Ed448PublicKey():
            return "ed448", 456
        case _:
            return "unknown", 0


def _signature_hash(parsed: x509.Certificate) -> str:
    try:
        algorithm = parsed.signature_hash_algorithm
    except Exception:  # noqa: BLE001 -- an algorithm that nobody here knows
        return ""
    return algorithm.name if algorithm else ""


def _is_ca(parsed: x509.Certificate) -> bool:
    from cryptography import x509

    found = _extension(parsed, x509.BasicConstraints)
    return isinstance(found, x509.BasicConstraints) and found.ca


def _must_staple(parsed: x509.Certificate) -> bool:
    from cryptography import x509

    found = _extension(parsed, x509.TLSFeature)
    return isinstance(found, x509.TLSFeature) and x509.TLSFeatureType.status_request in found


def _authority_access(parsed: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID as Oid

    found = _extension(parsed, x509.AuthorityInformationAccess)
    if not isinstance(found, x509.AuthorityInformationAccess):
        return (), ()
    urls = [
        (each.access_method, each.access_location.value)
        for each in found
        if isinstance(each.access_location, x509.UniformResourceIdentifier)
    ]
    issuers = tuple(url for method, url in urls if method == Oid.CA_ISSUERS)
    return issuers, tuple(url for method, url in urls if method == Oid.OCSP)
