"""How fast routes are, and what a release changed: as tables, and for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import to_builtins

from launchready.facts.performance import PerfRun, RouteSamples, Spent
from launchready.load.compare import Change, RouteChange
from launchready.load.statistics import Interval, quantile
from launchready.load.verdict import Holds, Judged, judge_samples
from launchready.report.plain import plain
from launchready.report.statements import (
    queries_document,
    statement_lines,
    statements_document,
)

_WORDS = {Holds.WITHIN: "pass", Holds.OVER: "FAIL", Holds.UNKNOWN: "unknown"}


def worst_status(run: PerfRun) -> int:
    """Give the exit status: 1 something is over, 3 something cannot be told, else 0.

    A route's share of errors is not proved under 1 % by some 100 requests: it counts here
    only where it is proved to be over.
    """
    judged = [(each, judge_samples(each)) for each in run.routes]
    if any(Holds.OVER in {j.latency, j.errors} for _, j in judged):
        return 1
    return 3 if any(e.unseen or j.latency is Holds.UNKNOWN for e, j in judged) else 0


def render(run: PerfRun) -> str:
    """Write a run as a table, and where the time goes below it."""
    release = f"release {plain(run.release, 60)}" if run.release else "no release is told"
    asked = sum(each.asked for each in run.routes)
    lines = [
        (
            f"{plain(run.product, 80)}, {run.environment}, {release}: {asked} requests in "
            f"{run.duration_s:.0f} s"
        ),
        "",
        (
            f"  {'':8} {'route':20} {'p50':>8} {'p95':>8} {'95 % sure':>17} {'target':>8} "
            f"{'p99':>8}  errors"
        ),
    ]
    for each in run.routes:
        judged = judge_samples(each)
        lines.append(_row(each, judged))
        lines += (f"  {'':8} {'':20} {why}" for why in _why(each, judged))
    lines += ["", "where the time goes (medians; opening a connection is not part of p95):"]
    lines += [
        f"  {plain(each.route, 20):20} {_spent(each.spent)}"
        for each in run.routes
        if each.asked
    ]
    return "\n".join(lines + statement_lines(run))


def _row(samples: RouteSamples, judged: Judged) -> str:
    word = _WORDS[Holds.OVER if judged.errors is Holds.OVER else judged.latency]
    name = plain(samples.route, 20)
    if judged.p95 is None:
        return f"  {word:8} {name:20} {'-':>8} {'-':>8}"
    low, high = judged.p95.low, judged.p95.high
    sure = f"{low:.0f}..{'?' if math.isinf(high) else f'{high:.0f}'} ms"
    p50, p99 = (quantile(samples.latencies_ms, q).value for q in (0.5, 0.99))
    return (
        f"  {word:8} {name:20} {p50:5.0f} ms {judged.p95.value:5.0f} ms {sure:>17} "
        f"{samples.target_ms:5} ms {p99:5.0f} ms  {samples.failed} of {samples.asked}"
    )


def _why(samples: RouteSamples, judged: Judged) -> Iterator[str]:
    if samples.unseen:
        yield plain(samples.unseen, 200)
    elif judged.latency is Holds.UNKNOWN and judged.p95 is not None:
        few = math.isinf(judged.p95.high)
        count = len(samples.latencies_ms)
        yield (
            f"{count} samples are too few to prove p95: 59 are needed"
            if few
            else f"{count} samples are too close to the target to say"
        )
    if samples.failed:
        told = ", ".join(f"{count}x {plain(what, 60)}" for what, count in samples.errors[:4])
        yield f"errors {_percent(judged.rate)}: {told}"


def _percent(rate: Interval) -> str:
    return f"{rate.value:.1%} ({rate.low:.1%}..{rate.high:.1%})"


def _spent(spent: Spent) -> str:
    parts = [
        ("dns", spent.dns_ms),
        ("connect", spent.connect_ms),
        ("tls", spent.tls_ms),
        ("first byte", spent.first_byte_ms),
        ("body", spent.body_ms),
        *((f"server {plain(name, 20)}", ms) for name, ms in spent.server[:5]),
    ]
    return ", ".join(f"{name} {ms:.1f} ms" for name, ms in parts if ms is not None)


def run_document(run: PerfRun) -> str:
    """Write a run as JSON; milliseconds, shares from 0 to 1, null for no bound."""
    routes = []
    for each in run.routes:
        judged = judge_samples(each)
        routes.append(
            {
                "route": each.route,
                "url": each.url,
                "kind": each.kind,
                "target_ms": each.target_ms,
                "latency": judged.latency.value,
                "p50_ms": _quantile(each, 0.5),
                "p95_ms": _quantile(each, 0.95),
                "p99_ms": _quantile(each, 0.99),
                "errors": judged.errors.value,
                "error_rate": _bounds(judged.rate),
                "samples": len(each.latencies_ms),
                "asked": each.asked,
                "failed": each.failed,
                "size": each.size,
                "spent": to_builtins(each.spent),
                "unseen": each.unseen,
                "queries": queries_document(each.queries),
            }
        )
    document = {
        "product": run.product,
        "environment": run.environment,
        "release": run.release or None,
        "started_at": run.started_at.isoformat(),
        "duration_s": run.duration_s,
        "method": "order statistics with binomial bounds, 95 % each; Wilson's for errors",
        "routes": routes,
        "statements": statements_document(run),
        "database_unseen": run.database_unseen,
    }
    return json.dumps(document, indent=2)


def _quantile(samples: RouteSamples, q: float) -> dict[str, float | None] | None:
    return _bounds(quantile(samples.latencies_ms, q)) if samples.latencies_ms else None


def _bounds(interval: Interval) -> dict[str, float | None]:
    return {
        "value": round(interval.value, 4),
        "low": round(interval.low, 4),
        "high": None if math.isinf(interval.high) else round(interval.high, 4),
    }


def render_comparison(before: str, after: str, changes: Sequence[RouteChange]) -> str:
    """Write what changed between two releases, what regressed first."""
    order = [Change.REGRESSED, Change.IMPROVED, Change.CANNOT_TELL]
    lines = [f"{plain(before, 60)} -> {plain(after, 60)}"]
    for change in order:
        for each in changes:
            if each.change is change:
                sure = "" if each.p is None else f" (p {each.p:.4f})"
                lines.append(f"  {change.value:12} {plain(each.route, 20):20} {each.why}{sure}")
    return "\n".join(lines)


def comparison_document(before: str, after: str, changes: Sequence[RouteChange]) -> str:
    """Write a comparison as JSON."""
    document: dict[str, Any] = {
        "before": before,
        "after": after,
        "method": "Mann-Whitney, and a permutation test of p90; Holm's correction",
        "routes": [to_builtins(each) for each in changes],
    }
    return json.dumps(document, indent=2)
