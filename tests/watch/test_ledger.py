"""Looks, incidents and messages are kept together: on SQLite and on Postgres alike."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from launchready.manifest.schema import Maintenance
from launchready.watch.decide.hours import Calendar
from launchready.watch.decide.routing import Route
from launchready.watch.model import MINUTE, SECOND, Gap, MissedWindow, News, Status, Verdict
from launchready.watch.store import trials
from launchready.watch.store.beats import Beat, keep_beat, load_beats
from launchready.watch.store.engine import StoreError
from launchready.watch.store.ids import places
from launchready.watch.store.leases import Fenced, claim, release
from launchready.watch.store.ledger import PROBING
from launchready.watch.store.outbox import LEASE_MS, Leased, Outbox
from launchready.watch.store.read import Reader
from tests.watch.world import (
    MAIL,
    PAGER,
    SECOND_PERSON,
    Book,
    Opener,
    Wall,
    look,
    setting,
    watched,
)


def drain(outbox: Outbox, now: int, name: str = "s") -> list[Leased]:
    """Lease everything that is due and mark it as sent; in the order of leaving."""
    gone: list[Leased] = []
    while found := outbox.lease(name, now):
        outbox.sent(found, now)
        gone += found
    return gone


def test_an_outage_from_its_first_miss_to_its_end(opener: Opener) -> None:
    """Two misses make one page, acknowledged or not, and the end is told to the same."""
    book = Book(opener(), setting(watched("home")))
    reader, outbox = Reader(opener()), Outbox(opener(), places(book.wall))
    book.see("home", True, False)
    assert not outbox.lease("s", book.wall())
    book.see("home", False)
    [message] = drain(outbox, book.wall())
    assert (message.alert.channel, message.alert.news) == ("pager", News.OPENED)
    assert message.alert.title == "DOWN: home (app.acme.example)"
    book.see("home", True, True)
    [message] = drain(outbox, book.wall())
    assert (message.alert.channel, message.alert.news) == ("pager", News.CLOSED)
    page = reader.incident("first-3")
    assert page is not None
    [member] = page.members
    assert page.row.closed_at == book.wall()
    assert member.up_since is not None
    assert member.up_since - member.down_since == 2 * MINUTE
    assert [line.kind for line in page.timeline] == ["opened", "told", "closed", "told"]


def test_the_second_person_hears_of_what_nobody_takes_on(opener: Opener) -> None:
    """Only after the declared minutes, and never once somebody has acknowledged."""
    book = Book(opener(), setting(watched("home"), watched("api", "api.acme.example")))
    outbox = Outbox(opener(), places(book.wall))
    book.see("home", False, False)
    assert [m.alert.channel for m in drain(outbox, book.wall())] == ["pager"]
    assert not outbox.lease("s", book.wall.pass_(299))
    assert [m.alert.channel for m in drain(outbox, book.wall.pass_(2))] == ["second"]
    book.see("api", False, False)
    drain(outbox, book.wall())
    incident = next(
        each for each in Reader(opener()).incidents() if each.group == "api.acme.example"
    )
    assert book.ledger.acknowledge(incident.id, "ana")
    assert not book.ledger.acknowledge(incident.id, "ben")
    assert not outbox.lease("s", book.wall.pass_(1000))
    book.see("api", True, True)
    assert [m.alert.channel for m in drain(outbox, book.wall())] == ["pager"]


def test_one_outage_of_one_host_is_one_page(opener: Opener) -> None:
    """All monitors of a host that go down together wake somebody once."""
    names = ["home", "login", "dashboard"]
    book = Book(opener(), setting(*(watched(name) for name in names)))
    for _ in range(3):
        at = book.wall.pass_(60)
        book.ledger.record([look(name, at, False) for name in names])
    outbox = Outbox(opener(), places(book.wall))
    assert len(drain(outbox, book.wall())) == 1
    page = Reader(opener()).incident(Reader(opener()).incidents()[0].id)
    assert page is not None
    assert {member.monitor for member in page.members} == set(names)


def test_a_batch_is_kept_whole_or_not_at_all(opener: Opener) -> None:
    """Where the incident cannot be written, nor is the look, and a second try is the first."""
    engine = opener()
    book = Book(engine, setting(watched("home")))
    book.see("home", False)
    with engine.transaction() as run:
        run.run("ALTER TABLE timeline RENAME TO timeline_gone")
    batch = [look("home", book.wall.pass_(60), False)]
    with pytest.raises(StoreError):
        book.ledger.record(batch)
    reader = Reader(opener())
    assert len(reader.looks("home")) == 1
    assert not reader.incidents()
    assert not reader.deliveries()
    with engine.transaction() as run:
        run.run("ALTER TABLE timeline_gone RENAME TO timeline")
    book.ledger.record(batch)
    assert len(reader.looks("home")) == 2
    assert [each.news for each in reader.deliveries()] == [News.OPENED, News.OPENED]
    assert {each.channel for each in reader.deliveries()} == {"pager", "second"}


def test_what_was_known_is_known_after_a_restart(opener: Opener) -> None:
    """A miss before and a miss after a restart are two in a row; states go on."""
    declared = setting(watched("home"))
    book = Book(opener(), declared)
    book.see("home", True, False)
    again = Book(opener(), declared, Wall(book.wall()), holder="first")
    again.see("home", False)
    [incident] = Reader(opener()).incidents(open_only=True)
    now = Reader(opener()).monitor("home")
    assert now is not None
    assert (now.status, now.since) == (Status.DOWN, book.wall())
    assert incident.cause == "home: status 500 in place of 200"


def test_whoever_lost_the_lease_cannot_write(opener: Opener) -> None:
    """An instance that slept through its lease changes nothing of the next one's."""
    declared = setting(watched("home"))
    old = Book(opener(), declared)
    assert claim(opener(), PROBING, "second", old.wall(), 30_000) is None
    old.wall.pass_(31)
    new = Book(opener(), declared, old.wall, holder="second")
    assert new.token == old.token + 1
    with pytest.raises(Fenced):
        old.see("home", False)
    with pytest.raises(Fenced):
        old.ledger.missed(MissedWindow(0, 1, Gap.STALL), tell=True)
    assert not Reader(opener()).looks("home")
    release(opener(), PROBING, "second")
    assert claim(opener(), PROBING, "third", old.wall(), 30_000) == new.token + 1


