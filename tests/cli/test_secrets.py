"""`launchready secrets` as a user, a hook and a CI job run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from launchready.cli.secrets import command
from launchready.report.schema import report_schema
from tests.secrets.scanning import commit, git, token

MANIFEST = '[product]\nname = "Acme"\ndomain = "acme.example"\n'


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path, given: bytes = b"") -> Result:
    """Run the command in this process; an exception of ours is a failure."""
    result = CliRunner().invoke(command, [str(each) for each in arguments], input=given)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_secret_is_shown_masked_with_its_places_and_what_to_do(tmp_path: Path) -> None:
    """Once for tree and history, with the commit, the way to rotate it, and exit status 1."""
    root = tmp_path / "repo"
    first = commit(root, {"a.py": f"key = '{token()}'\n"})
    commit(root, {"a.py": "", "b.py": f"key = '{token()}'\n"})
    result = run(root)
    assert result.exit_code == 1
    assert result.stdout.count("Stripe live secret key") == 1
    assert "b.py:1:8  tracked by git" in result.stdout
    assert f"a.py:1:8  in the history, {first[:9]}" in result.stdout
    assert "Rotate: https://" in result.stdout
    assert token() not in result.output


def test_a_clean_repository_ends_with_0(tmp_path: Path) -> None:
    """And says how much was read."""
    commit(tmp_path / "repo", {"a.py": "x = 1\n"})
    result = run("repo")
    assert result.exit_code == 0
    assert result.stdout.startswith("No secret in 3 texts")


def test_what_was_not_read_is_not_clean(tmp_path: Path) -> None:
    """A damaged archive ends with 3 and is named."""
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")
    result = run("a.zip")
    assert result.exit_code == 3
    assert "a.zip: its list of members is missing" in result.stdout


@pytest.mark.parametrize(
    ("rule", "fail_on", "status"),
    [
        ("stripe-secret-key", "never", 0),
        ("stripe-test-key", "blocker", 0),
        ("stripe-test-key", "low", 1),
        ("stripe-publishable-key", "low", 0),
    ],
)
def test_fail_on_is_the_least_impact_that_fails(
    rule: str, fail_on: str, status: int, tmp_path: Path
) -> None:
    """A sandbox's key is of low impact; what is made for pages is no failure at all."""
    commit(tmp_path / "repo", {"a.py": token(rule)})
    assert run("repo", "--fail-on", fail_on).exit_code == status


def test_the_manifest_says_what_to_read(tmp_path: Path) -> None:
    """Its build output, logs, ignored files and secret variables count."""
    commit(tmp_path, {
        "launchready.toml": MANIFEST + '[repository]\npath = "app"\nbuild_output = ["dist"]\n'
        'logs = ["*.log"]\nignore = ["docs/**"]\n[env.VAULT]\nsecret = true\n',
        ".gitignore": "dist\n*.log\n.env\n", "app/docs/a": token(seed=9), "app/x": "1",
    })  # fmt: skip
    (tmp_path / "app" / "dist").mkdir()
    (tmp_path / "app" / "dist" / "a.js").write_text(token(seed=1))
    (tmp_path / "app" / "ci.log").write_text("opened with kU7-vault-55-odd\n")
    (tmp_path / "app" / ".env").write_text("VAULT=kU7-vault-55-odd\n")
    report = json.loads(run("--format", "json", "--no-history").stdout)
    failed = {(f["check"], f["target"]) for f in report["findings"] if f["status"] == "fail"}
    assert failed == {
        ("secrets/in-frontend", "dist/a.js:1"),
        ("secrets/in-build-log", "ci.log:1"),
    }


def test_a_wrong_manifest_is_told_with_its_line(tmp_path: Path) -> None:
    """Exit status 2, before anything is read."""
    (tmp_path / "launchready.toml").write_text(MANIFEST + '[repository]\nlogs = "a.log"\n')
    result = run()
    assert result.exit_code == 2
    assert "launchready.toml:" in result.stderr


def test_staged_blocks_only_what_the_commit_adds(tmp_path: Path) -> None:
    """As the pre-commit hook runs it."""
    root = tmp_path / "repo"
    commit(root, {"a.py": token()})
    (root / "b.py").write_text(token(seed=1))
    assert run(root, "--staged").exit_code == 0
    git(root, "add", "-A")
    result = run(root, "--staged")
    assert result.exit_code == 1
    assert "b.py:1:1" in result.stdout


def test_the_hook_is_what_is_tested_here() -> None:
    """pre-commit runs the command that these tests run, without file names."""
    hooks = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    [hook] = [each for each in hooks if each["id"] == "launchready-secrets"]
    assert hook["entry"] == "launchready secrets --staged"
    assert hook["pass_filenames"] is False


def test_standard_input_is_read() -> None:
    """What a program prints can be piped in."""
    result = run("-", given=f"x\nlog {token()}\n".encode())
    assert result.exit_code == 0  # of high impact in a log, no blocker
    assert "standard input:2:5" in result.stdout


