"""Keys that a real library made are known in every wrapping, and told by the right rule."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from launchready.secrets.recognise import recognise
from tests.secrets.scanning import scan_text

RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
DSA = dsa.generate_private_key(1024)
PLAIN, LOCKED = NoEncryption(), BestAvailableEncryption(b"a passphrase")
PKCS8, OLD, SSH = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH

KEYS = {
    "private-key-pkcs8": RSA.private_bytes(Encoding.PEM, PKCS8, PLAIN),
    "private-key-rsa": RSA.private_bytes(Encoding.PEM, OLD, PLAIN),
    "private-key-ec": EC.private_bytes(Encoding.PEM, OLD, PLAIN),
    "private-key-dsa": DSA.private_bytes(Encoding.PEM, OLD, PLAIN),
    "private-key-encrypted": RSA.private_bytes(Encoding.PEM, PKCS8, LOCKED),
    "private-key-openssh": ED.private_bytes(Encoding.PEM, SSH, PLAIN),
    "private-key-pkcs12": base64.b64encode(
        pkcs12.serialize_key_and_certificates(b"x", RSA, None, None, LOCKED)
    ),
    "private-key-encoded": base64.b64encode(RSA.private_bytes(Encoding.PEM, PKCS8, PLAIN)),
}
LEGACY = RSA.private_bytes(Encoding.PEM, OLD, LOCKED)


@pytest.mark.parametrize("rule", KEYS)
def test_a_real_key_is_known_wherever_it_stands(rule: str) -> None:
    """In a file, in JSON and indented in YAML it is one finding with one and the same hash."""
    text = KEYS[rule].decode()
    indented = "".join(f"    {line}\n" for line in text.splitlines())
    places = [
        text,
        f"PORT=1\n{text}\nDEBUG=0\n",
        json.dumps({"key": text}),
        f"k: |\n{indented}",
    ]
    found = [scan_text(place, path="a.txt").found for place in places]
    assert [[each.rule for each in some] for some in found] == [[rule]] * 4
    assert len({some[0].hash for some in found}) == 1


def test_a_key_under_a_passphrase_of_old_is_known() -> None:
    """Its header fields stand before the base64."""
    assert b"DEK-Info" in LEGACY
    assert [each.rule for each in scan_text(LEGACY.decode()).found] == ["private-key-rsa"]


def test_the_shortest_keys_are_known() -> None:
    """An Ed25519 key is a line of 64 characters."""
    short = ED.private_bytes(Encoding.PEM, PKCS8, PLAIN).decode()
    assert [each.rule for each in scan_text(short).found] == ["private-key-pkcs8"]


def test_what_is_public_is_no_key() -> None:
    """A public key in the same wrapping opens nothing."""
    from cryptography.hazmat.primitives.serialization import PublicFormat

    public = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert scan_text(public.decode()).found == ()
    assert recognise("JWT_PUBLIC_KEY", public.decode()) is None
