"""The PDF report is the HTML report in print, and says what it lacks where it cannot be."""

from __future__ import annotations

import builtins
import re
import sys
import zlib
from typing import Any

import pytest

from launchready.report.pdf import render
from launchready.report.writer import Output, ReportError, check_outputs
from tests.report.given import hostile, report


def test_a_pdf_is_tagged_and_titled() -> None:
    """Screen readers get its structure; nothing that the page names is fetched."""
    pdf = render(hostile('"><img src="https://evil.example/p.png">'))
    assert pdf.startswith(b"%PDF-")
    inside = b"".join(
        zlib.decompress(stream)
        for stream in re.findall(
            rb"FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL
        )
    )
    assert b"/StructTreeRoot" in inside
    assert b"/Image" not in inside


def test_a_missing_extra_is_named_before_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without weasyprint the command says what to install, and does no work first."""
    monkeypatch.setattr("launchready.report.writer.find_spec", lambda _: None)
    with pytest.raises(ReportError, match=r"pip install 'launchready\[pdf\]'"):
        check_outputs([Output("pdf")])
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ReportError, match=r"pip install 'launchready\[pdf\]'"):
        render(report())


def test_a_missing_system_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pango is not installed, the message says what to install."""
    whole = builtins.__import__

    def without_pango(name: str, *more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return whole(name, *more)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(ReportError, match="apt-get install libpango"):
        render(report())
