"""Keyed hashes of secrets: the same secret is the same hash, and nobody can guess it back.

The key is made at the first use and kept in the user's configuration, never in a
repository: whoever reads a report cannot try passwords against its hashes.
"""

from __future__ import annotations

import contextlib
import os
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path

KEY_BYTES = 32
HASH_BYTES = 8


def keyed_hash(key: bytes, value: bytes) -> str:
    """Give the hash of a secret, 16 hex digits."""
    return blake2b(value, key=key, digest_size=HASH_BYTES).hexdigest()


def key_path() -> Path:
    """Give where the key is kept: LAUNCHREADY_KEY_FILE, or the user's configuration."""
    named = os.environ.get("LAUNCHREADY_KEY_FILE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "launchready" / "key"


def user_key() -> bytes:
    """Give this user's key, made where there is none yet; CI may give one in LAUNCHREADY_KEY.

    Where it can be neither read nor kept (a read-only home in CI), a key for this process
    alone: hashes then compare within one run.
    """
    given = os.environ.get("LAUNCHREADY_KEY")
    if given:
        return sha256(given.encode()).digest()
    try:
        return kept_key(key_path())
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where home is
        return _once()


def kept_key(path: Path) -> bytes:
    """Read a file's key of 32 bytes, made there for its owner alone if there is none yet.

    Raises:
        OSError: it holds something else, or can be neither read nor made.
    """
    return _read(path) or _make(path)


@cache
def _once() -> bytes:
    return os.urandom(KEY_BYTES)


def _read(path: Path) -> bytes:
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return b""
    except UnicodeDecodeError:
        raise OSError(f"{path} holds no key") from None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise OSError(f"{path} holds no key")
    return key


def _make(path: Path) -> bytes:
    import tempfile

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked into place: two processes that start at once get one key,
    # and nobody ever reads half of one.
    descriptor, scratch = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(KEY_BYTES).hex() + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(scratch, path)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return _read(path)
