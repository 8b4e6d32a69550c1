"""Runs of perf and spikes to show to judges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from launchready.facts.drills import DrillHistory, DrillRecord, DrillResult, Trial
from launchready.facts.performance import PerfHistory, PerfRun, RouteSamples
from launchready.manifest.schema import Database
from tests.checks.given import CLOCK, NOW, manifest

URL = "https://app.acme.example/dashboard"
PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN


def run(
    *latencies: float, days: int = 1, release: str = "1.4", url: str = URL, **fields: Any
) -> PerfRun:
    """Make a run that read one route."""
    samples = RouteSamples(
        **{
            "route": "dashboard",
            "url": url,
            "kind": "page",
            "target_ms": 500,
            "latencies_ms": latencies,
            "asked": len(latencies),
            **fields,
        }
    )
    at = NOW - timedelta(days=days)
    return PerfRun("acme.example", "staging", release, at, 1.0, (samples,))


def sampled(*runs: PerfRun, kind: str = "page", **tables: Any) -> dict[str, Any]:
    """Show runs, the newest first, of a product with one route."""
    routes = [{"name": "dashboard", "url": URL, "kind": kind}]
    declared = manifest(**{"routes": routes, **tables})
    return {
        "product": declared.product,
        "manifest": declared,
        "history": PerfHistory(runs),
        "clock": CLOCK,
    }


def spiked(*trials: tuple[str, DrillResult], days: int = 1) -> dict[str, Any]:
    """Show a spike with some verdicts; no spike without any."""
    record = DrillRecord(
        drill="spike",
        product="acme.example",
        environment="staging",
        started_at=NOW - timedelta(days=days),
        duration_s=100.0,
        result=PASSED,
        summary="too busy",
        trials=tuple(
            Trial("all routes", "10x", aspect, result, f"{aspect} {result.value}")
            for aspect, result in trials
        ),
    )
    return {
        "product": manifest().product,
        "drills": DrillHistory((record,) if trials else ()),
        "clock": CLOCK,
    }


def written(*trials: tuple[str, DrillResult], days: int = 1, **tables: Any) -> dict[str, Any]:
    """Show a write drill with some trials; no drill without any."""
    routes = [{"name": "dashboard", "url": URL, "access": "user"}]
    writes = [{"name": "rename", "route": "dashboard", "fields": {"name": "{token}"}}]
    declared = manifest(**{"routes": routes, "writes": writes, **tables})
    record = DrillRecord(
        drill="write",
        product="acme.example",
        environment="staging",
        started_at=NOW - timedelta(days=days),
        duration_s=40.0,
        result=PASSED,
        summary="could not begin",
        trials=tuple(
            Trial("rename", URL, aspect, result, f"{aspect} {result.value}")
            for aspect, result in trials
        ),
    )
    return {
        "product": declared.product,
        "manifest": declared,
        "drills": DrillHistory((record,) if trials else ()),
        "clock": CLOCK,
    }


def beside_spike(
    *trials: tuple[str, DrillResult], days: int = 1, place: str = "DATABASE_URL"
) -> dict[str, Any]:
    """Show a spike with verdicts about a database; no spike without any."""
    given = spiked(*trials, days=days)
    history: DrillHistory = given["drills"]
    records = tuple(
        replace(each, trials=tuple(replace(trial, place=place) for trial in each.trials))
        for each in history.records
    )
    database = Database.model_validate({"url_env": "DATABASE_URL"})
    return {"database": database, "drills": DrillHistory(records), "clock": CLOCK}
