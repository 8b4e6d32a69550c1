"""Audits one product of a fleet: whatever its manifest or our own code does, there is a row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from launchready.audit.gather import describe_fault
from launchready.audit.run import Options, Selection, audit
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.fleet.row import Row, failed_row, row_of
from launchready.manifest.load import ManifestError, load_manifest
from launchready.net.network import SharedGates
from launchready.report import html
from launchready.report import json as as_json


@dataclass(frozen=True, slots=True)
class Audited:
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
