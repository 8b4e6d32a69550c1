"""Runs a spike: signs in, looks at each route once, loads them, and judges."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping, Sequence

from msgspec import structs

from launchready.drill.beside import Observation, Sampler
from launchready.drill.plan import Outcome
from launchready.drill.spike.judge import judge
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult
from launchready.load.generator import Generator, Limits
from launchready.load.result import Progress
from launchready.load.scenario import LoadRoute, Scenario
from launchready.load.target import find_targets
from launchready.manifest.schema import Manifest
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.sign_in import SignIn


async def run_spike(
    manifest: Manifest,
    network: Network,
    scenario: Scenario,
    *,
    environment: Mapping[str, str],
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    samplers: Sequence[Sampler] = (),
) -> Outcome:
    """Put a spike on a product and judge what became of it.

    Args:
        manifest: what is declared.
        network: the way out.
        scenario: of `make_scenario`.
        environment: where `[session]` finds its values.
        limits: what the load keeps to.
        on_progress: told how it goes.
        samplers: look at the product's inside meanwhile.

    Raises:
        CannotSee: a route does not answer as declared even before the load.
    """
    resolver = Resolver(network)
    async with HttpClient(network, resolver) as http:
        sign_in = SignIn(http, manifest, environment)
        routes = [await _ready(route, manifest, http, sign_in) for route in scenario.routes]
    targets = await find_targets(routes, network, resolver)
    scenario = structs.replace(scenario, routes=tuple(routes))
    generator = Generator(scenario, targets, limits, on_progress)
    stop = asyncio.Event()
    beside = [asyncio.create_task(_watch(each, stop)) for each in samplers]
    try:
        result = await generator.run()
    finally:
        stop.set()
        seen = await asyncio.gather(*beside)
    return _with(judge(result), seen)


async def _ready(
    route: LoadRoute, manifest: Manifest, http: HttpClient, sign_in: SignIn
) -> LoadRoute:
    """Look at a route once, as its user; what is wrong already needs no spike."""
    declared = manifest.route_named(route.name)
    headers: tuple[tuple[str, str], ...] = ()
    if declared is not None and declared.access == "user":
        headers = await sign_in.credentials(route.url)
    exchange = (await http.request("GET", route.url, headers=headers)).exchange
    if exchange.challenge:
        raise CannotSee(f"{exchange.challenge} asked for proof of a human at {route.url}")
    if exchange.failure is not None:
        raise CannotSee(f"{route.url} gave no answer: {exchange.detail or exchange.failure}")
    if exchange.status != route.expect:
        raise CannotSee(
            f"{route.url} answered {exchange.status}, not {route.expect}, before any load"
        )
    return dataclasses.replace(route, headers=headers)


async def _watch(sampler: Sampler, stop: asyncio.Event) -> Observation | str:
    try:
        return await sampler.watch(stop)
    except CannotSee as error:
        return f"{sampler.name} could not be looked at: {error}"


def _with(outcome: Outcome, seen: Sequence[Observation | str]) -> Outcome:
    """Add what samplers saw."""
    result, summary = outcome.result, outcome.summary
    findings, figures, trials = outcome.findings, outcome.figures, outcome.trials
    for each in seen:
        if isinstance(each, str):
            findings += (DrillFinding("beside", each),)
            if result is DrillResult.PASSED:
                result, summary = DrillResult.UNKNOWN, each
            else:
                summary = f"{summary}; {each}"
            continue
        findings += each.findings
        figures += each.figures
        trials += each.trials
        failed = [trial.text for trial in each.trials if trial.result is DrillResult.FAILED]
        failed += [finding.text for finding in each.findings]
        if failed:
            told = "; ".join(failed)
            summary = f"{summary}; {told}" if result is DrillResult.FAILED else told
            result = DrillResult.FAILED
    return Outcome(result, summary, findings, figures, trials)
