"""When looks become incidents: the rules, and what holds whatever is looked at."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from launchready.watch.decide.machine import (
    FLAPPING_OPENS,
    CameBack,
    Decision,
    MonitorState,
    WentDown,
    decide,
)
from launchready.watch.model import MINUTE, Incident, Rules, Status, Verdict
from tests.watch.world import START, look

GROUP = "app.acme.example"


class Watcher:
    """Monitors of one group, looked at by hand."""

    def __init__(self, **rules: Rules) -> None:
        self.rules = rules or {"home": Rules()}
        self.states = {name: MonitorState() for name in self.rules}
        self.incident: Incident | None = None
        self.at = START
        self.opened = 0

    def see(
        self,
        name: str,
        verdict: Verdict | bool,
        *,
        maintenance: bool = False,
        after: int = MINUTE,
    ) -> Decision:
        """Look once, so long after the last time."""
        self.at += after
        decision = decide(
            self.rules[name],
            GROUP,
            self.states[name],
            self.incident,
            look(name, self.at, verdict),
            maintenance=maintenance,
            new_id=f"i{self.opened}",
        )
        self.states[name], self.incident = decision.state, decision.incident
        if isinstance(decision.change, WentDown) and decision.change.opens:
            self.opened += 1
        return decision


def test_two_misses_open_and_two_good_looks_close() -> None:
    """One miss is forgiven; the second opens, and only the second good look closes."""
    watcher = Watcher()
    assert watcher.see("home", True).state.status is Status.UP
    assert watcher.see("home", False).change is None
    first_miss = watcher.at
    change = watcher.see("home", False).change
    assert change == WentDown(
        "home", first_miss, "status 500 in place of 200", opens=True, raises=False
    )
    assert watcher.see("home", True).change is None
    first_good = watcher.at
    assert watcher.see("home", True).change == CameBack("home", first_good, closes=True)
    assert watcher.incident is None


def test_a_good_look_between_two_misses_opens_nothing() -> None:
    """Misses count only in a row."""
    watcher = Watcher()
    for verdict in (False, True, False, True, False):
        assert watcher.see("home", verdict).change is None


def test_what_cannot_be_judged_changes_nothing() -> None:
    """Our own blindness is neither a miss nor a good look, and breaks no row."""
    watcher = Watcher()
    watcher.see("home", False)
    before = watcher.states["home"]
    assert watcher.see("home", Verdict.UNJUDGED).state == before
    assert isinstance(watcher.see("home", False).change, WentDown)


def test_one_outage_of_one_host_is_one_incident() -> None:
    """Others of the group join what is open, and it is over when all are good."""
    watcher = Watcher(home=Rules(), login=Rules())
    for name in ("home", "login", "home"):
        watcher.see(name, False)
    change = watcher.see("login", False).change
    assert change is not None
    assert isinstance(change, WentDown)
    assert (change.opens, change.raises, watcher.opened) == (False, False, 1)
    for _ in range(2):
        change = watcher.see("home", True).change
    assert change == CameBack("home", watcher.at - MINUTE, closes=False)
    for _ in range(2):
        change = watcher.see("login", True).change
    assert isinstance(change, CameBack)
    assert change.closes


def test_a_page_raises_what_was_only_a_notice() -> None:
    """People are told again where a graver monitor joins."""
    watcher = Watcher(blog=Rules(severity="notify"), login=Rules())
    for name in ("blog", "blog", "login"):
        watcher.see(name, False)
    decision = watcher.see("login", False)
    assert isinstance(decision.change, WentDown)
    assert decision.change.raises
    assert decision.incident is not None
    assert (decision.incident.severity, decision.incident.told) == ("page", 2)


def test_what_goes_down_after_an_acknowledgement_is_told_again() -> None:
    """Who took an incident on did not know of what has gone down since."""
    watcher = Watcher(home=Rules(), login=Rules())
    watcher.see("home", False)
    watcher.see("home", False)
    assert watcher.incident is not None
    watcher.incident = replace(
        watcher.incident, acknowledged_at=watcher.at, acknowledged_by="ana"
    )
    watcher.see("login", False)
    decision = watcher.see("login", False)
    assert isinstance(decision.change, WentDown)
    assert decision.change.raises
    assert decision.incident is not None
    assert decision.incident.acknowledged_at is None


def test_maintenance_opens_nothing_and_still_closes() -> None:
    """Misses within maintenance are expected; after it, two misses count afresh."""
    watcher = Watcher()
    for _ in range(5):
        assert watcher.see("home", False, maintenance=True).change is None
    assert watcher.see("home", False).change is None
    assert isinstance(watcher.see("home", False).change, WentDown)
    watcher.see("home", True, maintenance=True)
    assert isinstance(watcher.see("home", True, maintenance=True).change, CameBack)


def test_flapping_is_one_incident_until_it_is_calm() -> None:
    """What goes down for the third time in an hour must be good for ten minutes."""
    watcher = Watcher()
    for _ in range(FLAPPING_OPENS):
        for verdict in (False, False, True, True):
            watcher.see("home", verdict)
    opened = watcher.opened
    for verdict in (False, False, True, True) * 3:
        assert watcher.see("home", verdict).change is None
    assert watcher.opened == opened
    goods = 1
    while watcher.see("home", True).incident is not None:
        goods += 1
    # Two good looks came before these.
    assert (goods + 1) * MINUTE == Rules().calm_ms


class AnySequence(RuleBasedStateMachine):
    """Two monitors, any looks in any order, beside a count by hand."""

    @initialize(misses=st.integers(1, 4), recover=st.integers(1, 4))
    def begin(self, misses: int, recover: int) -> None:
        """Choose how many misses and good looks it takes."""
        self.held_to = Rules(misses, recover)
        self.watcher = Watcher(home=self.held_to, login=self.held_to)
        self.rows: dict[str, list[bool]] = {"home": [], "login": []}
        self.down: set[str] = set()

    @rule(
        name=st.sampled_from(["home", "login"]),
        verdict=st.sampled_from([True, False, Verdict.UNJUDGED]),
        maintenance=st.booleans(),
        after=st.sampled_from([5_000, 60_000, 3_600_000]),
    )
    def see(self, name: str, verdict: Verdict | bool, maintenance: bool, after: int) -> None:
        """Look once; hold what comes of it to the row of looks."""
        expected = maintenance and verdict is False
        before = self.watcher.incident
        decision = self.watcher.see(name, verdict, maintenance=maintenance, after=after)
        change = decision.change
        if isinstance(verdict, bool):
            if expected and name not in self.down:
                self.rows[name] = []
                assert change is None
                return
            self.rows[name].append(verdict)
        row = self.rows[name]
        if isinstance(change, WentDown):
            assert name not in self.down
            assert row[-self.held_to.misses :] == [False] * self.held_to.misses
            assert change.opens == (before is None)
            self.down.add(name)
        elif isinstance(change, CameBack):
            assert name in self.down
            assert row[-self.held_to.recover :] == [True] * self.held_to.recover
            self.down.discard(name)
            assert change.closes == (not self.down)
        elif verdict is False and name not in self.down:
            assert row[-self.held_to.misses :] != [False] * self.held_to.misses

    @invariant()
    def agrees_with_the_count(self) -> None:
        """Who is down is in the incident, and no one else."""
        if not hasattr(self, "watcher"):
            return
        incident = self.watcher.incident
        assert (incident.members if incident else frozenset()) == self.down
        for name, state in self.watcher.states.items():
            assert (state.status is Status.DOWN) == (name in self.down)
            assert not (state.misses and state.goods)


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
