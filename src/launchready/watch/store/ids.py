"""Identities that grow with time and do not meet between instances."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator

_lock = threading.Lock()
_last = 0


def places(now: Callable[[], int]) -> Iterator[int]:
    """Give numbers that grow within the process: ms, then chance; under 2^62.

    Args:
        now: the wall clock, ms.
    """
    global _last  # noqa: PLW0603  (one order for all threads of the process)
    while True:
        with _lock:
            _last = max(_last + 1, now() << 20 | secrets.randbits(20))
            number = _last
        yield number


def new_incident_id() -> str:
    """Give an identity for an incident, short enough to be read out."""
    return secrets.token_hex(5)
