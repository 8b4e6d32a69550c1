"""What the dashboard keeps beside the monitor's own tables: the same on SQLite and Postgres."""

from __future__ import annotations

import pytest

from launchready.watch.model import DAY, HOUR
from launchready.watch.store.ids import places
from launchready.watch.store.read import Reader
from launchready.watch.store.recent import HourSeen, recent_hours
from launchready.watch.store.rollup import roll_up
from launchready.web import incidents, journal, kept, people, sessions, tokens
from launchready.web.incidents import Update
from launchready.web.journal import Doing
from launchready.web.people import CannotDo
from launchready.web.roles import Role
from launchready.web.tokens import Scope
from tests.report.given import everything
from tests.watch.world import START, Book, Opener, setting, watched


def test_people_and_their_sessions(opener: Opener) -> None:
    """Invited, signed in, noted, out of time, signed out; the last owner stays."""
    engine = opener()
    with engine.transaction() as run:
        assert not people.anybody(run)
        ana = people.add(run, "Ana", Role.OWNER, START, "hash")
        bo = people.add(run, "Bo", Role.VIEWER, START)
        with pytest.raises(CannotDo):
            people.add(run, " \N{FULLWIDTH LATIN CAPITAL LETTER A}NA", Role.VIEWER, START)
        link = people.invite(run, bo, START)
        assert people.by_invitation(run, link, START + DAY) is not None
        assert people.by_invitation(run, link, START + 8 * DAY) is None
        people.set_password(run, bo, "another")
        assert people.by_invitation(run, link, START + DAY) is None
        for work in (people.remove, lambda run, p: people.set_role(run, p, Role.MEMBER)):
            with pytest.raises(CannotDo):
                work(run, ana)
        people.set_role(run, bo, Role.OWNER)
        assert [each.role for each in people.everybody(run)] == [Role.OWNER, Role.OWNER]
        secret = sessions.begin(run, bo, START)
        found = sessions.find(run, secret, START + DAY)
        assert found is not None
        assert found.person.name == "Bo"
        assert sessions.find(run, secret, START + sessions.IDLE + 1) is None
        sessions.note_use(run, secret, START + 5 * DAY)
        assert sessions.find(run, secret, START + 10 * DAY) is not None
        assert sessions.find(run, secret, START + sessions.LASTS + 1) is None
        sessions.end(run, secret)
        assert sessions.find(run, secret, START) is None
        sessions.begin(run, bo, START)
        people.remove(run, bo)
        assert people.by_name(run, "bo") is None


def test_keys_and_the_audit_log(opener: Opener) -> None:
    """A key holds until it ends or is taken back; the log goes on page by page."""
    with opener().transaction() as run:
        token, key = tokens.make(
            run, "CI", [Scope.READ, Scope.AUDITS], "Ana", now=START, ends_at=START + DAY
        )
        assert tokens.find(run, key, START) == token
        tokens.note_use(run, token, START + HOUR)
        assert [each.used_at for each in tokens.every(run)] == [START + HOUR]
        assert tokens.find(run, key, START + DAY) is None
        assert tokens.take_back(run, token.id) == "CI"
        assert tokens.take_back(run, token.id) == ""
        assert tokens.find(run, key, START) is None
        numbers = places(lambda: START)
        for number in range(5):
            journal.write(run, Doing(next(numbers), START, "Ana", "did", str(number), ""))
        first = journal.read(run, limit=3)
        rest = journal.read(run, before=first[-1].place, limit=3)
        assert [each.about for each in (*first, *rest)] == ["4", "3", "2", "1", "0"]


def test_kept_audits(opener: Opener) -> None:
    """Once each; the newest of each product; page by page."""
    with opener().transaction() as run:
        assert kept.newest_of_each(run) == []
        shop, portal = everything(product="Shop"), everything(product="Portal")
        identity, new = kept.keep(run, shop, "Ana", START)
        assert new
        assert kept.keep(run, shop, "Bo", START) == (identity, False)
        later = shop.model_copy(update={"started_at": shop.started_at.replace(year=2030)})
        kept.keep(run, later, "Ana", START)
        kept.keep(run, portal, "Ana", START)
        heads = kept.newest_of_each(run)
        assert [each.product for each in heads] == ["Portal", "Shop"]
        assert heads[1].id != identity
        assert kept.products(run) == ["Portal", "Shop"]
        rows = kept.listed(run, product="Shop")
        assert [each.id for each in rows][1:] == [identity]
        assert kept.listed(run, product="Shop", before=rows[0].id)[0].id == identity
        assert kept.body(run, identity) == shop.model_dump_json().encode()
        assert kept.body(run, "none") is None
        head = kept.head(run, identity)
        assert head is not None
        assert head.risks == len(shop.risks)


def test_incidents_page_by_page_with_what_people_did(opener: Opener) -> None:
    """Two that were opened in one millisecond are both listed; ticks and updates are kept."""
    engine = opener()
    with engine.transaction() as run:
        for number in range(incidents.PAGE + 2):
            run.run(
                "INSERT INTO incidents (id, grp, severity, opened_at, acknowledged_by, told,"
                " cause) VALUES (?, 'g', 'page', ?, '', 1, 'c')",
                f"i{number:03}", START,
            )  # fmt: skip
    reader = Reader(engine)
    first = reader.incidents(limit=incidents.PAGE)
    rest = reader.incidents(before=first[-1].id, limit=incidents.PAGE)
    assert len({row.id for row in (*first, *rest)}) == incidents.PAGE + 2
    assert reader.incidents(before="none") == []
    with engine.transaction() as run:
        incidents.tick(run, "i001", "look", "Ana", START)
        incidents.tick(run, "i001", "look", "Bo", START)
        assert [each.who for each in incidents.ticks(run, "i001")] == ["Ana"]
        incidents.untick(run, "i001", "look")
        assert incidents.ticks(run, "i001") == []
        incidents.tell(run, Update(1, "i001", START, "Ana", "we know"))
        assert [each.text for each in incidents.updates(run, ["i001", "i002"])] == ["we know"]
        assert incidents.updates(run, []) == []


def test_the_last_hours_of_every_monitor(opener: Opener) -> None:
    """Summed up or not yet, and outages since a moment."""
    engine = opener()
    book = Book(engine, setting(watched("a"), watched("b")))
    first = START // HOUR * HOUR + HOUR
    book.wall.now = first
    book.see("a", *[True] * 60)
    book.see("b", True, False, False, every=300)
    reader = Reader(engine)
    before = reader.within(lambda run: recent_hours(run, first))
    roll_up(engine, book.wall() + 3 * HOUR)
    after = reader.within(lambda run: recent_hours(run, first))
    assert before == after
    assert sum(each.up for each in before["a"]) == 60
    assert before["b"][-1] == HourSeen(first + HOUR, 1, 2)
    [(_, _, monitor, _, until)] = reader.within(lambda run: incidents.since(run, first))
    assert (monitor, until) == ("b", 0)
    assert len(reader.within(lambda run: incidents.of_monitor(run, "b"))) == 1
