"""The installed command, as a user and a pipe meet it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from launchready.cli import COMMANDS, cli
from launchready.demo.faults import Faults
from launchready.demo.twin import Twin, background
from launchready.report.schema import report_schema

ONLY_TLS = ("--only", "domain/certificate-*", "--only", "domain/https-everywhere")


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """Bring up a product whose only fault is an expired certificate."""
    folder = tmp_path_factory.mktemp("twin")
    with background(Faults.only("certificate_expired"), folder) as up:
        yield up


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run launchready in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "launchready", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        check=False,
        timeout=50,
    )


def test_help_lists_every_command_with_its_own_words() -> None:
    """The list of commands, made without importing them, says what each says itself."""
    with cli.make_context("launchready", [], resilient_parsing=True) as context:
        for name, words in COMMANDS.items():
            command = cli.get_command(context, name)
            assert command is not None
            assert command.get_short_help_str(limit=100) == words
            assert command.epilog
            assert "Examples:" in command.epilog


def test_help_is_light() -> None:
    """--help imports none of the machinery that an audit needs."""
    program = (
        "import sys; from launchready.cli import cli; "
        "cli(['--help'], standalone_mode=False); "
        "print([m for m in ('pydantic', 'rich', 'dns', 'httpcore', 'OpenSSL', 'jinja2')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_an_audit_imports_no_other_format_s_machinery(twin: Twin) -> None:
    """A report on the terminal costs neither the time nor the memory of pages and PDFs."""
    program = f"""
