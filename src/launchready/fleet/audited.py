"""Audits products of a fleet: whatever a manifest or our own code does, there is a row."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import Struct

from launchready.audit.gather import describe_fault
from launchready.audit.run import Options, Selection, audit
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.fleet.row import Row, failed_row, row_of
from launchready.fleet.turns import Turns
from launchready.manifest.load import ManifestError, load_manifest
from launchready.net.network import MAX_OPEN_PER_HOST, SharedGates
from launchready.report import html
from launchready.report import json as as_json

COLLECT_EVERY = 50
"""Products after which circles of objects are looked for: one audit does without."""


class Audited(Struct, frozen=True):
    """A product's row and its pages; both empty where it could not be audited."""

    row: Row
    page: str = ""
    report: str = ""


async def audit_product(
    manifest: Path, selection: Selection, gates: SharedGates | None = None
) -> Audited:
    """Audit one product.

    Args:
        manifest: its file.
        selection: checks.
        gates: limits for each host that audits at the same time share.
    """
    try:
        declared = load_manifest(manifest)
    except ManifestError as error:
        said = str(error).replace(f"{manifest}:", "line ")
        return Audited(failed_row(manifest, "wrong", said))
    except Exception as error:  # noqa: BLE001 -- one product must not end the run
        return Audited(failed_row(manifest, "broken", describe_fault(error).error))
    try:
        options = Options(str(manifest), selection, gates=gates)
        folder = Folder(manifest.parent)
        report, _ = await audit(declared, folder, options, Clock.system())
        return Audited(row_of(manifest, report), html.render(report), as_json.render(report))
    except Exception as error:  # noqa: BLE001 -- one product must not end the run
        return Audited(failed_row(manifest, "broken", describe_fault(error).error))


Work = Callable[[Path], Awaitable[Audited]]


async def audit_all(
    turns: Turns,
    at_once: int,
    *,
    selection: Selection,
    keep: Callable[[Audited], None],
    work: Work | None = None,
) -> None:
    """Audit products, so many at once.

    Args:
        turns: gives them out.
        at_once: audits at the same time.
        selection: checks.
        keep: takes each as soon as it is done.
        work: audits one; an audit of ours by default.
    """
    # Hosts of others', such as a registry's: a connection that an audit keeps open counts,
    # so that each audit must be able to have one.
    gates = SharedGates(max(MAX_OPEN_PER_HOST, at_once))
    done = 0

    async def worker() -> None:
        nonlocal done
        while (manifest := await turns.next()) is not None:
            try:
                audited = await (
                    work(manifest) if work else audit_product(manifest, selection, gates)
                )
            finally:
                turns.done(manifest)
            keep(audited)
            done += 1
            if done % COLLECT_EVERY == 0:
                gc.collect()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(worker())
