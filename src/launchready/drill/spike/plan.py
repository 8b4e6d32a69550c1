"""What a spike will do: which routes, how much of each, and for how long."""

from __future__ import annotations

from msgspec import Struct

from launchready.drill.plan import Plan
from launchready.facts.base import CannotSee
from launchready.load.mix import loaded_routes, weight
from launchready.load.scenario import MAX_FACTOR, LoadRoute, Scenario, TooMuch, spike
from launchready.manifest.schema import Manifest

ENOUGH = 62
"""Requests at the spike that each route gets at least: 59 are the fewest that prove a p95."""


class Shape(Struct, frozen=True):
    """How the load goes, in seconds but for the factor.

    Attributes:
        factor: of the declared peak, at most 10.
        baseline_s, ramp_s, hold_s, recovery_s: length of the phases.
        timeout_s: how long an answer is waited for.
    """

    factor: float = MAX_FACTOR
    baseline_s: float = 20.0
    ramp_s: float = 10.0
    hold_s: float = 30.0
    recovery_s: float = 30.0
    timeout_s: float = 10.0


def make_scenario(manifest: Manifest, shape: Shape) -> Scenario:
    """Make the spike of a product, without credentials.

    Each route gets enough requests to tell its p95; the rest goes by weight.

    Raises:
        CannotSee: the peak or the routes are not declared, or it would be too much.
    """
    peak = manifest.product.peak_rps
    if peak is None:
        raise CannotSee("the normal peak is not declared: peak_rps in [product]")
    declared = loaded_routes(manifest)
    if not declared:
        raise CannotSee('no route is declared that can be loaded: kind "page", "api", "report"')
    total = sum(map(weight, declared))
    least = min(ENOUGH / (peak * shape.factor * shape.hold_s), 1 / len(declared))
    rest = 1 - least * len(declared)
    routes = [
        LoadRoute(
            name=route.name,
            url=route.url,
            target_s=route.p95_ms / 1000,
            expect=route.expect,
            weight=least + rest * weight(route) / total,
        )
        for route in declared
    ]
    try:
        return spike(
            peak,
            routes,
            factor=shape.factor,
            max_rps=manifest.load.max_rps,
            baseline_s=shape.baseline_s,
            ramp_s=shape.ramp_s,
            hold_s=shape.hold_s,
            recovery_s=shape.recovery_s,
        )
    except TooMuch as error:
        raise CannotSee(str(error)) from None


def plan_spike(scenario: Scenario, in_flight: int) -> Plan:
    """Say what will be sent, where, and how much at most."""
    total = round(sum(phase.requests for phase in scenario.phases))
    weights = sum(each.weight for each in scenario.routes)
    steps = ["signs in as the user of [session], where a route is a user's"]
    steps += [
        f"reads {route.url}, {route.weight / weights:.0%} of the requests"
        for route in scenario.routes
    ]
    steps += [
        f"{phase.name}, for {phase.seconds:g} s: "
        + (
            f"{phase.start_rps:g} requests a second"
            if phase.start_rps == phase.end_rps
            else f"from {phase.start_rps:g} to {phase.end_rps:g} requests a second"
        )
        for phase in scenario.phases
    ]
    return Plan(
        "spike",
        tuple(steps),
        (
            f"{scenario.ceiling_rps:g} requests a second at most",
            f"about {total} requests in all, within {scenario.seconds:.0f} s",
            f"{in_flight} requests under way at most; ctrl-C ends it at once",
            "reads alone: nothing is written, no form is sent but the sign-in",
        ),
        "lines in access logs, filled caches, and one session more of the user",
    )
