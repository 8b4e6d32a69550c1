"""`launchready drill mail` as a user runs it, on the demo's product."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from launchready.cli import cli
from launchready.demo.faults import READY, Faults
from launchready.demo.twin import background
from launchready.evidence import read_history
from launchready.facts.drills import DrillResult


@pytest.mark.parametrize(
    ("faults", "status", "row"),
    [
        (READY, 0, "  signup  pass"),
        (Faults(mail_template_left=True), 1, "  signup  FAIL"),
    ],
)
def test_one_table_says_which_mail_passed_where(
    faults: Faults, status: int, row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is on stdout, what it will do on stderr, the evidence beside the manifest."""
    with background(faults, tmp_path) as twin:
        for name, value in twin.environment.items():
            monkeypatch.setenv(name, value)
        shutil.rmtree(tmp_path / ".launchready/drills")
        words = ["drill", "mail", str(twin.manifest_path), "--yes", "--really"]
        result = CliRunner().invoke(cli, words)
    assert result.exit_code == status, result.output
    lines = result.stdout.splitlines()
    assert row in lines
    assert len(lines) == len(set(lines))
    assert sum("signup at catcher" in line for line in lines) == status
    assert "waits 8 s at most" in result.stderr
    assert "signup -> catcher: triggered (303)" in result.stderr
    record = read_history(tmp_path, "acme.example").latest("mail")
    assert record is not None
    assert record.result is (DrillResult.FAILED if status else DrillResult.PASSED)
    if status:
        assert "template: nobody filled in {{ first_name }}" in result.stdout
    assert twin.environment["ACME_PASSWORD"] not in result.output


def test_production_is_left_alone_without_a_word(tmp_path: Path) -> None:
    """A product that is not staging is acted on with --really only."""
    with background(READY, tmp_path) as twin:
        result = CliRunner().invoke(cli, ["drill", "mail", str(twin.manifest_path), "--yes"])
    assert result.exit_code == 2
    assert "triggered" not in result.output


def test_without_mails_it_says_what_to_declare(tmp_path: Path) -> None:
    """The error names the tables."""
    path = tmp_path / "launchready.toml"
    path.write_text('[product]\nname = "Acme"\ndomain = "acme.example"\n')
    result = CliRunner().invoke(cli, ["drill", "mail", str(path)])
    assert result.exit_code == 2
    assert "[[mails]]" in result.output
