"""Messages are tried again until they arrive, in order, once, and without holding others up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.watch.decide.routing import Route
from launchready.watch.deliver.channel import Channel
from launchready.watch.deliver.links import BadToken, Claim, make_token, read_token
from launchready.watch.deliver.message import Message, NotSent
from launchready.watch.deliver.post_office import (
    FIRST_WAIT_S,
    GIVE_UP_MS,
    LONGEST_WAIT_S,
    PostOffice,
    wait_s,
)
from launchready.watch.model import News
from launchready.watch.store.ids import places
from launchready.watch.store.outbox import Outbox
from launchready.watch.store.read import Reader
from tests.watch.world import MAIL, PAGER, Book, Opener, setting, watched

T = TypeVar("T")


async def at_once(work: Callable[..., T], *args: object, **named: object) -> T:
    """Touch the store in the test's own thread."""
    return work(*args, **named)


class Office:
    """A post office whose channels are lists."""

    def __init__(self, opener: Opener, book: Book) -> None:
        self.book = book
        self.arrived: list[tuple[str, Message]] = []
        self.failing: dict[str, NotSent | Exception] = {}
        self.office = PostOffice(
            Outbox(opener(), places(book.wall)),
            at_once,
            {route.name: Channel(route.name, "slack") for route in book.declared.routes},
            self.send,
            book.wall,
            "Acme",
            "https://watch.acme.test/",
            b"key",
            lambda: 1.0,
        )

    async def send(self, channel: Channel, message: Message) -> None:
        """Send, or fail as told."""
        if channel.name in self.failing:
            raise self.failing[channel.name]
        self.arrived.append((channel.name, message))

    async def work(self, name: str = "pager") -> int:
        """Send all that is due for a channel; give how often something was tried."""
        tries = 0
        while await self.office.serve_once(self.office.channels[name]):
            tries += 1
        return tries


async def test_a_failing_channel_is_tried_again_and_again(opener: Opener) -> None:
    """Longer and longer apart, as long as it asks for, and then everything arrives in order."""
    book = Book(opener(), setting(watched("home"), routes=[PAGER]))
    office = Office(opener, book)
    book.see("home", False, False)
    office.failing["pager"] = NotSent("status 500")
    assert await office.work() == 1
    for seconds in (FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S):
        book.wall.pass_(seconds - 0.5)
        assert await office.work() == 0
        book.wall.pass_(0.5)
        assert await office.work() == 1
    office.failing["pager"] = NotSent("status 429", after_s=100)
    book.wall.pass_(16)
    assert await office.work() == 1
    book.wall.pass_(99)
    assert await office.work() == 0
    office.failing.clear()
    book.see("home", True, True)
    await office.work()
    assert [message.news for _, message in office.arrived] == [News.OPENED, News.CLOSED]
    opened = Reader(opener()).deliveries()[-1]
    assert (opened.state, opened.attempts) == ("sent", 6)


async def test_after_a_day_a_message_is_given_up_and_said_to_be(opener: Opener) -> None:
    """The incident's timeline says who could not be told."""
    book = Book(opener(), setting(watched("home"), routes=[PAGER]))
    office = Office(opener, book)
    book.see("home", False, False)
    office.failing["pager"] = NotSent("status 404")
    await office.work()
    book.wall.now += GIVE_UP_MS + 1
    await office.work()
    reader = Reader(opener())
    assert reader.deliveries()[0].state == "given-up"
    page = reader.incident(reader.incidents()[0].id)
    assert page is not None
    assert page.timeline[-1].text == "pager could not be told: status 404"
    assert reader.backlog(book.wall()).given_up == 1


async def test_a_fault_of_ours_loses_no_message(opener: Opener) -> None:
    """Whatever is raised while sending, the message stays, and no detail is kept."""
    book = Book(opener(), setting(watched("home"), routes=[PAGER]))
    office = Office(opener, book)
    book.see("home", False, False)
    office.failing["pager"] = ZeroDivisionError("s3cret")
    await office.work()
    [delivery] = Reader(opener()).deliveries()
    assert (delivery.state, delivery.error) == ("pending", "a fault of ours: ZeroDivisionError")


