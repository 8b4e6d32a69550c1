"""What may be shown of a secret: a masked form, and a hash that only this user can make."""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from launchready.secrets.rule import Rule

KEY_VARIABLE = "LAUNCHREADY_HASH_KEY"
"""Where CI gives the key, so that its hashes are those of the team's machines."""
_LITERAL = re.compile(r"(?:[A-Za-z0-9_:/-]|\\[._$-])*")
_SHOWN = 4
_ENOUGH_HIDDEN = 20


def masked(rule: Rule, value: bytes) -> str:
    """Give a rule's public prefix, the length, and the end where enough stays hidden."""
    prefix = _prefix(rule) if "(?P<secret>" not in rule.pattern else ""
    if prefix and not value.startswith(prefix.encode()):
        prefix = ""
    hidden = len(value) - len(prefix)
    tail = value[-_SHOWN:] if hidden >= _ENOUGH_HIDDEN + _SHOWN else b""
    if not re.fullmatch(rb"[0-9A-Za-z]*", tail):
        tail = b""
    return f"{prefix}…{tail.decode()} ({len(value)} characters)"


@functools.cache
def _prefix(rule: Rule) -> str:
    """Give the literal that a rule's expression begins with, so far as it is one."""
    literal = _LITERAL.match(rule.pattern)
    text = literal[0] if literal else ""
    rest = rule.pattern[len(text) :]
    if rest[:1] in {"?", "{"}:  # the last character is optional or repeated
        text = text[:-1]
    if "|" in re.sub(r"\([^)]*\)|\[[^\]]*\]", "", rest):
        return ""
    return text.replace("\\", "")


def canonical(value: bytes) -> bytes:
    """Give what of a value does not depend on how it is laid out: a key in PEM, on one line."""
    if b"\n" in value or b"\\" in value or b" " in value:
        return re.sub(rb"\\[nrt]|[^0-9A-Za-z+/=]", b"", value) or value
    return value


class KeyedHash:
    """Hashes values with a key, so that a report cannot be searched for a guessed one."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "<KeyedHash>"

    def __call__(self, value: bytes) -> str:
        """Give 16 hex digits: enough to tell a person's secrets apart."""
        return hmac.new(self._key, canonical(value), hashlib.sha256).hexdigest()[:16]

    @classmethod
    def of_user(cls) -> KeyedHash:
        """Take the key from the environment, or from the user's settings, made if absent.

        Where no key can be kept, one is made for this run alone.
        """
        if given := os.environ.get(KEY_VARIABLE):
            return cls(given.encode())
        path = config_folder() / "secret-hash.key"
        try:
            return cls(_read_or_make(path))
        except (OSError, RuntimeError):
            return cls(secrets.token_bytes(32))


def config_folder() -> Path:
    """Give the folder of the user's settings: XDG_CONFIG_HOME/launchready."""
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "launchready"


def _read_or_make(path: Path) -> bytes:
    try:
        key = path.read_bytes()
        if len(key) >= 32:
            return key
        path.unlink()  # half written
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = secrets.token_hex(32).encode()
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(made)
    try:
        os.link(temporary, path)  # only the first of several runs
    except FileExistsError:
        return path.read_bytes()
    finally:
        temporary.unlink()
    return made
