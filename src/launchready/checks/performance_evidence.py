"""How checks read what `launchready perf` and `launchready drill spike` left behind."""

from __future__ import annotations

import math
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from launchready.checks.drill_evidence import proof
from launchready.checks.verdict import Outcome, Verdict, Verdicts
from launchready.clock import Clock
from launchready.facts.drills import DrillHistory, DrillResult, Trial
from launchready.facts.performance import PerfHistory, RouteSamples, together
from launchready.facts.statements import Statement
from launchready.load.statistics import Interval, wilson
from launchready.load.verdict import Holds, judge_samples, share_holds
from launchready.manifest.schema import Database, Manifest, Route

SAMPLES_HOLD_DAYS = 30
"""How long samples say anything: data grows, and with it what a page costs.  Our own choice."""


class Sampled(Struct, frozen=True):
    """All samples of the newest release that are recent enough.

    Attributes:
        release: "" where the product tells none; when: day of the newest run.
        routes: by name.
        statements: of the database, by id.
        database_unseen: why the newest run could not watch it; "" where it did.
    """

    release: str
    when: str
    routes: dict[str, RouteSamples]
    statements: dict[str, Statement] = field(default_factory=dict)
    database_unseen: str = ""

    def share(self) -> tuple[int, int, Interval]:
        """Give how many requests failed, of how many, and the share with its bounds."""
        failed = sum(each.failed for each in self.routes.values())
        asked = sum(each.asked for each in self.routes.values())
        return failed, asked, wilson(failed, asked)


def recent_samples(history: PerfHistory, clock: Clock) -> Sampled | None:
    """Give the newest release's samples; None where there are none of the last 30 days."""
    recent = [
        run
        for run in history.runs
        if (clock.now - run.started_at).days <= SAMPLES_HOLD_DAYS
    ]  # fmt: skip
    if not recent:
        return None
    newest = recent[0]
    runs = tuple(run for run in recent if run.release == newest.release)
    routes = {each.route: each for each in together(runs)}
    # The newest run's plan of a statement is the one that holds.
    statements = {each.id: each for run in reversed(runs) for each in run.statements}
    return Sampled(
        newest.release,
        f"{newest.started_at:%Y-%m-%d}",
        routes,
        statements,
        newest.database_unseen,
    )


class RouteSpeed(Struct, frozen=True):
    """What samples say of a route.

    Attributes:
        holds: whether p95 is within the target.
        seen: in words; unseen: why nothing is known, "" where something is.
    """

    holds: Holds
    seen: str
    unseen: str = ""


def route_speed(sampled: Sampled, route: Route) -> RouteSpeed:
    """Judge a route by its samples, against the target that the manifest has now."""
    samples = sampled.routes.get(route.name)
    if samples is None or samples.url.partition("?")[0] != route.url.partition("?")[0]:
        return RouteSpeed(Holds.UNKNOWN, "", "it was not sampled")
    if samples.unseen and not samples.latencies_ms:
        return RouteSpeed(Holds.UNKNOWN, "", samples.unseen)
    if not samples.latencies_ms:
        return RouteSpeed(Holds.UNKNOWN, "", "it gave no right answer")
    judged = judge_samples(replace(samples, target_ms=route.p95_ms))
    assert judged.p95 is not None
    high = "?" if math.isinf(judged.p95.high) else f"{judged.p95.high:.0f}"
    count = len(samples.latencies_ms)
    words = f"{judged.p95.value:.0f} ms ({judged.p95.low:.0f} to {high}) in {count} samples"
    return RouteSpeed(judged.latency, words)


def errors_hold(sampled: Sampled) -> Holds:
    """Say whether the share of failed requests is under 1 %."""
    return share_holds(sampled.share()[2])


class DrillVerdict(Struct, frozen=True):
    """What the newest drill of a kind says, where it is recent enough.

    Attributes:
        trials: of the aspects that were asked about; when: its day; summary: of the drill.
    """

    trials: tuple[Trial, ...]
    when: str
    summary: str


def spike_verdict(drills: DrillHistory, clock: Clock, *aspects: str) -> DrillVerdict | None:
    """Give what the newest spike says in some aspects; None where there is none in 90 days."""
    return _drill_verdict(drills, clock, "spike", aspects)


def write_trials(drills: DrillHistory, clock: Clock, aspect: str) -> DrillVerdict | None:
    """Give what the newest write drill says in an aspect; None as of `spike_verdict`."""
    return _drill_verdict(drills, clock, "write", (aspect,))


def _drill_verdict(
    drills: DrillHistory, clock: Clock, drill: str, aspects: tuple[str, ...]
) -> DrillVerdict | None:
    record = proof(drills, drill, clock)
    if record is None:
        return None
    trials = tuple(each for each in record.trials if each.aspect in aspects)
    return DrillVerdict(trials, f"{record.started_at:%Y-%m-%d}", record.summary)


class BesideOutcomes(Protocol):
    """What a check of the database under load can find."""

    FINE: Outcome
    FOUND: Outcome
    NOT_SEEN: Outcome
    UNTRIED: Outcome


def judge_beside_spike(
    outcomes: type[BesideOutcomes],
    aspect: str,
    database: Database,
    drills: DrillHistory,
    clock: Clock,
) -> Verdict:
    """Judge what the newest spike saw of a database; one that looked at none tells nothing."""
    spike = spike_verdict(drills, clock, aspect)
    if spike is None:
        return outcomes.UNTRIED()
    found = next((each for each in spike.trials if each.place == database.target), None)
    if found is None:
        why = f"it did not look at the database: {database.target} was not set there"
        return outcomes.NOT_SEEN(seen=why, when=spike.when)
    by_result = {
        DrillResult.PASSED: outcomes.FINE,
        DrillResult.FAILED: outcomes.FOUND,
        DrillResult.UNKNOWN: outcomes.NOT_SEEN,
    }
    outcome = by_result[found.result]
    return outcome(seen=found.text, when=spike.when, lines=list(found.evidence))


class LatencyOutcomes(Protocol):
    """What a check of one kind of route's latency can find."""

    WITHIN: Outcome
    OVER: Outcome
    TOO_CLOSE: Outcome
    NOT_SEEN: Outcome
    NOT_SAMPLED: Outcome
    NONE: Outcome


def judge_latency(
    outcomes: type[LatencyOutcomes],
    kinds: frozenset[str],
    manifest: Manifest,
    history: PerfHistory,
    clock: Clock,
) -> Verdicts:
    """Hold the p95 of every route of some kinds that may be read against its target."""
    routes = [r for r in manifest.routes if r.kind in kinds and r.access != "service"]
    if not routes:
        return outcomes.NONE()
    sampled = recent_samples(history, clock)
    if sampled is None:
        return outcomes.NOT_SAMPLED(count=len(routes))
    by_holds = {
        Holds.WITHIN: outcomes.WITHIN,
        Holds.OVER: outcomes.OVER,
        Holds.UNKNOWN: outcomes.TOO_CLOSE,
    }
    verdicts = []
    for route in routes:
        speed = route_speed(sampled, route)
        if speed.unseen:
            verdict = outcomes.NOT_SEEN(when=sampled.when, reason=speed.unseen)
        else:
            verdict = by_holds[speed.holds](
                seen=speed.seen, when=sampled.when, target=route.p95_ms, release=sampled.release
            )
        verdicts.append(verdict.at(route.url))
    return verdicts