def test_a_lease_is_renewed_under_the_same_token(opener: Opener) -> None:
    """Renewing is no change of hands."""
    book = Book(opener(), setting(watched("home")))
    book.wall.pass_(20)
    assert claim(opener(), PROBING, "first", book.wall(), 30_000) == book.token
    book.wall.pass_(20)
    assert claim(opener(), PROBING, "second", book.wall(), 30_000) is None


def test_two_senders_never_hold_one_message(opener: Opener) -> None:
    """A message is in one sender's hands, until its lease runs out."""
    book = Book(opener(), setting(watched("home")))
    book.see("home", False, False)
    one, two = (Outbox(opener(), places(book.wall)) for _ in range(2))
    [held] = one.lease("one", book.wall())
    assert not two.lease("two", book.wall())
    book.wall.now += LEASE_MS + 1
    [again] = two.lease("two", book.wall())
    assert (again.id, again.alert.key, again.attempts) == (held.id, held.alert.key, 2)
    one.failed(held, book.wall() + MINUTE, "late", give_up=True)
    two.sent([again], book.wall())
    assert Reader(opener()).deliveries()[-1].state == "sent"


def test_the_end_waits_for_the_beginning(opener: Opener) -> None:
    """Of one incident and channel the earlier message leaves first, however often it fails."""
    book = Book(opener(), setting(watched("home"), routes=[PAGER]))
    book.see("home", False, False)
    outbox = Outbox(opener(), places(book.wall))
    [first] = outbox.lease("s", book.wall())
    outbox.failed(first, book.wall() + 10 * MINUTE, "status 500", give_up=False)
    book.see("home", True, True)
    assert not outbox.lease("s", book.wall())
    book.wall.pass_(600)
    assert [m.alert.news for m in drain(outbox, book.wall())] == [News.OPENED, News.CLOSED]


def test_quiet_hours_and_digests_hold_back_notices_alone(opener: Opener) -> None:
    """A page leaves at once; a notice waits for the morning, or for the digest."""
    quiet = Route("quiet", frozenset({"page", "notify"}), quiet="14:00-16:00")
    digest = Route("digest", frozenset({"page", "notify"}), digest="17:00")
    monitors = watched("home"), watched("blog", "blog", severity="notify")
    book = Book(opener(), setting(*monitors, routes=[quiet, digest]))
    outbox = Outbox(opener(), places(book.wall))
    book.see("home", False, False)
    assert {m.alert.channel for m in drain(outbox, book.wall())} == {"quiet", "digest"}
    book.see("blog", False, False)
    assert not outbox.lease("s", book.wall.pass_(3600))
    [message] = drain(outbox, book.wall.pass_(3600))
    assert message.alert.channel == "quiet"
    [message] = drain(outbox, book.wall.pass_(3600))
    assert message.alert.digest


def test_maintenance_is_kept_and_nobody_is_told(opener: Opener) -> None:
    """Expected misses are marked as such and are no downtime."""
    window = Maintenance(reason="move", weekly="Mon 14:00-15:00")
    book = Book(opener(), setting(watched("home"), calendar=Calendar((window,))))
    book.see("home", True, False, False, False)
    reader = Reader(opener())
    assert not reader.deliveries()
    assert [each.expected for each in reader.looks("home")] == [True, True, True, False]
    [stretch] = reader.stretches("home", book.wall() - 3600 * SECOND, book.wall() + 1)
    assert (stretch.up, stretch.down, stretch.unjudged) == (1, 0, 3)


