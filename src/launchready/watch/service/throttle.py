"""Slows down whoever guesses: so many wrong tries in a stretch of time, then none at all."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request

MAX_KEYS = 10_000
"""Guessers remembered; the one who was quiet for longest is forgotten first."""

NOBODY = ""
"""The address of whoever hides behind a proxy that does not say for whom it asks: they
cannot be told apart, and one who guesses must not shut the others out."""


class Throttle:
    """Counts wrong tries by key, in buckets that empty with time.

    Args:
        tries: wrong ones in a row that are borne.
        per_s: in which as many are forgotten again.
        clock: monotonic, seconds.
    """

    def __init__(
        self, tries: int, per_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tries = tries
        self._rate = tries / per_s
        self._clock = clock
        self._full: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Say how long a key must wait before its next try; 0 where it need not."""
        over = self._level(key) - (self._tries - 1)
        return max(0.0, over / self._rate)

    def wrong(self, key: str) -> None:
        """Count a wrong try."""
        if key == NOBODY:
            return
        self._full[key] = (self._level(key) + 1, self._clock())
        self._full.move_to_end(key)
        if len(self._full) > MAX_KEYS:
            self._full.popitem(last=False)

    def right(self, key: str) -> None:
        """Forget a key's wrong tries."""
        self._full.pop(key, None)

    def _level(self, key: str) -> float:
        level, then = self._full.get(key, (0.0, 0.0))
        return max(0.0, level - (self._clock() - then) * self._rate)


def address_of(request: Request) -> str:
    """Say from where somebody asks; `NOBODY` where a proxy does not tell.

    A peer on this machine or in a private network is taken for a proxy: it is believed
    for the last entry of X-Forwarded-For, which is its own. IPv6 counts by /64, which one
    customer has for themselves.
    """
    peer = _address(request.client.host if request.client else "")
    if peer is None:
        return NOBODY
    if peer.is_private or peer.is_loopback:
        told = request.headers.getlist("x-forwarded-for")
        peer = _address(told[-1].rpartition(",")[2].strip() if told else "")
        if peer is None:
            return NOBODY
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
