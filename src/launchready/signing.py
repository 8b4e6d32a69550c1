"""Signatures under evidence: by whose key a file was kept, and whether it is still the same.

Ed25519 (RFC 8032).  The private key is made at the first use and kept in the user's
configuration, never in a repository; its public half goes into a file beside each one that
it signed, so that anybody can verify.  A signature tells that a file was changed by somebody
without the key.  It cannot tell whether the key's holder told the truth.
"""

from __future__ import annotations

import getpass
import json
import os
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from launchready.keyed_hash import KEY_BYTES, kept_key, key_path

ALGORITHM = "Ed25519"
MAX_SEAL_BYTES = 4096
MAX_NAME = 80
_PURPOSE = b"launchready evidence, version 1"
"""Signed with everything, so that a signature under something else never counts."""


class NoKey(Exception):
    """There is no key to sign with; the message says why."""


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """Somebody who signs.

    Attributes:
        by: their name.
        seed: private key, 32 bytes; never shown.
    """

    by: str
    seed: bytes

    @property
    def fingerprint(self) -> str:
        """Give the key's short name, 16 hex digits."""
        return fingerprint(self._public())

    def seal(self, name: str, content: bytes) -> bytes:
        """Sign a file.

        Args:
            name: under which it is kept; a copy under another name does not verify.
            content: the whole of it.

        Returns:
            What is to be kept beside it.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        seal = {
            "algorithm": ALGORITHM,
            "public_key": self._public().hex(),
            "signature": private.sign(_signed(name, content)).hex(),
        }
        return json.dumps(seal, indent=2).encode() + b"\n"

    def _public(self) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return private.public_key().public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """Give a key's short name, 16 hex digits."""
    return sha256(public_key).hexdigest()[:16]


def verify(name: str, content: bytes, seal: bytes) -> str:
    """Hold a file against the seal beside it.

    Args:
        name: under which the file is kept.
        content: the whole of it.
        seal: what `Signer.seal` gave; anything at all is taken.

    Returns:
        Fingerprint of the key that signed exactly this; "" where none did.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        given = json.loads(seal)
        if given["algorithm"] != ALGORITHM:
            return ""
        public, signature = (
            bytes.fromhex(given["public_key"]),
            bytes.fromhex(given["signature"]),
        )
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(name, content))
    except (InvalidSignature, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return fingerprint(public)


def _signed(name: str, content: bytes) -> bytes:
    return b"\0".join((_PURPOSE, name.encode(), content))


def signing_key_path() -> Path:
    """Give where the private key is kept: beside the key of keyed hashes."""
    return key_path().with_name("signing-key")


def user_signer(folder: Path | None = None) -> Signer:
    """Give this user as somebody who signs; CI may give a key in LAUNCHREADY_SIGNING_KEY.

    Args:
        folder: where git is asked for the user's name; LAUNCHREADY_BY comes first.

    Raises:
        NoKey: none can be read or kept here.
    """
    given = os.environ.get("LAUNCHREADY_SIGNING_KEY")
    try:
        seed = bytes.fromhex(given.strip()) if given else kept_key(signing_key_path())
    except ValueError:
        seed = b""
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where home is
        raise NoKey("a key can be neither read nor kept in the user's configuration") from None
    if len(seed) != KEY_BYTES:
        raise NoKey("LAUNCHREADY_SIGNING_KEY is not 64 hex digits")
    return Signer(user_name(folder), seed)


def user_name(folder: Path | None = None) -> str:
    """Say who is at work: LAUNCHREADY_BY, git's user.name, or the login's name."""
    return _one_line(os.environ.get("LAUNCHREADY_BY", "") or _git_name(folder) or _login())


def _git_name(folder: Path | None) -> str:
    try:
        found = subprocess.run(
            ("git", "config", "user.name"), cwd=folder, check=False, timeout=5,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.decode("utf-8", "replace")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def _one_line(text: str) -> str:
    return "".join(char for char in text.strip() if char.isprintable())[:MAX_NAME]
