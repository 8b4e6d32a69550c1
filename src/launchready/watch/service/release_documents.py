"""Releases as JSON: what CI, the command line and other programs are given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from launchready.load.counted import Counted
from launchready.watch.decide.timeline import Release, Timeline
from launchready.watch.store.releases import Measured, ReleaseFigures

SCHEMA_VERSION = 1
MOST_LISTED = 200


def list_document(timeline: Timeline) -> dict[str, Any]:
    """Write the releases, the newest first, and which ran when."""
    return {
        "schema_version": SCHEMA_VERSION,
        "releases": [release_document(each) for each in timeline.releases()[:MOST_LISTED]],
        "stays": [
            {"tag": each.tag, "start": iso(each.start), "end": iso(each.end)}
            for each in timeline.stays()[-MOST_LISTED:]
        ],
    }


def release_document(release: Release) -> dict[str, Any]:
    """Write one release."""
    return {
        "tag": release.tag,
        "running": release.running,
        "first_seen": iso(release.first_seen),
        "started_at": iso(release.started_at),
        "finished_at": iso(release.finished_at),
        "rolled_back_at": iso(release.rolled_back_at),
        "sources": list(release.sources),
    }


def figures_document(figures: ReleaseFigures) -> dict[str, Any]:
    """Write what a release was like beside another."""
    return {
        "schema_version": SCHEMA_VERSION,
        "release": release_document(figures.release),
        "against": figures.before or None,
        "start": iso(figures.start),
        "end": iso(figures.end),
        "verdict": figures.turn.value,
        "measured": [_measured(each) for each in figures.measured],
    }


def _measured(measured: Measured) -> dict[str, Any]:
    return {
        "kind": measured.kind,
        "name": measured.name,
        "verdict": measured.judgement.turn.value,
        "why": measured.judgement.why,
        "after": _counted(measured.after),
        "before": _counted(measured.before),
    }


def _counted(counted: Counted) -> dict[str, Any] | None:
    if not counted.requests:
        return None
    p50, p95 = counted.p50, counted.p95
    return {
        "requests": counted.requests,
        "errors": counted.errors,
        "error_rate": round(counted.error_rate.value, 6),
        "p50_ms": None if p50 is None else round(p50.value, 1),
        "p95_ms": None if p95 is None else round(p95.value, 1),
    }


def iso(at: int | None) -> str | None:
    """Write a moment in ms."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
