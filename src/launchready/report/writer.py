"""Writes a report in the formats asked for, to files or to standard output."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from launchready.audit.model import Report

MAX_WIDTH = 110
"""Columns beyond which lines of text are hard to read."""


class ReportError(Exception):
    """The report cannot be written; the message says why and what to do."""


class Output(Struct, frozen=True):
    """One format and where it goes: a file, or standard output for None."""

    format: str
    path: Path | None = None


def check_outputs(outputs: Sequence[Output]) -> None:
    """Refuse, before any work is done, what could not be written after it.

    Raises:
        ReportError: an extra is not installed, a folder is not there, two outputs share
            a file, or a PDF would go to a terminal.
    """
    if sum(output.format == "pdf" for output in outputs) and find_spec("weasyprint") is None:
        raise ReportError("PDF needs weasyprint: pip install 'launchready[pdf]'")
    paths = [output.path for output in outputs if output.path]
    for path in paths:
        if path.is_dir():
            raise ReportError(f"{path}: is a folder; name a file in it")
        if not path.absolute().parent.is_dir():
            raise ReportError(f"{path}: there is no folder {path.parent}")
        if paths.count(path) > 1:
            raise ReportError(f"{path}: is named twice")
    if any(o.format == "pdf" and o.path is None for o in outputs) and sys.stdout.isatty():
        raise ReportError("a PDF is not for a terminal: add --out report.pdf")


def write_reports(report: Report, outputs: Sequence[Output], *, verbose: bool) -> None:
    """Write a report in several formats; one that fails does not keep the others.

    Raises:
        ReportError: a file cannot be written, or a format needs an extra.
    """
    failed = []
    for output in outputs:
        try:
            _write(report, output, verbose=verbose)
        except ReportError as error:
            failed.append(str(error))
    if failed:
        raise ReportError("\n".join(failed))


def _write(report: Report, output: Output, *, verbose: bool) -> None:
    if output.format == "terminal":
        content: str | bytes = _terminal(report, to_screen=not output.path, verbose=verbose)
    else:
        content = import_module(f"launchready.report.{output.format}").render(report)
    data = content.encode() if isinstance(content, str) else content
    if not data.endswith(b"\n") and isinstance(content, str):
        data += b"\n"
    if output.path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        output.path.write_bytes(data)
    except OSError as error:
        raise ReportError(f"{output.path}: {error.strerror}") from error
    print(f"wrote {output.path}", file=sys.stderr)


def _terminal(report: Report, *, to_screen: bool, verbose: bool) -> str:
    from launchready.report.terminal import render

    watched = to_screen and sys.stdout.isatty()
    # An empty NO_COLOR asks for nothing (no-color.org).
    color = watched and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((96, 24)).columns if watched else 96
    return render(report, width=max(20, min(width, MAX_WIDTH)), color=color, verbose=verbose)
