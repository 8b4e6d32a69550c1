"""The GitHub Action's own script, run as a runner runs it, on a broken product."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from launchready.demo.faults import Faults
from launchready.demo.twin import Twin, background

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the action needs bash")


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """Bring up a product whose only fault is an expired certificate."""
    folder = tmp_path_factory.mktemp("twin")
    with background(Faults.only("certificate_expired"), folder) as up:
        yield up


def act(folder: Path, manifest: str, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Run the audit step; gives its status, its outputs and the job's summary."""
    (step,) = (each for each in ACTION["runs"]["steps"] if each.get("id") == "audit")
    defaults = {name: str(each["default"]) for name, each in ACTION["inputs"].items()}
    given = {**defaults, "manifest": manifest, **inputs}
    environment = {
        name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, value in step["env"].items()
    }
    places = {
        "RUNNER_TEMP": folder,
        "GITHUB_OUTPUT": folder / "output",
        "GITHUB_STEP_SUMMARY": folder / "summary",
    }
    command = folder / "bin"
    command.mkdir()
    # The package as it is here, whatever else is installed.
    (command / "launchready").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m launchready "$@"\n'
    )
    (command / "launchready").chmod(0o755)
    (command / "python").symlink_to(sys.executable)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={
            **os.environ,
            **{name: str(path) for name, path in places.items()},
            **environment,
            "PATH": f"{command}:{os.environ['PATH']}",
        },
    )
    lines = (folder / "output").read_text().splitlines()
    summary = folder / "summary"
    outputs = dict(line.split("=", 1) for line in lines)
    return done.returncode, outputs, summary.read_text() if summary.exists() else done.stderr


def test_a_job_gets_every_output_that_the_action_names(twin: Twin, tmp_path: Path) -> None:
    """A blocker fails the job; all reports are there, and the summary says why."""
    status, outputs, summary = act(tmp_path, str(twin.manifest_path))
    assert status == 1
    assert set(outputs) == set(ACTION["outputs"])
    for name, described in ACTION["outputs"].items():
        assert described["value"] == f"${{{{ steps.audit.outputs.{name} }}}}"
    assert outputs["status"] == "1"
    assert outputs["decision"] == "do-not-launch"
    assert summary == Path(outputs["markdown"]).read_text()
    assert "expired" in summary
    assert Path(outputs["html"]).read_text().startswith("<!doctype html>")
    assert Path(outputs["junit"]).read_text().startswith("<?xml")
    assert Path(outputs["evidence"]).stat().st_size


def test_code_scanning_gets_open_failures_alone(twin: Twin, tmp_path: Path) -> None:
    """It would show what is unknown, asked or put off as alerts."""
    _, outputs, _ = act(tmp_path, str(twin.manifest_path), arguments="--stage domain")
    report = json.loads(Path(outputs["report"]).read_text())
    (run,) = json.loads(Path(outputs["sarif"]).read_text())["runs"]
    assert {each["kind"] for each in run["results"]} == {"fail"}
    failed = [each for each in report["findings"] if each["status"] == "fail"]
    assert len(run["results"]) == len(failed)
    assert report["scope"] == ["domain"]


def test_a_baseline_reaches_the_audit(twin: Twin, tmp_path: Path) -> None:
    """The summary says what is new since an earlier run's report."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    only = {"arguments": "--only domain/certificate-expiry", "fail-on": "never"}
    _, outputs, _ = act(first, str(twin.manifest_path), **only)
    status, _, summary = act(
        second, str(twin.manifest_path), baseline=outputs["report"], **only
    )
    assert status == 0
    assert "0 new, 0 fixed, 1 unchanged" in summary


def test_a_wrong_manifest_fails_the_job_with_its_line(tmp_path: Path) -> None:
    """Status 2 and the message, and no report that might be taken for one."""
    (tmp_path / "launchready.toml").write_text("[product]\nname = 'Acme'\n")
    status, outputs, said = act(tmp_path, str(tmp_path))
    assert status == 2
    assert outputs == {"status": "2"}
    assert "launchready.toml:1: [product] needs" in said
