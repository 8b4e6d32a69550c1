"""What every fact has in common, and what stands in for a fact that could not be had.

A fact is a frozen, typed value that says what was seen: no I/O, no opinion.  Facts are
written to evidence bundles, so their fields are limited to what survives a JSON round
trip: str, int, float, bool, None, datetime, enums, tuples, and other such values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from msgspec import Struct, field


class Fact(Struct, frozen=True):
    """Marks a value as something a collector gathers and a check may ask for."""


F = TypeVar("F", bound=Fact)


class Unseen(Struct, frozen=True):
    """Stands where a fact would be, had it been possible to see it.

    Attributes:
        reason: why not, in words that a founder can act on ("no answer within 5 s").
    """

    reason: str


class Broken(Struct, frozen=True):
    """Stands where a fact would be, had our own code not failed.

    Attributes:
        error: exception type, message-free location, never a value from the product.
    """

    error: str


class Every(Struct, Generic[F], frozen=True):
    """The fact of one kind about every subject of its kind, by the subject's target.

    A verdict that passes although something here is unseen or broken is not believed:
    the engine makes it `unknown` or `broken`.

    Attributes:
        seen: facts that could be had.
        unseen: why the others could not.
        broken: those lost to a fault of ours.
    """

    seen: Mapping[str, F]
    unseen: Mapping[str, Unseen] = field(default_factory=dict)
    broken: Mapping[str, Broken] = field(default_factory=dict)


class CannotSee(Exception):
    """Raised by a collector or a service: the thing may exist, but could not be seen.

    The message becomes the `Unseen.reason`; it must never hold a secret value.
    """
