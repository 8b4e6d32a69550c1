"""Facts are gathered once, concurrently, in bounded time, and faults stay where they are."""

from __future__ import annotations

import asyncio

import pytest

from launchready.audit.collectors import collector, index
from launchready.audit.signature import SignatureError, read_signature
from launchready.checks.api import Host, Product, Route
from launchready.facts.base import Broken, CannotSee, Every, Fact, Unseen
from launchready.manifest.schema import Manifest
from tests.audit.engine import Colour, Shade, forever, gatherer, with_deadline
from tests.checks.given import manifest


async def test_gathered_once_however_often_asked() -> None:
    """Ten askers of one fact share one gathering."""
    calls = []

    async def colour(host: Host) -> Colour:
        calls.append(host.name)
        await asyncio.sleep(0)
        return Colour("red")

    world = gatherer(colour)
    host = world.manifest.all_hosts[0]
    facts = await asyncio.gather(*(world.fact(Colour, host) for _ in range(10)))
    assert facts == [Colour("red")] * 10
    assert calls == ["acme.example"]


async def test_collectors_of_all_subjects_run_at_the_same_time() -> None:
    """No collector waits for another that it does not need: all meet at one barrier."""
    barrier = asyncio.Barrier(2)

    async def colour(host: Host) -> Colour:
        await barrier.wait()
        return Colour(host.name)

    every: Every[Colour] = await gatherer(colour).every(Colour)
    assert {fact.name for fact in every.seen.values()} == {"acme.example", "app.acme.example"}


async def test_what_is_late_is_unseen_with_the_reason() -> None:
    """A hanging target costs its own fact, and says how long was waited."""

    async def colour(host: Host) -> Colour:
        await forever()
        return Colour("never")

    world = with_deadline(colour, 0.01)
    fact = await world.fact(Colour, world.manifest.all_hosts[0])
    assert fact == Unseen("no answer within 0.01 s")


async def test_the_runs_deadline_ends_everything_that_is_still_open() -> None:
    """At the deadline open facts become unseen, finished ones stay, new ones do not start."""

    async def colour(host: Host) -> Colour:
        if host.role == "app":
            await forever()
        return Colour("red")

    world = gatherer(colour)
    marketing, app = world.manifest.all_hosts
    done = await world.fact(Colour, marketing)
    waiting = asyncio.create_task(world.fact(Colour, app))
    await asyncio.sleep(0)
    await world.stop("the deadline passed")
    assert done == Colour("red")
    assert await waiting == Unseen("the deadline passed")


async def test_cannot_see_is_unseen_and_passes_its_reason_on() -> None:
    """A fact that needs an unseen fact is unseen for the same reason, without being tried."""

    async def colour(host: Host) -> Colour:
        raise CannotSee("a bot challenge answered")

    async def shade(host: Host, seen: Colour) -> Shade:
        raise AssertionError("must not be called")

    world = gatherer(colour, shade)
    fact = await world.fact(Shade, world.manifest.all_hosts[0])
    assert fact == Unseen("a bot challenge answered")


async def test_a_crash_is_broken_and_keeps_the_message_to_itself() -> None:
    """Our own failure names its type and never the message, which may hold a secret."""

    async def colour(host: Host) -> Colour:
        raise ValueError("hunter2")

    world = gatherer(colour)
    fact = await world.fact(Colour, world.manifest.all_hosts[0])
    assert isinstance(fact, Broken)
    assert fact.error.startswith("ValueError")
    assert "hunter2" not in fact.error


async def test_a_tolerant_collector_is_given_the_unseen() -> None:
    """`Fact | Unseen` asks to be called even where the fact could not be had."""

    async def colour(host: Host) -> Colour:
        raise CannotSee("timed out")

    async def shade(host: Host, seen: Colour | Unseen) -> Shade:
        return Shade(0 if isinstance(seen, Unseen) else 1)

    world = gatherer(colour, shade)
    assert await world.fact(Shade, world.manifest.all_hosts[0]) == Shade(0)


async def test_a_route_reaches_the_facts_of_its_host() -> None:
    """Asked about a route, a fact about hosts is that of the route's own host."""

    async def colour(host: Host) -> Colour:
        return Colour(host.name)

    routed = manifest(routes=[{"name": "home", "url": "https://www.acme.example/"}])
    world = gatherer(colour, manifest=routed)
    assert await world.fact(Colour, routed.routes[0]) == Colour("www.acme.example")


async def test_replay_gathers_nothing() -> None:
    """A replayed run takes what is known and calls no collector for the rest."""

    async def colour(host: Host) -> Colour:
        raise AssertionError("must not be called")

    known = {(Colour, "host:acme.example"): Colour("red")}
    world = gatherer(colour, known=known, live=False)
    marketing, app = world.manifest.all_hosts
    assert await world.fact(Colour, marketing) == Colour("red")
    assert await world.fact(Colour, app) == Unseen("not in the evidence bundle")


async def test_progress_counts_up_to_everything() -> None:
    """Progress ends with as many facts done as begun."""
    told: list[tuple[int, int]] = []

    async def colour(host: Host) -> Colour:
        return Colour("red")

    world = gatherer(colour, on_progress=lambda done, begun: told.append((done, begun)))
    await world.every(Colour)
    assert told[-1] == (2, 2)
    assert told == sorted(told)


async def _needs_shade(host: Host, seen: Shade) -> Colour:
    raise NotImplementedError


async def _needs_colour(host: Host, seen: Colour) -> Shade:
    raise NotImplementedError


def test_facts_that_need_each_other_are_refused() -> None:
    """A circle would wait for itself for ever: it is named at once instead."""
    with pytest.raises(SignatureError, match="Colour -> Shade -> Colour"):
        index([collector(_needs_shade), collector(_needs_colour)])


def test_two_collectors_of_one_fact_are_refused() -> None:
    """Which of two collectors would run is never left to chance."""
    with pytest.raises(SignatureError, match="two collectors make Colour"):
        index([collector(_needs_shade), collector(_needs_shade)])


async def _two_subjects(host: Host, route: Route) -> Colour:
    raise NotImplementedError


async def _no_annotation(host) -> Colour:  # type: ignore[no-untyped-def]
    raise NotImplementedError


async def _odd_annotation(host: Host | Route) -> Colour:
    raise NotImplementedError


async def _no_fact(host: Host) -> int:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (_two_subjects, "more than one kind of subject"),
        (_no_annotation, "no annotation on host"),
        (_odd_annotation, "neither a subject, a fact nor a service"),
        (_no_fact, "does not return a kind of fact"),
    ],
)
def test_a_wrong_signature_is_named(function: object, message: str) -> None:
    """A collector that cannot be carried out says which function and why."""
    with pytest.raises(SignatureError, match=message):
        collector(function)  # type: ignore[arg-type]


def test_the_subject_is_the_one_that_is_not_the_product() -> None:
    """A judge about a host may have the product, too; alone, the product is the subject."""

    def both(product: Product, host: Host) -> Fact:
        raise NotImplementedError

    def alone(product: Product, manifest: Manifest) -> Fact:
        raise NotImplementedError

    assert read_signature(both).subject is Host
    assert read_signature(alone).subject is Product
