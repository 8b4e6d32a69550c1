"""What a host says when it is asked for something that is not there."""

from __future__ import annotations

from dataclasses import dataclass

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange


@dataclass(frozen=True, slots=True)
class Leak:
    """A sign of the inside in an answer.

    Attributes:
        kind: trace, debug-page or version.
        what: whose: "a Python stack trace", "nginx/1.18.0".
    """

    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class ErrorPage(Fact):
    """The answer for an unknown path, and what its body gives away."""

    exchange: HttpExchange
    leaks: tuple[Leak, ...] = ()
