"""The small set of fixes: what saves users the most time for an hour of work, with its proof.

Time saved is what the samples show, times how often the route is read at the declared peak.
What cannot be told in users' time (a queue, a lock, a spike) stands behind, by its impact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean, median
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from launchready.audit.model import Finding, Report
from launchready.checks.verdict import Impact, Status
from launchready.facts.performance import PerfHistory, RouteSamples, together
from launchready.load.mix import share
from launchready.manifest.schema import Manifest, Route

MOST = 7
"""Fixes that are told: what is on a longer list is not done."""
STAGE = "performance/"
MAX_FIGURES = 8
"""Of a finding's evidence, that stand on the page; the report has all."""
DEFAULT_RPS = 1.0
"""Requests a second where no peak is declared."""

SYMPTOMS = frozenset(
    {f"{STAGE}latency-core-reads", f"{STAGE}latency-reports", f"{STAGE}error-rate"}
)
"""What a cause on the same route explains: they are fixed with it, and not told beside it."""

INDEX = f"{STAGE}missing-index"

SAMPLED = SYMPTOMS | {
    f"{STAGE}{name}"
    for name in ("cache-worthwhile", "expensive-refresh", "n-plus-one", "repeated-read",
                 "slow-statement", "unbounded-result")
}  # fmt: skip
"""Checks that judge runs of `launchready perf`."""


class Fix(Struct, frozen=True):
    """One thing to mend.

    Attributes:
        number: from 1, the most worthwhile first.
        check: that found it; target: where.
        summary: what was seen.
        how: to mend it.
        hours: about how long that takes.
        impact: of the finding.
        saved_s: seconds that users wait less in an hour at the peak; None where that cannot be
            told.
        counted: how that is counted, in words; "".
        proof: what a sceptic can look at.
        measure: the command that measures again.
    """

    number: int
    check: str
    target: str
    summary: str
    how: str
    hours: float
    impact: Impact
    saved_s: float | None
    counted: str
    proof: tuple[str, ...]
    measure: str

    @property
    def worth(self) -> float | None:
        """Give seconds saved in an hour at the peak, for each hour of work."""
        return None if self.saved_s is None else self.saved_s / max(self.hours, 0.25)


class Fixes(Struct, frozen=True):
    """The page.

    Attributes:
        product: its name; rps: requests a second that savings are told for; declared: whether
            the manifest declares them.
        fixes: at most seven; more: how many were left out.
        unseen: what could not be judged, in words: there may be more behind it.
    """

    product: str
    rps: float
    declared: bool
    fixes: tuple[Fix, ...]
    more: int
    unseen: tuple[str, ...]

    @property
    def hours(self) -> float:
        """Give how long all of them take."""
        return sum(each.hours for each in self.fixes)


def small_set(report: Report, manifest: Manifest, history: PerfHistory) -> Fixes:
    """Choose and rank the fixes.

    Args:
        report: of an audit, of the performance stage at least.
        manifest: for the peak and the mix of routes.
        history: the runs that the checks judged by.
    """
    newest = history.runs[0].release if history.runs else ""
    samples = {each.route: each for each in together(history.of_release(newest))}
    rps = manifest.product.peak_rps or DEFAULT_RPS
    routes = {route.url: route for route in manifest.routes}
    failures = [f for f in report.findings if f.open and f.check.startswith(STAGE)]
    explained = {f.target for f in failures if f.check in SAMPLED - SYMPTOMS}
    found = []
    for finding in failures:
        if finding.check in SYMPTOMS and finding.target in explained:
            continue
        route = routes.get(finding.target)
        of_route = samples.get(route.name) if route else None
        times = share(manifest, route) * rps * 3600 if route else 0.0
        if finding.check == INDEX:
            times = _runs(str(finding.evidence.get("statement", "")), manifest, history, rps)
        found.append(_fix(finding, route, of_route, times))
    found.sort(key=_order)
    chosen = found[:MOST]
    return Fixes(
        report.product,
        rps,
        manifest.product.peak_rps is not None,
        tuple(_numbered(chosen)),
        len(found) - len(chosen),
        tuple(_unseen(report)),
    )


def _runs(text: str, manifest: Manifest, history: PerfHistory, rps: float) -> float:
    """Say how often customers run a statement in an hour, by all routes that were seen to."""
    run = history.runs[0] if history.runs else None
    if run is None or not text:
        return 0.0
    ids = {each.id for each in run.statements if _same(each.text, text)}
    times = 0.0
    for samples in run.routes:
        route = manifest.route_named(samples.route)
        if route is None or samples.queries is None:
            continue
        of_read = sum(e.per_request for e in samples.queries.statements if e.statement in ids)
        times += of_read * share(manifest, route) * rps * 3600
    return times