def test_our_own_fault_is_kept_apart_and_told(opener: Opener) -> None:
    """A missed window is no downtime; those told of notices hear of it, once."""
    book = Book(opener(), setting(watched("home"), routes=[PAGER, SECOND_PERSON, MAIL]))
    book.see("home", True)
    window = MissedWindow(book.wall(), book.wall.pass_(600), Gap.STALL)
    for _ in range(2):
        book.ledger.missed(window, tell=True)
    reader = Reader(opener())
    assert reader.windows() == [window]
    [delivery] = reader.deliveries()
    assert (delivery.channel, delivery.title) == (
        "mail",
        "launchready did not look for 10 min (stall)",
    )
    now = reader.monitor("home")
    assert now is not None
    assert now.status is Status.UP
    book.see("home", Verdict.UNJUDGED)
    assert reader.summary("home", 0, book.wall() + 1)[""].uptime == 1.0


def test_a_monitor_that_is_taken_out_closes_what_it_held_open(opener: Opener) -> None:
    """Nothing stays open for ever because the manifest was edited."""
    book = Book(opener(), setting(watched("home"), watched("login")))
    at = book.wall.pass_(60)
    for _ in range(2):
        at = book.wall.pass_(60)
        book.ledger.record([look(name, at, False) for name in ("home", "login")])
    outbox = Outbox(opener(), places(book.wall))
    drain(outbox, book.wall())
    book.ledger.take_over(book.token, setting(watched("home")))
    reader = Reader(opener())
    assert len(reader.incidents(open_only=True)) == 1
    assert [each.name for each in reader.monitors()] == ["home"]
    book.ledger.take_over(book.token, setting(watched("home", "moved.acme.example")))
    assert not reader.incidents(open_only=True)
    assert [m.alert.news for m in drain(outbox, book.wall())] == [News.CLOSED]


def test_an_update_wakes_again_and_has_a_key_of_its_own(opener: Opener) -> None:
    """A monitor that falls after the acknowledgement is told, with its own escalation."""
    book = Book(opener(), setting(watched("home"), watched("login")))
    outbox = Outbox(opener(), places(book.wall))
    book.see("home", False, False)
    first = drain(outbox, book.wall())
    book.ledger.acknowledge(Reader(opener()).incidents()[0].id, "ana")
    book.see("login", False, False)
    [again] = drain(outbox, book.wall())
    assert again.alert.news is News.UPDATED
    assert again.alert.title == "DOWN: home, login (app.acme.example)"
    assert again.alert.key != first[0].alert.key
    assert [m.alert.channel for m in drain(outbox, book.wall.pass_(301))] == ["second"]


def test_a_drill_that_was_killed_leaves_nothing_open(opener: Opener) -> None:
    """Its incident can be acknowledged, blames no monitor, and ends by itself."""
    engine = opener()
    book = Book(engine, setting(watched("home")))
    trials.begin(engine, "tried", book.wall())
    book.see("home", True, True)
    assert trials.acknowledged(engine, "tried") is None
    assert book.ledger.acknowledge("tried", "ana")
    assert trials.acknowledged(engine, "tried") == (book.wall(), "ana")
    book.ledger.take_over(book.token)
    reader = Reader(opener())
    assert len(reader.incidents(open_only=True)) == 1
    book.wall.pass_(4 * 3600)
    book.ledger.take_over(book.token)
    assert not reader.incidents(open_only=True)


def test_beats_of_a_job(opener: Opener) -> None:
    """Start, end, exit status and the time between are those that the job told."""
    engine = opener()
    book = Book(engine, setting(replace(watched("nightly", "jobs"), kind="heartbeat")))
    since = book.wall()
    assert load_beats(engine)["nightly"].watched_since == since
    keep_beat(engine, "nightly", Beat.START, book.wall.pass_(10))
    keep_beat(engine, "nightly", Beat.FAIL, book.wall.pass_(90), 3)
    beats = load_beats(engine)["nightly"]
    assert (beats.failed, beats.exit_status, beats.run_ms) == (True, 3, 90_000)
    keep_beat(engine, "nightly", Beat.SUCCESS, book.wall.pass_(60))
    beats = load_beats(engine)["nightly"]
    assert (beats.failed, beats.exit_status, beats.run_ms) == (False, None, None)


def test_words_of_people_come_back_as_they_were(opener: Opener) -> None:
    """Notes are kept to the letter, quotes and markup too."""
    book = Book(opener(), setting(watched("home")))
    book.see("home", False, False)
    identity = Reader(opener()).incidents()[0].id
    text = 'it\'s <b>100%</b>? "yes"; DROP TABLE looks'
    book.ledger.note(identity, "ana", text)
    page = Reader(opener()).incident(identity)
    assert page is not None
    assert page.timeline[-1].text == f"ana: {text}"
    assert not book.ledger.acknowledge("unknown", "ana")
