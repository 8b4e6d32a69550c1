"""Reports go where they were asked to go, or nowhere, with the reason."""

from __future__ import annotations

import json
import pkgutil
import stat
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest

import launchready.report
from launchready.audit.model import Report
from launchready.cli.audit import FORMATS
from launchready.report.writer import Output, ReportError, check_outputs, write_reports
from tests.report.given import everything


def test_every_format_offered_is_there_and_every_one_there_is_offered() -> None:
    """The command's list of formats is that of the modules that render a report."""
    modules = [name for _, name, _ in pkgutil.iter_modules(launchready.report.__path__)]
    assert {name for name in modules if _renders_a_report(name)} == set(FORMATS)


def _renders_a_report(name: str) -> bool:
    render = getattr(import_module(f"launchready.report.{name}"), "render", None)
    return render is not None and get_type_hints(render).get("report") is Report


def test_several_formats_of_one_report(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """One goes to standard output alone, the others to their files, named on stderr."""
    paths = {name: tmp_path / f"report.{name}" for name in ("html", "sarif", "junit")}
    outputs = [Output("json"), *(Output(*each) for each in paths.items())]
    write_reports(everything(), outputs, verbose=False)
    out, err = capfdbinary.readouterr()
    assert json.loads(out)["product"] == "Acme Portal"
    assert err.decode().splitlines() == [f"wrote {path}" for path in paths.values()]
    assert paths["html"].read_text().startswith("<!doctype html>")
    assert json.loads(paths["sarif"].read_text())["version"] == "2.1.0"
    assert paths["junit"].read_text().startswith("<?xml")


def test_a_file_that_cannot_be_written_keeps_no_other_back(tmp_path: Path) -> None:
    """The others are written all the same, and the error names the file."""
    bad, good = tmp_path / "folder", tmp_path / "good.json"
    bad.mkdir()
    with pytest.raises(ReportError, match="folder: Is a directory"):
        write_reports(everything(), [Output("html", bad), Output("json", good)], verbose=False)
    assert json.loads(good.read_text())
    assert stat.S_ISREG(good.stat().st_mode)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["none/r.html"], "there is no folder"),
        (["."], "is a folder"),
        (["a.html", "a.html"], "is named twice"),
    ],
)
def test_wrong_files_are_refused_before_any_work(
    names: list[str], says: str, tmp_path: Path
) -> None:
    """Nobody waits for an audit whose report cannot be written."""
    with pytest.raises(ReportError, match=says):
        check_outputs([Output("html", tmp_path / name) for name in names])
