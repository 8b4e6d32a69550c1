"""Puts a pack together, writes it as a folder, and says what changed since an earlier one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from launchready.audit.model import Report
from launchready.facts.drills import DrillHistory
from launchready.handover import operation, ownership, risks
from launchready.handover.model import Pack, Section
from launchready.handover.written import html_page, index_page, markdown_page
from launchready.manifest.schema import Manifest
from launchready.report.pdf import print_page
from launchready.report.writer import ReportError
from launchready.whole_file import write_whole

PACK_FILE = "pack.json"


class CannotPack(Exception):
    """The pack cannot be written or compared; the message says why and what to do."""


def make_pack(
    manifest: Manifest,
    report: Report,
    drills: DrillHistory,
    *,
    runbook: str,
    guide: tuple[str, str],
    source: str = "",
    now: datetime,
) -> Pack:
    """Put the sections together.

    Args:
        manifest: what is declared.
        report: of the newest audit.
        drills: what was tried in practice.
        runbook: Markdown of adding and rotating keys.
        guide: text of the incident document, and its path; both "" where there is none.
        source: what the repository is cloned from; "" where nobody knows.
        now: aware UTC.
    """
    sections = (
        ownership.access(manifest, now.date()),
        ownership.proofs(manifest, report, drills, now),
        ownership.contacts(manifest),
        operation.domain(report.domain_map),
        operation.endpoints(manifest),
        operation.deployment(manifest, source),
        ownership.secrets(manifest, runbook),
        operation.monitors(manifest),
        operation.incidents(*guide),
        operation.recovery(drills, now),
        risks.open_risks(report),
        risks.next_steps(report),
    )
    product = manifest.product
    return Pack(product.name, product.domain, now, report.decision.value, sections)


def write_pack(pack: Pack, folder: Path, *, force: bool, pdf: bool = False) -> tuple[Path, ...]:
    """Write a page for each section, one HTML file with all of them, and the data.

    Args:
        pack: what to write.
        folder: where; made where there is none.
        force: into a folder that holds other files, too.
        pdf: the HTML file as PDF, too.

    Raises:
        CannotPack: the folder holds something else, or cannot be written.
    """
    if (
        folder.exists()
        and any(folder.iterdir())
        and not (force or (folder / PACK_FILE).exists())
    ):
        raise CannotPack(f"{folder} is not empty and holds no pack; --force writes into it")
    page = html_page(pack)
    texts = {
        "README.md": index_page(pack),
        **{f"{section.id}.md": markdown_page(pack, section) for section in pack.sections},
        "handover.html": page,
        PACK_FILE: pack_json(pack),
    }
    contents = {name: text.encode() for name, text in texts.items()}
    if pdf:
        try:
            contents["handover.pdf"] = print_page(page)
        except ReportError as error:
            raise CannotPack(str(error)) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            write_whole(folder / name, content)
    except OSError as error:
        raise CannotPack(f"{folder} cannot be written: {error.strerror}") from error
    return tuple(folder / name for name in contents)


def pack_json(pack: Pack) -> str:
    """Write the pack for a program, and to compare later packs with."""
    told = to_builtins(pack, builtin_types=(datetime,))
    return json.dumps({"schema_version": 1, **told}, indent=2, default=str) + "\n"


def changed(before: Mapping[str, Any], pack: Pack) -> tuple[str, ...]:
    """Say which rows and open points came and went since an earlier pack.

    Args:
        before: the earlier pack's data, as in pack.json.
        pack: today's.

    Raises:
        CannotPack: that is no pack.
    """
    try:
        lines_before = {s["id"]: _lines_of(s) for s in before["sections"]}
    except (KeyError, TypeError, AssertionError) as error:
        raise CannotPack("the earlier pack is none of launchready") from error
    said = []
    for section in pack.sections:
        now = _lines_of(json.loads(json.dumps(to_builtins(section))))
        then = lines_before.get(section.id, [])
        said += [f"{section.title}: - {line}" for line in then if line not in now]
        said += [f"{section.title}: + {line}" for line in now if line not in then]
    return tuple(said)


def _lines_of(section: dict[str, object]) -> list[str]:
    lines: list[str] = []
    tables = section["tables"]
    assert isinstance(tables, list)
    for table in tables:
        lines += [" | ".join(map(str, row)) for row in table["rows"]]
    for key in ("words", "commands", "unproven"):
        value = section[key]
        assert isinstance(value, list)
        lines += map(str, value)
    return lines


def unproven(pack: Pack) -> tuple[tuple[Section, str], ...]:
    """Give every open point, with its section."""
    return tuple((section, each) for section in pack.sections for each in section.unproven)
