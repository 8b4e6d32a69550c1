"""One audit, from a manifest or a bundle to a report."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from launchready.audit.answers import apply_answers
from launchready.audit.blind_spots import blind_spots
from launchready.audit.bundle import Bundle
from launchready.audit.collectors import installed_collectors
from launchready.audit.decide import apply_decisions, decide, minimum_bar, plan, rank
from launchready.audit.diff import compare
from launchready.audit.domain_map import domain_map
from launchready.audit.gather import Gatherer
from launchready.audit.judge import judge_all
from launchready.audit.model import Finding, MapEntry, Report
from launchready.audit.services import open_services, pure_services
from launchready.checks.catalogue import MINIMUM_BAR, STAGES, Check, check_modules, load_check
from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.manifest.schema import Manifest
from launchready.net.network import SharedGates

DEADLINE_S = 60.0
"""How long a whole run may take; what is late is unknown."""

Progress = Callable[[int, int], None]


class SelectionError(ValueError):
    """A stage or check was named that does not exist; the message suggests what does."""


class Selection(Struct, frozen=True):
    """Which checks a run is narrowed to; everything empty for all.

    Attributes:
        stages: folders of checks.
        only: check ids or patterns ("edge/*").
        skip: check ids or patterns left out.
    """

    stages: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    @property
    def scope(self) -> tuple[str, ...]:
        """Give what the run was narrowed to, in words; empty for a whole run."""
        return (*self.stages, *self.only, *(f"not {pattern}" for pattern in self.skip))

    def check_ids(self) -> tuple[str, ...]:
        """Give the ids of the chosen checks, in the order of the stages.

        Raises:
            SelectionError: a stage or pattern fits no check.
        """
        known = tuple(check_modules())
        for stage in self.stages:
            if stage not in STAGES:
                raise SelectionError(
                    f'there is no stage "{stage}"; there are {", ".join(STAGES)}'
                )
        for pattern in (*self.only, *self.skip):
            if not any(fnmatchcase(check, pattern) for check in known):
                raise SelectionError(f'there is no check "{pattern}"{_nearest(pattern, known)}')
        return tuple(check for check in known if self._chosen(check))

    def _chosen(self, check: str) -> bool:
        if any(fnmatchcase(check, pattern) for pattern in self.skip):
            return False
        if not self.stages and not self.only:
            return True
        in_stage = check.partition("/")[0] in self.stages
        return in_stage or any(fnmatchcase(check, pattern) for pattern in self.only)


def _nearest(pattern: str, known: Sequence[str]) -> str:
    import difflib

    names = {check.split("/")[1]: check for check in known} | {check: check for check in known}
    close = difflib.get_close_matches(pattern, names, n=1, cutoff=0.5)
    return f'; did you mean "{names[close[0]]}"?' if close else "; see: launchready explain"


class Options(Struct, frozen=True):
    """How an audit is run.

    Attributes:
        manifest_path: as the user gave it; for the report only.
        selection: which checks.
        baseline: an earlier report to compare with.
        deadline_s: for the whole run.
        on_progress: called with (facts done, facts begun).
        on_fault: called with an exception of ours.
        gates: limits for each host that audits at the same time share.
    """

    manifest_path: str = ""
    selection: Selection = Selection()
    baseline: Report | None = None
    deadline_s: float = DEADLINE_S
    on_progress: Progress | None = None
    on_fault: Callable[[BaseException], None] | None = None
    gates: SharedGates | None = None


async def audit(
    manifest: Manifest, folder: Folder, options: Options, clock: Clock
) -> tuple[Report, Bundle]:
    """Go and see what the product is, and judge it.

    Raises:
        SelectionError: a stage or check was named that does not exist.
    """
    started = time.monotonic()
    check_ids = options.selection.check_ids()
    async with open_services(manifest, folder, clock, options.gates) as services:
        gatherer = _gatherer(manifest, services, options)
        findings, entries = await _within_deadline(
            map(load_check, check_ids), gatherer, options.deadline_s, maps=_maps(check_ids)
        )
    bundle = Bundle(
        manifest=manifest,
        manifest_path=options.manifest_path,
        started_at=clock.now,
        duration_s=round(time.monotonic() - started, 2),
        scope=options.selection.scope,
        facts=gatherer.gathered,
    )
    return _report(bundle, check_ids, findings, entries, options.baseline), bundle


async def survey(
    manifest: Manifest,
    folder: Folder,
    *,
    deadline_s: float = DEADLINE_S,
    on_progress: Progress | None = None,
) -> tuple[MapEntry, ...]:
    """Make the domain map alone."""
    async with open_services(manifest, folder, Clock.system()) as services:
        gatherer = _gatherer(manifest, services, Options(on_progress=on_progress))
        _, entries = await _within_deadline((), gatherer, deadline_s, maps=True)
    return entries


async def replay(bundle: Bundle, options: Options) -> Report:
    """Judge the evidence of an earlier run again: the same evidence, the same report.

    Raises:
        SelectionError: a stage or check was named that does not exist.
    """
    check_ids = options.selection.check_ids()
    services = pure_services(bundle.manifest, Clock(bundle.started_at))
    gatherer = _gatherer(bundle.manifest, services, options, bundle)
    findings = await judge_all(map(load_check, check_ids), gatherer)
    entries = await domain_map(gatherer) if _maps(check_ids) else ()
    return _report(bundle, check_ids, findings, entries, options.baseline)


def _maps(check_ids: Sequence[str]) -> bool:
    """Say whether the run sees enough for the domain map to be part of it."""
    return "quick/traffic-map" in check_ids


def _gatherer(
    manifest: Manifest,
    services: Mapping[type, object],
    options: Options,
    bundle: Bundle | None = None,
) -> Gatherer:
    return Gatherer(
        manifest,
        installed_collectors(),
        services,
        known=bundle.facts if bundle else {},
        live=bundle is None,
        on_progress=options.on_progress,
        on_fault=options.on_fault,
    )


async def _within_deadline(
    checks: Iterable[Check], gatherer: Gatherer, deadline_s: float, *, maps: bool
) -> tuple[list[Finding], tuple[MapEntry, ...]]:
    with _deadline(gatherer, deadline_s):
        findings = await judge_all(checks, gatherer)
        entries = await domain_map(gatherer) if maps else ()
    return findings, entries


@contextlib.contextmanager
def _deadline(gatherer: Gatherer, seconds: float) -> Iterator[None]:
    async def stop_when_due() -> None:
        await asyncio.sleep(seconds)
        await gatherer.stop(f"the whole run's deadline of {seconds:g} s had passed")

    watchdog = asyncio.create_task(stop_when_due())
    try:
        yield
    finally:
        watchdog.cancel()


def _report(
    bundle: Bundle,
    check_ids: Sequence[str],
    findings: Sequence[Finding],
    entries: tuple[MapEntry, ...],
    baseline: Report | None,
) -> Report:
    manifest = bundle.manifest
    today = Clock(bundle.started_at).today
    answered = apply_answers(findings, manifest.answers, today)
    ranked = rank(apply_decisions(answered, manifest.decisions, today))
    whole = not bundle.scope
    carried = {load_check(each).bar for each in check_ids} - {""}
    in_scope = frozenset(MINIMUM_BAR if whole else carried)
    bar = minimum_bar(ranked, in_scope)
    counted = Counter(finding.status for finding in ranked)
    return Report(
        product=manifest.product.name,
        started_at=bundle.started_at,
        duration_s=bundle.duration_s,
        release=None,
        decision=decide(ranked, bar, in_scope),
        minimum_bar=bar,
        findings=ranked,
        counts={status: counted[status] for status in Status},
        blind_spots=blind_spots(ranked, manifest, whole=whole),
        plan=plan(ranked),
        domain_map=entries,
        changes=compare(baseline, ranked) if baseline else None,
        manifest=bundle.manifest_path,
        scope=bundle.scope,
    )
