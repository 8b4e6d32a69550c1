"""From a report to a plan, and from a decision back into the manifest and the next report."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launchready.demo.faults import Faults
from launchready.demo.twin import background
from launchready.manifest.load import load_manifest
from tests.e2e.test_command import run

FAULT = Faults(certificate_expires_soon=True)
TARGET = "api.acme.example"
NARROW = ("--only", "domain/certificate-expiry")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Bring up a product with one fault; gives its manifest."""
    folder = tmp_path_factory.mktemp("twin")
    with background(FAULT, folder) as twin:
        os.environ.update(twin.environment)
        yield twin.manifest_path
        for name in twin.environment:
            del os.environ[name]


@pytest.fixture
def manifest(product: Path, tmp_path: Path) -> Path:
    """Copy the manifest, so that a test may write into it."""
    shutil.copy(product.parent / "ca.pem", tmp_path)
    return Path(shutil.copy(product, tmp_path))


@pytest.fixture
def report(manifest: Path, tmp_path: Path) -> Path:
    """Audit, and keep the report."""
    path = tmp_path / "report.json"
    run("audit", manifest, *NARROW, "--format", "json", "--out", path)
    return path


def test_a_plan_of_an_earlier_report_looks_at_nothing(report: Path) -> None:
    """`plan --report` needs no product, and says hours and cost."""
    made = run("plan", "--report", report, "--day-rate", "800")
    assert made.returncode == 0
    assert "domain/certificate-expiry" in made.stdout
    assert "at the day rate" in made.stdout
    assert made.stderr == ""
    data = json.loads(run("plan", "--report", report, "--format", "json").stdout)
    assert [task["targets"] for task in data["tasks"]] == [[TARGET]]


def test_a_plan_audits_where_no_report_is_given(product: Path) -> None:
    """One command is enough."""
    made = run("plan", product, "--format", "markdown")
    assert "- [ ] 1." in made.stdout
    assert "domain/certificate-expiry" in made.stdout


def test_what_is_decided_is_in_the_next_report(manifest: Path) -> None:
    """A deferral by one command: written with its owner, and no open risk any more."""
    said = run(
        "decide", manifest, "--check", "domain/certificate-expiry", "--target", TARGET,
        "--defer", "--owner", "ana@acme.example", "--reason", "renewed on Monday",
        "--until", "2099-01-15",
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    found = json.loads(run("audit", manifest, *NARROW, "--format", "json").stdout)
    decided = [f["decision"] for f in found["findings"] if f["target"] == TARGET]
    assert decided[0]["owner"] == "ana@acme.example"
    assert found["decision"] == "launch-with-known-risks"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--check", "domain/hsts", "--defer", "--owner", "a", "--reason", "b"), "until"),
        (("--check", "domain/hsts", "--fix-now", "--reason", "b"), "--owner: is needed"),
        (("--check", "domain/hsst", "--fix-now", "--owner", "a"), "domain/hsts"),
        (("--check", "domain/hsts"), "either --defer or --fix-now"),
        (("--defer",), "need --check"),
        ((), "nobody is here to ask"),
    ],
)
def test_half_a_decision_is_refused_with_the_next_step(
    manifest: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Exit status 2, a sentence, and an untouched file."""
    before = manifest.read_text()
    done = run("decide", manifest, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert manifest.read_text() == before


def test_decide_walks_through_the_open_risks(manifest: Path, report: Path) -> None:
    """On a terminal each risk is asked about, and the answer lands in the file."""
    primary, secondary = pty.openpty()
    command = [sys.executable, "-m", "launchready", "decide", str(manifest)]
    with subprocess.Popen(
        [*command, "--report", str(report)], stdin=secondary, stderr=subprocess.PIPE, text=True
    ) as process:
        os.write(primary, b"d\nana@acme.example\nrenewed on Monday\n2099-01-15\n")
        _, said = process.communicate(timeout=30)
    os.close(primary)
    os.close(secondary)
    assert process.returncode == 0, said
    assert "1 of 1" in said
    (decision,) = load_manifest(manifest).decisions
    assert (decision.check, decision.target) == ("domain/certificate-expiry", TARGET)
    assert str(decision.until) == "2099-01-15"


def test_a_bare_domain_has_no_manifest_to_write_into() -> None:
    """The next step is named."""
    said = run("decide", "acme.invalid", "--check", "domain/hsts", "--fix-now")
    assert said.returncode == 2
    assert "launchready init" in said.stderr
