"""What a host says when it is asked for something that is not there."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange


class Leak(Struct, frozen=True):
    """A sign of the inside in an answer.

    Attributes:
        kind: trace, debug-page or version.
        what: whose: "a Python stack trace", "nginx/1.18.0".
    """

    kind: str
    what: str


class ErrorPage(Fact, frozen=True):
    """The answer for an unknown path, and what its body gives away."""

    exchange: HttpExchange
    leaks: tuple[Leak, ...] = ()
