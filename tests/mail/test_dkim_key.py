"""DKIM key records are read, and what is wrong with one is told."""

from __future__ import annotations

import base64
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from launchready.mail.dkim.key import parse_key


@cache
def rsa_key(bits: int) -> str:
    """Make a public key."""
    key = rsa.generate_private_key(65537, bits).public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def ed_key() -> str:
    """Make a public key of Ed25519."""
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@pytest.mark.parametrize("bits", [1024, 2048])
def test_an_rsa_keys_size_is_read(bits: int) -> None:
    """Key, size and flags of a good record."""
    key = parse_key(f"v=DKIM1; k=rsa; t=y:s; p={rsa_key(bits)}")
    assert (key.kind, key.bits, key.testing, key.revoked, key.fault) == (
        "rsa",
        bits,
        True,
        False,
        "",
    )


def test_a_key_too_small_for_today_is_still_measured() -> None:
    """A key of 512 bits, which libraries refuse to load, is told by its size."""
    modulus = (1 << 511) + 1
    # RSAPublicKey: SEQUENCE of two INTEGERs, in a SubjectPublicKeyInfo (RFC 8017, RFC 5280)
    number = b"\x00" + modulus.to_bytes(64, "big")
    inner = b"\x02\x41" + number + b"\x02\x03\x01\x00\x01"
    inner = b"\x30" + bytes([len(inner)]) + inner
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    bits = b"\x03" + bytes([len(inner) + 1]) + b"\x00" + inner
    whole = algorithm + bits
    der = b"\x30" + bytes([len(whole)]) + whole
    key = parse_key(f"p={base64.b64encode(der).decode()}")
    assert (key.bits, key.fault) == (512, "")


def test_ed25519_is_known() -> None:
    """The short keys of RFC 8463 are as good as any."""
    key = parse_key(f"v=DKIM1; k=ed25519; p={ed_key()}")
    assert (key.kind, key.bits, key.fault) == ("ed25519", 256, "")


def test_an_empty_key_revokes() -> None:
    """p= with nothing after it says that the selector is retired."""
    assert parse_key("v=DKIM1; p=").revoked


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ("v=DKIM1; k=rsa", "has no key"),
        ("v=DKIM2; p=AAAA", 'must be "DKIM1"'),
        ("k=rsa; v=DKIM1; p=AAAA", "must stand first"),
        ("k=dsa; p=AAAA", "neither rsa nor ed25519"),
        ('p="MIGf', 'holds """'),
        ("p=MIGfM", "cut off"),
        ("p=MIGfMA0GCSqGSIb3", "cut off"),
        ("h=sha1; p=AAAA", "sha1 is void"),
        ("s=other; p=AAAA", "is not for mail"),
        ("p=AAAA; p=AAAA", "stands there twice"),
        ("k=ed25519; p=AAAA", "octets long"),
        ("p", "is no tag"),
        ("p=" + "A" * 20_000, "characters long"),
    ],
)
def test_a_fault_is_told(record: str, fault: str) -> None:
    """What makes a record no key is said in words."""
    assert fault in parse_key(record).fault
