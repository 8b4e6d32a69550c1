"""What every fact has in common, and what stands in for a fact that could not be had.

A fact is a frozen dataclass that says what was seen: no I/O, no opinion.  Facts are
written to evidence bundles, so their fields are limited to what survives a JSON round
trip: str, int, float, bool, None, datetime, enums, tuples, and other such dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass


class Fact:
    """Marks a dataclass as something a collector gathers and a check may ask for."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """Stands where a fact would be, had it been possible to see it.

    Attributes:
        reason: why not, in words that a founder can act on ("no answer within 5 s").
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands where a fact would be, had our own code not failed.

    Attributes:
        error: exception type, message-free location, never a value from the product.
    """

    error: str


class CannotSee(Exception):
    """Raised by a collector or a service: the thing may exist, but could not be seen.

    The message becomes the `Unseen.reason`; it must never hold a secret value.
    """
