"""Passwords: kept as Argon2id, checked in a thread, a few at a time."""

from __future__ import annotations

import asyncio
import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MIN_LENGTH = 15
"""Characters, where nothing else is asked for; no rules of composition: NIST SP 800-63B-4
(2025), section 3.1.1.2."""

MAX_LENGTH = 256

MEMORY_KIB, PASSES = 19 * 1024, 2
"""OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane."""

_AT_ONCE = 2


class Passwords:
    """Hashes and checks passwords; sign-ins wait for one another, not for the monitor."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """Give a password's hash, with its salt and costs, as a PHC string."""
        async with self._turns:
            return await asyncio.to_thread(_hash, password)

    async def fits(self, password: str, hashed: str) -> bool:
        """Say whether a password has this hash.

        An empty hash, where there is no such person, takes as long and never fits.
        """
        if not self._nobodys:
            self._nobodys = await self.hash(secrets.token_hex())
        async with self._turns:
            found = await asyncio.to_thread(_fits, password, hashed or self._nobodys)
        return found and bool(hashed)


def problem(password: str) -> str:
    """Say what is wrong with a new password; "" of a good one."""
    if len(password) < MIN_LENGTH:
        return f"A password has {MIN_LENGTH} characters or more."
    if len(password) > MAX_LENGTH:
        return f"A password has {MAX_LENGTH} characters at most."
    if len(set(password)) < 5:
        return "This password is the same few characters again and again."
    return ""


def _hash(password: str) -> str:
    salt = secrets.token_bytes(16)
    kdf = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def _fits(password: str, hashed: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode(), hashed)
    except (InvalidKey, ValueError):
        return False
    return True
