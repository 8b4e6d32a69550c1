"""The step of a GitHub job that scans for secrets, run as a runner runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.secrets.scanning import commit, token

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "actions/secrets/action.yml").read_text())

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the action needs bash")


def act(folder: Path, path: Path, **inputs: str) -> tuple[int, str, dict[str, str]]:
    """Run the scan; gives its status, what it printed and its outputs."""
    (step,) = (each for each in ACTION["runs"]["steps"] if each.get("id") == "scan")
    defaults = {name: str(each["default"]) for name, each in ACTION["inputs"].items()}
    given = {**defaults, "path": str(path), **inputs}
    command = folder / "bin"
    command.mkdir()
    program = command / "launchready"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m launchready "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        capture_output=True, text=True, check=False, cwd=folder,
        env={
            **os.environ,
            **{
                name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
                for name, value in step["env"].items()
            },
            "RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(folder / "output"),
            "PATH": f"{command}:{os.environ['PATH']}",
        },
    )  # fmt: skip
    lines = (folder / "output").read_text().splitlines()
    return done.returncode, done.stdout, dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize(("rule", "status"), [("stripe-secret-key", 1), ("stripe-test-key", 0)])
def test_a_job_fails_by_impact_and_has_sarif_in_any_case(
    rule: str, status: int, tmp_path: Path
) -> None:
    """Code scanning gets the finding, whether or not the job fails for it."""
    root = tmp_path / "repo"
    commit(root, {"a.py": token(rule)})
    got, printed, outputs = act(tmp_path, root, **{"fail-on": "blocker"})
    assert got == status
    assert "a.py:1:1" in printed
    (run,) = json.loads(Path(outputs["sarif"]).read_text())["runs"]
    assert [each["kind"] for each in run["results"]] == ["fail"]


def test_what_was_not_read_fails_the_job(tmp_path: Path) -> None:
    """A scan with blind spots is not a clean one, unless asked for: --fail-on never."""
    root = tmp_path / "repo"
    commit(root, {"a.zip": b"PK\x03\x04"})
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert act(tmp_path / "one", root)[0] == 3
    assert act(tmp_path / "two", root, **{"fail-on": "never"})[0] == 0
