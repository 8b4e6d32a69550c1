"""`launchready perf fixes` as a user runs it, on a product with two faults of speed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.evidence import STATE_FOLDER

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
peak_rps = 4

[[routes]]
name = "dashboard"
url = "https://app.acme.example/dashboard"

[network]
resolver = "127.0.0.1:9"
"""


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """Declare a product with one slow route, sampled a moment ago."""
    from launchready.clock import Clock
    from launchready.facts.performance import PerfRun, Repeats, RouteSamples
    from launchready.load.history import save_run

    slow = RouteSamples(
        "dashboard", "https://app.acme.example/dashboard", "page", 500, (900.0,) * 20, 20,
        repeats=Repeats(20, 1),
    )  # fmt: skip
    path = tmp_path / "launchready.toml"
    path.write_text(MANIFEST)
    save_run(
        tmp_path, PerfRun("acme.example", "production", "", Clock.system().now, 9, (slow,))
    )
    assert (tmp_path / STATE_FOLDER).is_dir()
    return path


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["perf", "fixes", *arguments])


def test_the_page_in_every_format(product: Path, tmp_path: Path) -> None:
    """What was sampled is judged, ranked and written; the cause stands for its symptom."""
    told = run(str(product), "--format", "json")
    assert told.exit_code == 1, told.output
    document = json.loads(told.stdout)
    (first, *_) = document["fixes"]
    assert first["check"] == "performance/cache-worthwhile"
    # 900 ms less for each of 4 reads a second.
    assert first["saved_s"] == 4 * 3600 * 0.9
    assert first["measure"] == "launchready perf --route dashboard"
    assert "performance/latency-core-reads" not in {f["check"] for f in document["fixes"]}
    assert "measure again: launchready perf --route dashboard" in run(str(product)).stdout
    page = tmp_path / "fixes.html"
    written = run(str(product), "--format", "html", "--out", str(page))
    assert (written.exit_code, written.stdout) == (1, "")
    assert page.read_text().startswith("<!doctype html>")


def test_what_cannot_be_done_is_said(product: Path, tmp_path: Path) -> None:
    """A report that is not there, a folder that is not there: exit 2."""
    assert run(str(product), "--report", str(tmp_path / "none.json")).exit_code == 2
    assert run(str(product), "--out", str(tmp_path / "none" / "x")).exit_code == 2