def _same(one: str, other: str) -> bool:
    """Say whether two texts, each perhaps cut at its end, are of one statement."""
    words, others = (" ".join(each.lower().split()) for each in (one, other))
    length = min(len(words), len(others), 300)
    return length > 0 and words[:length] == others[:length]


def _order(fix: Fix) -> tuple[bool, float, int, float]:
    worth = fix.worth
    return (worth is None, -(worth or 0.0), fix.impact.rank, fix.hours)


def _numbered(fixes: Sequence[Fix]) -> Iterator[Fix]:
    for number, each in enumerate(fixes, 1):
        yield replace(each, number=number)


def _fix(
    finding: Finding, route: Route | None, samples: RouteSamples | None, times: float
) -> Fix:
    ms = _saved_ms(finding.check, finding.evidence, samples) if times else None
    counted = ""
    if ms is not None:
        what = "runs" if finding.check == INDEX else "reads"
        counted = f"{ms:,.0f} ms less for each of {times:,.0f} {what} an hour"
    return Fix(
        0,
        finding.check,
        finding.target,
        finding.summary,
        finding.fix,
        finding.effort_hours,
        finding.impact or Impact.LOW,
        None if ms is None else round(ms * times / 1000, 1),
        counted,
        tuple(_proof(finding, samples)),
        _measure(finding, route),
    )


def _saved_ms(
    check: str, evidence: Mapping[str, Any], samples: RouteSamples | None
) -> float | None:
    """Say how much sooner one read would be answered; None where it cannot be told."""

    def number(name: str) -> float:
        value = evidence.get(name)
        return float(value) if isinstance(value, int | float) else 0.0

    runs, each_ms = number("per_request"), number("mean_ms")
    match check.removeprefix(STAGE):
        case "n-plus-one" | "repeated-read":
            saved = max(runs - 1, 0.0) * each_ms
        case "slow-statement":
            saved = runs * max(each_ms - number("limit"), 0.0)
        case "expensive-refresh":
            saved = number("total_ms")
        case "missing-index":
            was, before = number("live_ms"), max(number("before_ms"), 0.001)
            saved = (was or before) * max(1 - number("after_ms") / before, 0.0)
        case "cache-worthwhile":
            saved = number("ms")
        case "latency-core-reads" | "latency-reports" if samples and samples.latencies_ms:
            saved = mean(max(0.0, ms - samples.target_ms) for ms in samples.latencies_ms)
        case "error-rate" if samples and samples.asked and samples.latencies_ms:
            # Whoever gets an error asks again.
            saved = samples.failed / samples.asked * median(samples.latencies_ms)
        case _:
            return None
    return saved or None


def _proof(finding: Finding, samples: RouteSamples | None) -> Iterator[str]:
    """Give what was measured, then the statement, its plan, and the figures beside them."""
    if finding.check in SAMPLED and samples is not None and samples.latencies_ms:
        values = sorted(samples.latencies_ms)
        yield (
            f"{len(values)} samples: median {median(values):.0f} ms, slowest {values[-1]:.0f} "
            f"ms, {samples.target_ms} ms allowed"
        )
    evidence = finding.evidence
    for name in ("text", "statement"):
        if isinstance(evidence.get(name), str):
            yield str(evidence[name])
    plan = evidence.get("plan")
    if isinstance(plan, list | tuple):
        yield from (str(each) for each in plan[:3])
    for name in ("before", "after"):
        if isinstance(evidence.get(name), str):
            yield f"{name}: {evidence[name]}"
    figures = {
        name: value
        for name, value in evidence.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    if figures:
        told = [f"{name} {value:g}" for name, value in list(figures.items())[:MAX_FIGURES]]
        yield ", ".join(told)


def _measure(finding: Finding, route: Route | None) -> str:
    name = finding.check.removeprefix(STAGE)
    if finding.check in SAMPLED and route is not None:
        return f"launchready perf --route {route.name}"
    if finding.check in SAMPLED:
        return "launchready perf"
    if finding.check == INDEX:
        return "launchready perf indexes"
    if name in {"latency-writes", "cache-stale-after-write"}:
        return "launchready drill write"
    if name.startswith("spike-") or name in {"lock-contention", "pool-exhaustion"}:
        return "launchready drill spike"
    if name.startswith("queue-"):
        return f"launchready perf queues --queue {finding.target}"
    return finding.verify


def _unseen(report: Report) -> Iterator[str]:
    quiet = {Status.UNKNOWN: "not seen", Status.ASK: "not known", Status.BROKEN: "broken"}
    for finding in report.findings:
        if finding.check.startswith(STAGE) and finding.status in quiet:
            yield f"{finding.check}, {quiet[finding.status]}: {finding.summary}"
