"""Puts a pack together, writes it as a folder, and says what changed since an earlier one."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from launchready.audit.model import Report
from launchready.facts.drills import DrillHistory
from launchready.handover import operation, ownership, risks
from launchready.handover.model import Pack, Section
from launchready.handover.written import html_page, index_page, markdown_page
from launchready.manifest.schema import Manifest

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
    now: datetime,
) -> Pack:
    """Put the sections together.

    Args:
        manifest: what is declared.
        report: of the newest audit.
        drills: what was tried in practice.
        runbook: Markdown of adding and rotating keys.
        guide: text of the incident document, and its path; both "" where there is none.
        now: aware UTC.
    """
    sections = (
        ownership.access(manifest),
        ownership.contacts(manifest),
        operation.domain(report.domain_map),
        operation.endpoints(manifest),
        operation.deployment(manifest),
        ownership.secrets(manifest, runbook),
        operation.monitors(manifest),
        operation.incidents(*guide),
        operation.recovery(drills, now),
        risks.open_risks(report),
        risks.next_steps(report),
    )
    product = manifest.product
    return Pack(product.name, product.domain, now, report.decision.value, sections)


def write_pack(pack: Pack, folder: Path, *, force: bool) -> tuple[Path, ...]:
    """Write a page for each section, one HTML file with all of them, and the data.

    Raises:
        CannotPack: the folder holds something else, or cannot be written.
    """
    if (
        folder.exists()
        and any(folder.iterdir())
        and not (force or (folder / PACK_FILE).exists())
    ):
        raise CannotPack(f"{folder} is not empty and holds no pack; --force writes into it")
    texts = {
        "README.md": index_page(pack),
        **{f"{section.id}.md": markdown_page(pack, section) for section in pack.sections},
        "handover.html": html_page(pack),
        PACK_FILE: pack_json(pack),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            scratch = folder / f".{name}.{os.getpid()}.tmp"
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(folder / name)
    except OSError as error:
        raise CannotPack(f"{folder} cannot be written: {error.strerror}") from error
    return tuple(folder / name for name in texts)


def pack_json(pack: Pack) -> str:
    """Write the pack for a program, and to compare later packs with."""
    return json.dumps({"schema_version": 1, **asdict(pack)}, indent=2, default=str) + "\n"


def changed(before: Path, pack: Pack) -> tuple[str, ...]:
    """Say which rows and open points came and went since an earlier pack.

    Args:
        before: the earlier pack's folder, or its pack.json.
        pack: today's.

    Raises:
        CannotPack: there is no pack.
    """
    path = before / PACK_FILE if before.is_dir() else before
    try:
        old = json.loads(path.read_text(encoding="utf-8"))
        lines_before = {s["id"]: _lines_of(s) for s in old["sections"]}
    except OSError as error:
        raise CannotPack(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CannotPack(f"{path} is no pack of launchready") from error
    said = []
    for section in pack.sections:
        now = _lines_of(json.loads(json.dumps(asdict(section))))
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