def scanned(tmp_path: Path, format_: str) -> Any:
    """Scan a repository with one of each kind of finding, into a file."""
    commit(tmp_path / "repo", {
        "a.py": f"k = '{token()}'\n", "p.js": token("stripe-publishable-key"),
        "ok.py": f"k = '{token(seed=1)}'  # launchready: allow revoked in May\n",
        "no.zip": b"PK\x03\x04",
    })  # fmt: skip
    result = run("repo", "--format", format_, "--out", "out")
    assert result.exit_code == 1
    assert result.stdout == ""
    return json.loads((tmp_path / "out").read_text())


def test_json_is_the_audits_report(tmp_path: Path) -> None:
    """It holds to the published schema, and answers the bar's item."""
    report = scanned(tmp_path, "json")
    jsonschema.validate(report, report_schema())
    statuses = {(f["target"], f["status"], f["impact"]) for f in report["findings"]}
    assert ("a.py:1", "fail", "blocker") in statuses
    assert ("p.js:1", "pass", None) in statuses
    assert ("no.zip", "unknown", None) in statuses
    assert not any(target.startswith("ok.py") for target, _, _ in statuses)
    assert [(item["id"], item["met"]) for item in report["minimum_bar"]] == [
        ("secrets-out", False)
    ]
    assert report["decision"] == "do-not-launch"


def test_sarif_stands_on_the_line(tmp_path: Path) -> None:
    """Code scanning shows the secret where it is, under the check that it fails."""
    log = scanned(tmp_path, "sarif")
    [run_] = log["runs"]
    failed = [each for each in run_["results"] if each["kind"] == "fail"]
    assert {each["ruleId"] for each in failed} == {"secrets/in-tree"}
    [place] = [each["locations"][0]["physicalLocation"] for each in failed]
    assert place["artifactLocation"]["uri"] == "a.py"
    assert place["region"]["startLine"] == 1


def test_the_installed_command_starts_without_the_audits_machinery(tmp_path: Path) -> None:
    """A commit hook must not wait for pydantic, rich or the network's libraries."""
    root = tmp_path / "repo"
    commit(root, {"a.py": "1"})
    (root / "b.py").write_text(token())
    git(root, "add", "-A")
    program = (
        "import sys\nsys.argv = ['launchready', 'secrets', '--staged']\n"
        "from launchready.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code, file=sys.stderr)\n"
        "heavy = {'pydantic', 'rich', 'httpcore', 'dns', 'cryptography', 'jinja2', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True,
        env={**os.environ},
    )  # fmt: skip
    assert done.stderr.split("\n")[:2] == ["1", "[]"]


def test_a_commit_hook_starts_without_the_command_lines_library(tmp_path: Path) -> None:
    """The hook's own words go a shorter way, to the same answer."""
    root = tmp_path / "repo"
    commit(root, {"a.py": "1"})
    (root / "b.py").write_text(token())
    git(root, "add", "-A")
    program = (
        "import sys\nsys.argv = ['launchready', 'secrets', '--staged']\n"
        "from launchready.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n"
        "    print(end.code, 'click' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stderr == "1 False\n"
    shown = run(root, "--staged").stdout
    assert done.stdout.splitlines()[:3] == shown.splitlines()[:3]


def test_what_a_hook_cannot_do_is_told_by_the_command(tmp_path: Path) -> None:
    """No repository, a wrong manifest: the long way says what is wrong, with status 2."""
    done = subprocess.run(
        [sys.executable, "-m", "launchready", "secrets", "--staged"], cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "not in a git repository" in done.stderr
    (tmp_path / "launchready.toml").write_text(MANIFEST + "[repository]\nlogs = 5\n")
    done = subprocess.run(
        [sys.executable, "-m", "launchready", "secrets", "--staged"], cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "launchready.toml:" in done.stderr


def test_git_that_refuses_is_no_pass(tmp_path: Path) -> None:
    """A repository that git cannot read ends with 3."""
    commit(tmp_path / "repo", {"a.py": "1"})
    (tmp_path / "repo" / ".git" / "HEAD").write_text("nonsense")
    result = run("repo")
    assert result.exit_code == 3
    assert "git rev-parse" in result.stderr


@pytest.mark.parametrize(
    "how", [["commit", "-qm", "x"], ["commit", "-qam", "x"], ["commit", "-qm", "x", "a.py"]]
)
@pytest.mark.parametrize("below", [".", "sub"])
def test_git_refuses_a_commit_with_a_secret(how: list[str], below: str, tmp_path: Path) -> None:
    """As git's own hook, however the commit is made and from whichever folder."""
    root = tmp_path / "repo"
    commit(root, {"a.py": "1", "sub/b.py": "2"})
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m launchready secrets --staged\n")
    hook.chmod(0o755)
    (root / "a.py").write_text(f"k = '{token()}'\n")
    if how[1] == "-qm" and len(how) == 3:
        git(root, "add", "a.py")
    words = [
        word if word != "a.py" else os.path.relpath(root / "a.py", root / below) for word in how
    ]
    done = subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", *words],
        cwd=root / below, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "a.py:1:6" in done.stdout + done.stderr
    (root / "a.py").write_text("k = env['K']\n")
    git(root, "add", "-A")
    git(root / below, *how[:2], "y")
    assert git(root, "log", "--format=%s", "-1") == "y"
