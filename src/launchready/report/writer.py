"""Writes a report in the format asked for, to a file or to standard output."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from pathlib import Path

from launchready.audit.model import Report


class ReportError(Exception):
    """The report cannot be written; the message says why and what to do."""


def write_report(report: Report, format_: str, out: Path | None, *, verbose: bool) -> None:
    """Write a report, to `out` or to standard output.

    Raises:
        ReportError: the file cannot be written, or the format needs an extra.
    """
    if format_ == "terminal":
        content: str | bytes = _terminal(report, to_screen=out is None, verbose=verbose)
    else:
        content = import_module(f"launchready.report.{format_}").render(report)
    data = content.encode() if isinstance(content, str) else content
    if not data.endswith(b"\n") and isinstance(content, str):
        data += b"\n"
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise ReportError(f"{out}: {error.strerror}") from error
    print(f"wrote {out}", file=sys.stderr)


def _terminal(report: Report, *, to_screen: bool, verbose: bool) -> str:
    from launchready.report.terminal import render

    watched = to_screen and sys.stdout.isatty()
    color = watched and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((96, 24)).columns if watched else 96
    return render(report, width=max(40, min(width, 110)), color=color, verbose=verbose)
