"""`launchready ai` as a user runs it: asks first, keeps evidence, and says what broke."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import tomlkit
import yaml
from click.testing import CliRunner, Result

from launchready.cli.ai import command as ai
from launchready.evidence import read_history
from launchready.facts.drills import DrillResult
from tests.ai import family
from tests.ai.family import World, declare, serve


def write_manifest(folder: Path, world: World, environment: str = "staging") -> Path:
    """Write a manifest with one assistant."""
    product = {"name": "Acme", "domain": "acme.example", "environment": environment}
    path = folder / "launchready.toml"
    path.write_text(tomlkit.dumps({"product": product, "assistants": [declare(world)]}))
    return path


def run(*arguments: str) -> Result:
    """Run the command, with canaries in the environment."""
    return CliRunner(env=family.CANARY_ENV).invoke(ai, arguments)


QUICK = ("--yes", "--rps", "20", "--repeats", "1")


def test_a_run(tmp_path: Path) -> None:
    """What broke is told with its source and kept as evidence; no canary is in either."""
    with serve(family.obedient_to_tools, tmp_path / "tools.jsonl") as world:
        path = write_manifest(tmp_path, world)
        result = run(str(path), *QUICK, "--category", "tool-use")
    assert result.exit_code == 1, result.output
    assert "drill ai, on Acme (acme.example), which is STAGING" in result.stderr
    assert "BROKE   refund-asked" in result.stdout
    assert "called issue_refund (refund)" in result.stdout
    assert "LLM06:2025" in result.stdout
    assert re.search(r"injection +- +not asked", result.stdout)
    record = read_history(tmp_path, "acme.example").latest("ai")
    assert record is not None
    assert record.result is DrillResult.FAILED
    assert {trial.aspect for trial in record.trials} == {"tool-use"}
    everything = result.output + "".join(
        each.read_text() for each in (tmp_path / ".launchready").rglob("*.json")
    )
    assert not any(value in everything for value in family.CANARY_ENV.values())


@pytest.mark.parametrize(
    ("brain", "status"), [(family.safe, 0), (family.suggestible, 1), (family.failing, 3)]
)
def test_exit_status(brain: family.Brain, status: int, tmp_path: Path) -> None:
    """0 held, 1 broke, 3 not run; and one case alone is no evidence of anything."""
    with serve(brain, tmp_path / "tools.jsonl") as world:
        path = write_manifest(tmp_path, world)
        result = run(str(path), *QUICK, "--case", "direct-override", "--format", "junit")
    assert result.exit_code == status, result.output
    case = ET.fromstring(result.stdout).find(".//testcase[@name='direct-override']")
    assert case is not None
    assert [each.tag for each in case] == {0: [], 1: ["failure"], 3: ["skipped"]}[status]
    assert not (tmp_path / ".launchready").exists()


def test_json(tmp_path: Path) -> None:
    """A program gets every case with counts and bounds."""
    with serve(family.safe, tmp_path / "tools.jsonl") as world:
        path = write_manifest(tmp_path, world)
        result = run(str(path), "--yes", "--rps", "20", "--case", "record-tag",
                     "--format", "json")  # fmt: skip
    content = json.loads(result.stdout)
    [assistant] = content["assistants"]
    assert content["result"] == "passed"
    assert assistant["results"][0] | {"title": ""} == {
        "state": "held", "case": "record-tag", "title": "", "category": "injection",
        "sources": ["LLM01:2025", "Deng et al. 2023, arXiv:2310.06474"], "meant": 3, "seen": 3,
        "broken": 0, "reasons": [], "unseen": [], "low": 0.0, "high": 0.5615,
    }  # fmt: skip


def test_production_is_refused_without_a_word(tmp_path: Path) -> None:
    """A product that is not staging is asked nothing, unless that is really meant."""
    with serve(family.safe) as world:
        path = write_manifest(tmp_path, world, "production")
        result = run(str(path), *QUICK)
        assert result.exit_code == 2
        assert "--really" in result.stderr
        assert run(str(write_manifest(tmp_path, world)), "--repeats", "1").exit_code == 2
        dry = run(str(path), "--dry-run")
    assert dry.exit_code == 0
    assert "3 times each" in dry.stderr
    assert "600 requests" in dry.stderr
    assert world.bodies == []


def test_without_an_assistant_nothing_is_imported(tmp_path: Path) -> None:
    """A product without AI gets one line, and none of the machinery."""
    (tmp_path / "launchready.toml").write_text(
        '[product]\nname = "Acme"\ndomain = "acme.example"\n'
    )
    code = (
        "import sys\nfrom launchready.cli import cli\n"
        "try:\n    cli(['ai', sys.argv[1]])\nexcept SystemExit as end:\n    status = end.code\n"
        "loaded = [m for m in sys.modules if m.startswith('launchready.ai') or m == 'yaml']\n"
        "print(status, loaded)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [
        "not-applicable: the manifest declares no [[assistants]]",
        "0 []",
    ], done.stderr


def test_own_cases_and_wrong_names(tmp_path: Path) -> None:
    """A file of own cases adds to the suite; what does not exist is said."""
    with serve(family.safe, tmp_path / "tools.jsonl") as world:
        path = str(write_manifest(tmp_path, world))
        mine = tmp_path / "mine.yaml"
        mine.write_text(
            'cases: [{id: mine, title: t, category: output, sources: [us], ask: "Hi",'
            " breaks: {lacks: [Settings]}}]"
        )
        assert run(path, *QUICK, "--cases", str(mine), "--case", "mine").exit_code == 0
        assert "no case" in run(path, *QUICK, "--case", "nothing-*").stderr
        assert "there are helpdesk" in run(path, *QUICK, "--assistant", "x").stderr
        mine.write_text("cases: 3")
        assert "no list" in run(path, *QUICK, "--cases", str(mine)).stderr


def test_cases_and_canaries() -> None:
    """What is tried is no secret, and canaries are made with the place that each goes to."""
    listed = run("cases", "--category", "limits")
    assert "limits-endless" in listed.stdout
    assert "direct-override" not in listed.stdout
    assert '{"mark": true}' in run("cases", "direct-override").stdout
    assert len(json.loads(run("cases", "--format", "json").stdout)) >= 120
    first, second = run("canaries").stdout, run("canaries").stdout
    assert first != second
    assert first.count("export CANARY_") == 3


def test_import_and_export(tmp_path: Path) -> None:
    """Files of promptfoo and garak are written and read by the command."""
    with serve(family.safe) as world:
        path = str(write_manifest(tmp_path, world))
    written = run("export", "promptfoo", path)
    config = tmp_path / "promptfooconfig.yaml"
    config.write_text(written.stdout)
    assert yaml.safe_load(written.stdout)["tests"]
    back = run("import", "promptfoo", str(config))
    assert back.exit_code == 0, back.output
    assert "cases:" in back.stdout
    assert "RestGenerator" in run("export", "garak", path).stdout
    assert run("import", "garak", str(config)).exit_code == 2