async def test_a_slow_channel_holds_up_no_other(opener: Opener) -> None:
    """Each has a sender of its own."""
    routes = [Route("slow", frozenset({"page"})), PAGER]
    book = Book(opener(), setting(watched("home"), routes=routes))
    office = Office(opener, book)
    arrived = asyncio.Event()

    async def send(channel: Channel, message: Message) -> None:
        if channel.name == "slow":
            await asyncio.Event().wait()
        arrived.set()

    office.office.send = send
    running = asyncio.create_task(office.office.run())
    book.see("home", False, False)
    await asyncio.sleep(0)
    office.office.wake()
    await asyncio.wait_for(arrived.wait(), 30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_digest_is_one_message(opener: Opener) -> None:
    """Notices that were collected leave together, and all count as sent."""
    digest = Route("mail", frozenset({"notify"}), digest="hourly")
    names = ["blog", "docs", "status"]
    monitors = [watched(name, name, severity="notify") for name in names]
    book = Book(opener(), setting(*monitors, routes=[digest]))
    office = Office(opener, book)
    for name in names:
        book.see(name, False, False, True, True)
    assert await office.work("mail") == 0
    book.wall.pass_(3600)
    assert await office.work("mail") == 1
    [(_, message)] = office.arrived
    assert message.title == "6 notices"
    assert all(f"DOWN: {name}" in message.text for name in names)
    assert {each.state for each in Reader(opener()).deliveries()} == {"sent"}


async def test_the_link_takes_on_its_incident(opener: Opener) -> None:
    """It says which, and through whom; the end of an incident needs none."""
    book = Book(opener(), setting(watched("home"), routes=[PAGER]))
    office = Office(opener, book)
    book.see("home", False, False, True, True)
    await office.work()
    opened, closed = (message for _, message in office.arrived)
    start, _, token = opened.acknowledge_url.rpartition("/")
    assert start == "https://watch.acme.test/ack"
    incident = Reader(opener()).incidents()[0].id
    assert read_token(b"key", token, book.wall()) == Claim(incident, "pager")
    assert closed.acknowledge_url == ""


async def test_messages_for_channels_that_are_gone_are_given_up(opener: Opener) -> None:
    """They would be pending for ever."""
    book = Book(opener(), setting(watched("blog", severity="notify"), routes=[MAIL]))
    book.see("blog", False, False)
    outbox = Outbox(opener(), places(book.wall))
    outbox.abandon_others(["mail"])
    assert Reader(opener()).deliveries()[0].state == "pending"
    outbox.abandon_others(["pager"])
    assert Reader(opener()).deliveries()[0].state == "given-up"


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waits_grow_to_ten_minutes_and_are_spread(attempts: int, chance: float) -> None:
    """Never less than half of the doubled wait, never more than the longest."""
    full = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts - 1, 20))
    assert full / 2 <= wait_s(attempts, chance) <= full


@given(st.binary(min_size=1, max_size=40), st.text(max_size=20), st.integers(0, 600))
def test_a_token_holds_only_as_it_was_made(key: bytes, channel: str, flipped: int) -> None:
    """With another key, past its time, or with any letter changed, it is no token."""
    token = make_token(key, Claim("i1", channel), 1000)
    assert read_token(key, token, 1000) == Claim("i1", channel)
    with pytest.raises(BadToken):
        read_token(key + b"x", token, 1000)
    with pytest.raises(BadToken):
        read_token(key, token, 1000 + 8 * 86_400_000)
    place = flipped % (token.index("."))
    letter = "A" if token[place] != "A" else "B"
    with pytest.raises(BadToken):
        read_token(key, token[:place] + letter + token[place + 1 :], 1000)


@pytest.mark.parametrize("token", ["", ".", "a.b", "é.é", "x" * 5000, "e30.", "a" * 10 + "."])
def test_what_is_no_token_is_refused(token: str) -> None:
    """Whatever is put into the URL."""
    with pytest.raises(BadToken):
        read_token(b"key", token, 0)
