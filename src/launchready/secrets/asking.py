"""Keeps found values in memory for as long as their providers are asked about them."""

from __future__ import annotations

from launchready.secrets.masking import KeyedHash

MOST_KEPT = 200


class RememberingHash(KeyedHash):
    """Hashes as `KeyedHash` does, and can give back the value of a hash.

    Made only where a person asks for `--live`; it is written nowhere, and tells nothing of
    itself.
    """

    def __init__(self, key: bytes | None = None) -> None:
        super().__init__(key)
        self._values: dict[str, bytes] = {}

    def __call__(self, value: bytes) -> str:
        """Give the hash of a value, and remember the value."""
        hashed = super().__call__(value)
        if len(self._values) < MOST_KEPT:
            self._values[hashed] = bytes(value)
        return hashed

    def value_of(self, hashed: str) -> bytes | None:
        """Give the value that a hash was made of, if it is remembered."""
        return self._values.get(hashed)
