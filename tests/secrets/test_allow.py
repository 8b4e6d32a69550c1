"""What a person took responsibility for is respected, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.facts.secrets import Findings
from launchready.secrets.allow import Allowances, matches_any
from launchready.secrets.gitleaks import read_gitleaks
from launchready.secrets.places import scan_history, scan_tree
from tests.secrets.scanning import commit, new_scan, scan_text, token


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# launchready: allow revoked in May", "revoked in May"),
        ("// launchready: allow: our own test key */", "our own test key"),
        ("<!-- launchready:allow example of the provider -->", "example of the provider"),
        ("/* launchready: allow  documented sample */", "documented sample"),
    ],
)
def test_a_comment_with_a_reason_allows_its_line(comment: str, reason: str) -> None:
    """The reason is kept; the next line is not allowed by it."""
    findings = scan_text(f"k = '{token()}'  {comment}\nk = '{token(seed=1)}'\n")
    assert [(each.by, each.reason) for each in findings.allowed] == [
        ("launchready: allow", reason)
    ]
    assert [each.line for each in findings.found] == [2]


@pytest.mark.parametrize(
    "comment", ["# launchready: allow", "# launchready: allow -->", "# launchready: allow ."]
)
def test_a_comment_without_a_reason_does_nothing_and_is_told(comment: str) -> None:
    """Nobody silences a finding without a word for the next reader."""
    findings = scan_text(f"k = '{token()}'  {comment}\n")
    assert len(findings.found) == 1
    assert findings.notes == ("a.py:1: an allow comment without a reason has no effect",)


@pytest.mark.parametrize(
    ("path", "pattern", "answer"),
    [
        ("tests/fixtures/a/b.py", "tests/fixtures/**", True),
        ("tests/fixtures/a.py", "tests/fixtures", True),
        ("tests/fixtures2/a.py", "tests/fixtures", False),
        ("a/b.pem", "*.pem", True),
        ("a/b.pem", "./a/*.pem", True),
        ("a/b.pem", "b.pem", False),
    ],
)
def test_patterns_of_paths(path: str, pattern: str, answer: bool) -> None:
    """As `[repository] ignore` has them."""
    assert matches_any(path, [pattern]) is answer


def with_gitleaks(folder: Path, config: str = "", ignore: str = "") -> Findings:
    """Scan two files of a folder under its gitleaks files."""
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "a.py").write_text(f"\nkey = '{token()}'\n")
    (folder / "src" / "b.py").write_text(f"other = '{token(seed=1)}'\n")
    if config:
        (folder / ".gitleaks.toml").write_text(config)
    if ignore:
        (folder / ".gitleaksignore").write_text(ignore)
    return scan_tree(
        folder, new_scan(allowances=Allowances(gitleaks=read_gitleaks(folder)))
    ).findings


@pytest.mark.parametrize(
    "config",
    [
        "[allowlist]\npaths = ['''src/a\\.py$''']",
        "[[allowlists]]\npaths = ['a.py']",
        f"[allowlist]\nregexes = ['''{token()[:20]}''']",
        "[allowlist]\nregexTarget = 'line'\nregexes = ['^key =']",
        f"[allowlist]\nstopwords = ['{token()[-20:].upper()}']",
        (
            "[[allowlists]]\ncondition = 'AND'\npaths = ['src/']\nregexTarget = 'line'\n"
            "regexes = ['key']"
        ),
    ],
)
def test_gitleaks_allowlists_count(config: str, tmp_path: Path) -> None:
    """Paths, expressions on secret or line, stop words; one of them, or all."""
    findings = with_gitleaks(tmp_path, config)
    assert [each.path for each in findings.found] == ["src/b.py"]
    assert [each.by for each in findings.allowed] == [".gitleaks.toml"]


def test_gitleaks_fingerprints_count(tmp_path: Path) -> None:
    """path:rule:line of .gitleaksignore, comments and blank lines aside."""
    findings = with_gitleaks(
        tmp_path, ignore="# c\n\nsrc/a.py:generic-api-key:2\nsrc/b.py:x:9\n"
    )
    assert [each.path for each in findings.found] == ["src/b.py"]
    assert [each.by for each in findings.allowed] == [".gitleaksignore"]


def test_fingerprints_with_a_commit_and_lists_of_paths_count_in_history(tmp_path: Path) -> None:
    """commit:path:rule:line allows that commit's finding; a path allows all of its past."""
    name = commit(tmp_path, {"a.py": token(), "old/b.py": token(seed=1), "c.py": token(seed=2)})
    (tmp_path / ".gitleaksignore").write_text(f"{name}:a.py:stripe-access-token:1\n")
    (tmp_path / ".gitleaks.toml").write_text("[allowlist]\npaths = ['^old/']\n")
    allowances = Allowances(gitleaks=read_gitleaks(tmp_path))
    findings = scan_history(tmp_path, new_scan(allowances=allowances)).findings
    assert [each.path for each in findings.found] == ["c.py"]
    assert sorted(each.found.path for each in findings.allowed) == ["a.py", "old/b.py"]


def test_what_of_gitleaks_is_not_applied_is_said(tmp_path: Path) -> None:
    """Expressions that would take for ever, lists of single rules, what is no TOML."""
    (tmp_path / ".gitleaks.toml").write_text(
        "[allowlist]\nregexes = ['(a+)+$', '(']\n[[rules]]\nid = 'x'\n"
        "[rules.allowlist]\npaths = ['b']\n"
    )
    rules = read_gitleaks(tmp_path)
    assert rules is not None
    assert len(rules.notes) == 3
    (tmp_path / ".gitleaks.toml").write_text("[")
    rules = read_gitleaks(tmp_path)
    assert rules is not None
    assert "nothing of it is applied" in rules.notes[0]
    assert rules.lists == ()


def test_no_gitleaks_files_are_no_rules(tmp_path: Path) -> None:
    """And cost nothing."""
    assert read_gitleaks(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        'password = "Xk29-vbQ7-11pz"',
        "API_KEY: 'f81Ncc02hQz7'",
        'db_secret => "9aJx72kQ0plM"',
        '"client_secret": "9aJx72kQ0plM"',
    ],
)
def test_a_value_with_a_secrets_name_is_found(text: str) -> None:
    """Of no known form, so of lower impact."""
    assert [each.rule for each in scan_text(text).found] == ["keyword"]


@pytest.mark.parametrize(
    "text",
    [
        'password = "changeme123"',
        'password = "your-password-1"',
        'password = os.environ["DB_PASSWORD_1"]',
        'password = "${DB_PASSWORD_1}"',
        'token = "get_token_from_header"',
        'password: "validates.password.length1"',
        'secret = "https://vault.example/path1"',
        'key = "aaaaaaaa1111"',
        "x" * 2000 + 'password="Xk29-vbQ7-11pz"',
    ],
)
def test_what_documentation_and_code_write_is_none(text: str) -> None:
    """Placeholders, lookups, names, addresses, and everything in minified code."""
    assert scan_text(text).found == ()


def test_minified_files_are_left_to_the_formats() -> None:
    """Names mean nothing there, tokens do."""
    text = f'password="Xk29-vbQ7-11pz";k="{token()}"'
    assert [each.rule for each in scan_text(text, path="a.min.js").found] == [
        "stripe-secret-key"
    ]