import atexit, sys
from launchready.cli import cli
heavy = {{"jinja2", "weasyprint", "xml.etree.ElementTree", "launchready.report.sarif"}}
atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr))
cli(["audit", {str(twin.manifest_path)!r}, "--only", "domain/hsts"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"
    assert "Blind spots" in done.stdout


def test_a_blocker_ends_with_1_and_says_what_to_do(twin: Twin) -> None:
    """The report alone is on stdout; it names the fault, the fix and the command to verify."""
    done = run("audit", twin.manifest_path, *ONLY_TLS)
    assert done.returncode == 1, done.stderr
    assert "Do not launch" in done.stdout
    assert "expired" in done.stdout
    assert "launchready audit --only domain/certificate-expiry" in done.stdout
    assert "Blind spots" in done.stdout
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_json_holds_to_the_contract(twin: Twin) -> None:
    """A program finds every key that the contract names."""
    done = run("audit", twin.manifest_path, *ONLY_TLS, "--format", "json")
    report = json.loads(done.stdout)
    assert {
        "schema_version", "product", "started_at", "duration_s", "release", "decision",
        "minimum_bar", "findings", "counts", "blind_spots",
    } <= report.keys()  # fmt: skip
    Draft202012Validator(report_schema()).validate(report)
    assert report["schema_version"] == 1
    assert len(report["minimum_bar"]) == 10
    (expired,) = [f for f in report["findings"] if f["status"] == "fail"]
    assert {
        "check", "stage", "target", "status", "outcome", "impact", "summary", "evidence", "fix",
        "verify", "effort_hours", "fingerprint", "decision",
    } <= expired.keys()  # fmt: skip
    assert (expired["check"], expired["outcome"]) == ("domain/certificate-expiry", "expired")
    assert set(report["counts"]) == {
        "pass", "fail", "not-applicable", "ask", "unknown", "broken",
    }  # fmt: skip


def test_replay_gives_the_same_report_to_the_byte(twin: Twin, tmp_path: Path) -> None:
    """Evidence judged again, offline, says exactly the same, and holds no secret."""
    bundle = tmp_path / "run.evidence"
    live = run("audit", twin.manifest_path, "--save", bundle, "--format", "json",
               environment=twin.environment)  # fmt: skip
    again = run("audit", "--replay", bundle, "--format", "json")
    assert again.stdout == live.stdout
    assert again.returncode == live.returncode
    evidence = gzip.decompress(bundle.read_bytes()).decode()
    for secret in twin.environment.values():
        assert secret not in evidence or "@" in secret


def test_a_baseline_says_what_changed(twin: Twin, tmp_path: Path) -> None:
    """Against its own earlier report nothing is new and everything is unchanged."""
    before = tmp_path / "before.json"
    first = run("audit", twin.manifest_path, *ONLY_TLS, "--format", "json", "--out", before)
    assert first.stdout == ""
    assert f"wrote {before}" in first.stderr
    done = run("audit", twin.manifest_path, *ONLY_TLS, "--baseline", before)
    assert "0 new, 0 fixed, 1 unchanged, 0 no longer visible" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["audit"], "launchready audit example.com"),
        (["audit", "none.toml"], "cannot be read"),
        (["audit", ".", "--stage", "doman"], "there is no stage"),
        (["audit", ".", "--only", "domain/hst"], 'did you mean "domain/hsts"?'),
        (["audit", ".", "--format", "docx"], "is not one of"),
        (["audit", "--replay", "none.evidence"], "not an evidence bundle"),
        (["audit", ".", "--baseline", "none.json"], "none.json"),
        (["explain", "hsts"], 'did you mean "domain/hsts"?'),
        (["audti"], "No such command"),
    ],
)
def test_wrong_use_ends_with_2_and_the_next_step(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    """Every mistake on the command line is named with what would be right."""
    if "." in arguments:
        manifest = '[product]\nname = "Acme"\ndomain = "acme.example"\n'
        (tmp_path / "launchready.toml").write_text(manifest)
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_manifest_names_the_line(tmp_path: Path) -> None:
    """The error has file, line and suggestion, as an editor wants it."""
    path = tmp_path / "launchready.toml"
    path.write_text('[product]\nname = "Acme"\ndomain = "acme.example"\nuser = 5\n')
    done = run("manifest", path)
    assert done.returncode == 2
    assert f'{path}:4: unknown key "user"; did you mean "users"?' in done.stderr


def test_explain_prints_the_documentation() -> None:
    """A finding's check can be looked up where one works."""
    done = run("explain", "domain/certificate-expiry")
    assert done.returncode == 0
    for words in ("Why it matters", "How to fix", "References", "Outcomes"):
        assert words in done.stdout


def test_the_domain_map_alone(twin: Twin) -> None:
    """The command dns shows every entry point, each hop, and where it ends."""
    done = run("dns", twin.manifest_path, "--format", "json")
    entries = json.loads(done.stdout)
    assert {entry["entry"] for entry in entries} >= {
        "http://acme.example/",
        "https://www.acme.example/",
        "https://app.acme.example/",
    }
    text = run("dns", twin.manifest_path)
    assert "https://app.acme.example/" in text.stdout


def test_a_fault_of_ours_ends_with_4_and_keeps_its_message(tmp_path: Path) -> None:
    """A crash is never taken for a finding, and quotes nothing; --debug shows where."""
    program = (
        "import sys, launchready.cli as c\n"
        "def crash(*a, **k): raise ValueError('hunter2')\n"
        "c.cli.callback = crash\n"
        "sys.argv = ['launchready', 'explain']\n"
        "c.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 4
    assert "a fault in launchready, not in the product: ValueError" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_error(twin: Twin) -> None:
    """`launchready explain | head -1` ends without a traceback."""
    done = subprocess.run(
        f"{sys.executable} -m launchready explain | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_one_run_writes_several_formats(twin: Twin, tmp_path: Path) -> None:
    """CI gets a page, alerts and test results of the same run, and text on stdout."""
    also = {name: tmp_path / f"r.{name}" for name in ("html", "sarif", "junit", "markdown")}
    asked = [each for name, path in also.items() for each in ("--also", f"{name}={path}")]
    done = run("audit", twin.manifest_path, *ONLY_TLS, *asked)
    assert done.returncode == 1
    assert done.stdout.startswith("Acme Portal: Do not launch yet.")
    assert done.stderr.splitlines() == [f"wrote {path}" for path in also.values()]
    for path in also.values():
        assert "expired" in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--also", "docx=r.docx"], "is not FORMAT=FILE with one of terminal, json, html"),
        (["--also", "html"], "is not FORMAT=FILE"),
        (["--format", "html", "--out", "no/r.html"], "there is no folder no"),
        (["--out", "r.html", "--also", "html=r.html"], "is named twice"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_first(
    arguments: list[str], says: str, twin: Twin
) -> None:
    """Status 2 with the reason, before anybody waits for an audit."""
    done = run("audit", twin.manifest_path, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("which", ["manifest", "report"])
def test_schemas_can_be_had_offline(which: str) -> None:
    """Editors and programs get the JSON Schemas from the command itself."""
    done = run("schema", which)
    assert done.returncode == 0
    assert json.loads(done.stdout)["type"] == "object"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("launchready sch", "schema"),
        ("launchready audit --also sar", "sarif="),
        ("launchready audit --format jun", "junit"),
        ("launchready audit --stage dom", "domain"),
        ("launchready audit --only edge/source", "edge/source-maps"),
        ("launchready explain domain/hs", "domain/hsts"),
    ],
)
def test_the_shell_completes_commands_options_and_formats(words: str, offered: str) -> None:
    """What docs/ci.md tells to put into a shell's start-up file works in bash."""
    environment = {
        "_LAUNCHREADY_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = run(environment=environment)
    assert done.stdout.split(",")[-1].strip() == offered


def test_pre_commit_hooks_run_commands_that_exist() -> None:
    """Every hook of the repository is an entry of the command."""
    hooks = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        program, command, *_ = hook["entry"].split()
        assert program == "launchready"
        assert command in COMMANDS
