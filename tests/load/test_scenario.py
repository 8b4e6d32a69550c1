"""A scenario sends what it says, evenly, by weight, and never over its ceiling."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.load.scenario import LoadRoute, Phase, Scenario, TooMuch, spike

ROUTES = (
    LoadRoute("a", "https://a.example/", 0.5, weight=3),
    LoadRoute("b", "https://a.example/b", 0.5, weight=1),
)


def test_a_spike_sends_what_its_phases_add_up_to() -> None:
    """1x, ramp, 10x, ramp, 1x: the counts are the areas under the rate."""
    scenario = spike(4, ROUTES, baseline_s=10, ramp_s=10, hold_s=10, recovery_s=10)
    counts = Counter(each.phase for each in scenario.arrivals())
    assert counts == {0: 40, 1: 220, 2: 400, 3: 220, 4: 40}
    assert scenario.seconds == 50


@given(st.floats(0.5, 200), st.floats(1, 10), st.floats(0.5, 10), st.floats(0.5, 10))
def test_no_second_gets_more_than_the_ceiling(
    peak: float, factor: float, ramp: float, hold: float
) -> None:
    """Whatever the shape, requests are in order and no second has more than is allowed."""
    scenario = spike(peak, ROUTES, factor=factor, ramp_s=ramp, hold_s=hold)
    due = [each.at_s for each in scenario.arrivals()]
    assert due == sorted(due)
    most = int(scenario.ceiling_rps) + 1
    for first, last in zip(due, due[most:], strict=False):
        assert last - first > 1 - 1e-6
    assert due[-1] <= scenario.seconds + 1e-6


def test_routes_get_their_share_in_any_stretch() -> None:
    """A route of weight 3 is asked three times as often as one of weight 1."""
    scenario = Scenario((Phase("x", 10, 40, 40),), ROUTES, 40)
    arrivals = list(scenario.arrivals())
    for begin in range(0, 400, 40):
        counts = Counter(each.route for each in arrivals[begin : begin + 40])
        assert 28 <= counts[0] <= 32


@pytest.mark.parametrize("wanted", [{"factor": 10.5}, {"max_rps": 3}])
def test_more_than_is_allowed_is_refused(wanted: dict[str, float]) -> None:
    """Over ten times the peak, or a peak over the declared rate, nothing is made."""
    with pytest.raises(TooMuch):
        spike(4, ROUTES, **wanted)


def test_a_declared_rate_bounds_the_spike() -> None:
    """With max_rps, the spike goes no further, and says so in its name."""
    scenario = spike(4, ROUTES, max_rps=20)
    assert scenario.ceiling_rps == 20
    assert scenario.phases[2].name == "5x"


def test_no_scenario_goes_over_its_own_ceiling() -> None:
    """Phases made by hand are held to it, too."""
    with pytest.raises(TooMuch):
        Scenario((Phase("x", 1, 1, 11),), ROUTES, 10)
