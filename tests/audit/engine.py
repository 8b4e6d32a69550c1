"""A small world of facts, collectors and checks, to test the engine by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from launchready.audit.collectors import collector, index
from launchready.audit.gather import Gatherer
from launchready.checks.api import Clock, Host, Impact, Manifest, asks, fails, passes
from launchready.checks.catalogue import Check, read_documentation
from launchready.checks.verdict import Outcome
from launchready.facts.base import Every, Fact
from tests.checks.given import CLOCK, manifest


class Colour(Fact, frozen=True):
    """A fact about a host."""

    name: str


class Shade(Fact, frozen=True):
    """A fact that needs another."""

    depth: int


class Outcomes:
    """What the test checks can find."""

    GOOD = passes("is {name}")
    BAD = fails(Impact.HIGH, "is {name}")
    WHO = asks("who painted it?")


DOCSTRING = """The host has a colour.

Why it matters: words for the test that say why a colour would matter to anyone.

How to fix: paint {host} in the colour that the manifest names for it.

References: none
"""


def check(
    judge: Callable[..., Any],
    check_id: str = "domain/colour",
    *,
    bar: str = "",
    hours: float = 1.0,
    applies: Callable[..., bool] | None = None,
    outcomes: type = Outcomes,
) -> Check:
    """Make a check of a judge."""
    declared = tuple(o for o in vars(outcomes).values() if isinstance(o, Outcome))
    documentation = read_documentation(DOCSTRING)
    return Check(check_id, documentation, declared, judge, applies, bar, hours)


def gatherer(*functions: Callable[..., Awaitable[Fact]], **fields: Any) -> Gatherer:
    """Make a gatherer over two hosts, with these functions as its collectors."""
    described = fields.pop("manifest", None) or manifest(
        hosts={"acme.example": {"role": "marketing"}, "app.acme.example": {"role": "app"}}
    )
    services = {Clock: CLOCK, Manifest: described, SimpleNamespace: SimpleNamespace()}
    return Gatherer(
        described, index([collector(each) for each in functions]), services, **fields
    )


def with_deadline(function: Callable[..., Any], seconds: float) -> Gatherer:
    """Make a gatherer whose one collector has a deadline of its own."""
    from msgspec.structs import replace

    made = gatherer(function)
    (each,) = made.collectors.values()
    made.collectors = {each.makes: replace(each, deadline_s=seconds)}
    return made


async def forever() -> None:
    """Hang as a server does that never answers."""
    await asyncio.Event().wait()


__all__ = ["Colour", "Every", "Host", "Outcomes", "Shade", "check", "gatherer"]
