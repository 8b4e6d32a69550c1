"""DKIM key records (RFC 6376 section 3.6.1, RFC 8301, RFC 8463)."""

from __future__ import annotations

import base64
import binascii
import re

from launchready.facts.mail import DkimKeyRecord

MAX_RECORD = 16 * 1024
"""Characters of a key record that are read; a key of 4096 bits needs 760."""


def parse_key(text: str) -> DkimKeyRecord:
    """Read a key record; what is wrong with it is told in it, and never raised."""
    if len(text) > MAX_RECORD:
        return DkimKeyRecord(text[:200], fault=f"is {len(text)} characters long")
    tags: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            return DkimKeyRecord(text, fault=f'"{_plain(part)}" is no tag: name, "=", value')
        if name in tags:
            return DkimKeyRecord(text, fault=f"the tag {_plain(name)} stands there twice")
        tags[name] = value
    flags = {flag.strip() for flag in tags.get("t", "").split(":")}
    kind = tags.get("k", "rsa").lower()
    fault = _fault(tags, kind)
    bits = 0
    if not fault and tags.get("p"):
        bits, fault = _read_key(kind, tags["p"])
    return DkimKeyRecord(
        text,
        kind=kind if kind in {"rsa", "ed25519"} else _plain(kind),
        bits=bits,
        revoked=not fault and not tags.get("p"),
        testing="y" in flags,
        fault=fault,
    )


def _fault(tags: dict[str, str], kind: str) -> str:
    if tags.get("v", "DKIM1") != "DKIM1":
        return f'v={_plain(tags["v"])}: must be "DKIM1"'
    if "v" in tags and next(iter(tags)) != "v":
        return "v=DKIM1 must stand first"
    if kind not in {"rsa", "ed25519"}:
        return f"k={_plain(kind)}: is neither rsa nor ed25519"
    if "p" not in tags:
        return "has no key (p=)"
    hashes = {each.strip() for each in tags.get("h", "sha256").split(":")}
    if "sha256" not in hashes:
        return f"h={_plain(tags['h'])}: does not allow sha256, and sha1 is void (RFC 8301)"
    services = {each.strip() for each in tags.get("s", "*").split(":")}
    if not services & {"*", "email"}:
        return f"s={_plain(tags['s'])}: is not for mail"
    return ""


def _read_key(kind: str, text: str) -> tuple[int, str]:
    """Give (bits, "") of a key, or (0, why it is none)."""
    packed = re.sub(r"\s+", "", text)
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        wrong = re.search(r"[^A-Za-z0-9+/=]", packed)
        if wrong:
            return 0, f'p= holds "{_plain(wrong[0])}", which is not base64'
        return 0, "p= is not base64: cut off, perhaps"
    if kind == "ed25519":
        good = len(data) == 32
        return (256, "") if good else (0, f"p= is {len(data)} octets long; Ed25519 has 32")
    return _rsa_bits(data)


def _rsa_bits(data: bytes) -> tuple[int, str]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        size = _small_rsa_bits(data)
        return (size, "") if size else (0, "p= is not a public key: cut off, perhaps")
    if not isinstance(key, RSAPublicKey):
        return 0, "p= is not an RSA key, but k= says so"
    return key.key_size, ""


def _small_rsa_bits(data: bytes) -> int:
    """Give the size of a key that cryptography refuses for being small, else 0."""
    from dkim.asn1 import ASN1FormatError
    from dkim.crypto import UnparsableKeyError, parse_public_key

    try:
        modulus = parse_public_key(data)["modulus"]
    except (UnparsableKeyError, ASN1FormatError, IndexError, KeyError, TypeError, ValueError):
        return 0
    return int(modulus).bit_length()


def _plain(text: str) -> str:
    plain = text.strip().encode("unicode_escape").decode("ascii")
    return plain if len(plain) <= 60 else f"{plain[:60]}..."
