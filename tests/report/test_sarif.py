"""The SARIF report holds to the standard, and its results stand where code declares them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from launchready.audit.model import Report
from launchready.checks.catalogue import check_modules
from launchready.checks.verdict import Impact, Status
from launchready.report.sarif import render
from tests.report.given import everything, finding, hostile, hostile_text, report
from tests.report.sarif_subset import LOG

MANIFEST = """\
# what Acme is meant to be
[product]
name = "Acme Portal"
domain = "acme.example"

[hosts."app.acme.example"]
role = "app"

[[routes]]
name = "home"
url = "https://acme.example/"

[[routes]]
name = "dashboard"
url = "https://app.acme.example/dashboard"

[repository]
path = "code"
"""


@pytest.fixture
def manifest(tmp_path: Path) -> str:
    """Write a manifest in a folder of a repository, with a file of code next to it."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "deploy ment"
    (folder / "code").mkdir(parents=True)
    (folder / "code" / "settings.py").write_text("a = 1\n")
    (tmp_path / "secret.txt").write_text("outside the manifest's folder\n")
    (folder / "launchready.toml").write_text(MANIFEST)
    return str(folder / "launchready.toml")


def run(made: Report) -> dict[str, Any]:
    """Write a report, hold it to the schema, and give its one run."""
    log = json.loads(render(made))
    problems = [error.message for error in Draft202012Validator(LOG).iter_errors(log)]
    assert problems == []
    inside: dict[str, Any] = log["runs"][0]
    return inside


def place(result: dict[str, Any], key: str = "locations") -> tuple[str, int]:
    """Give the file and line of a result."""
    physical = result[key][0]["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("product:acme.example", 2),
        ("host:app.acme.example", 6),
        ("route:https://acme.example/", 9),
        ("route:https://app.acme.example/dashboard", 13),
        ("repository:code", 17),
        ("host:undeclared.acme.example", 2),
    ],
)
def test_a_result_stands_on_the_line_that_declares_its_subject(
    subject: str, line: int, manifest: str
) -> None:
    """Each table's own line; the product's where the subject is not declared."""
    (result,) = run(report(finding(subject=subject), manifest=manifest))["results"]
    assert place(result) == ("deploy%20ment/launchready.toml", line)


def test_a_finding_of_a_file_stands_on_the_file(manifest: str) -> None:
    """path:line is where a reader of code looks; the manifest's line is related."""
    named = finding(target="code/settings.py:14", subject="repository:code")
    (result,) = run(report(named, manifest=manifest))["results"]
    assert place(result) == ("deploy%20ment/code/settings.py", 14)
    assert place(result, "relatedLocations") == ("deploy%20ment/launchready.toml", 17)


@pytest.mark.parametrize(
    "target",
    [
        "../secret.txt:1", "/etc/hostname", "code", "code/none.py:3", "https://acme.example/:1",
        "code/\0.py:1", "x" * 4000, "",
    ],
)  # fmt: skip
def test_no_other_path_becomes_a_place(target: str, manifest: str) -> None:
    """What is outside the folder, is no file or no path at all stands on the manifest."""
    named = finding(target=target, subject="repository:code")
    (result,) = run(report(named, manifest=manifest))["results"]
    assert place(result) == ("deploy%20ment/launchready.toml", 17)


@pytest.mark.parametrize("text", [None, "not = [toml", "[product]\nname = 1\n", "\xff"])
def test_a_manifest_that_cannot_be_read_now_is_line_1(text: str | None, tmp_path: Path) -> None:
    """A replay elsewhere, or a file since changed, still gives a whole report."""
    path = tmp_path / "launchready.toml"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    (result,) = run(report(finding(), manifest=str(path)))["results"]
    assert place(result) == ("launchready.toml", 1)


def test_levels_come_of_impacts() -> None:
    """Blockers and high impact are errors, medium a warning, low a note."""
    made = report(*(finding(target=impact, impact=impact) for impact in Impact))
    levels = {each["properties"]["impact"]: each["level"] for each in run(made)["results"]}
    assert levels == {"blocker": "error", "high": "error", "medium": "warning", "low": "note"}


def test_what_was_not_judged_has_a_kind_of_its_own() -> None:
    """Unknown is open, ask is for review; passes are no results, our faults are told."""
    inside = run(everything())
    kinds = {each["ruleId"]: each["kind"] for each in inside["results"]}
    assert kinds["domain/resolves"] == "open"
    assert kinds["quick/owner-known"] == "review"
    assert kinds["domain/hsts"] == "fail"
    for silent in (
        "domain/certificate-valid",
        "edge/cookie-flags",
        "domain/caa-permits-issuer",
    ):
        assert silent not in kinds
    (invocation,) = inside["invocations"]
    assert invocation["executionSuccessful"] is False
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["message"]["text"].startswith("domain/caa-permits-issuer on app.acme")


def test_a_deferral_that_holds_is_a_suppression() -> None:
    """Who decided, until when and why; an expired deferral suppresses nothing."""
    suppressed = {each["ruleId"]: each["suppressions"] for each in run(everything())["results"]}
    (by,) = suppressed["domain/hsts"]
    assert by["justification"] == (
        "put off until 2027-01-15, decided by ana@acme.example: the old subdomain retires first"
    )
    assert suppressed["domain/tls-versions"] == []
    assert suppressed["domain/redirect-hops"] == []


def test_rules_carry_the_check_documentation() -> None:
    """Whoever reads a result finds why it matters, how to fix it and how to verify that."""
    inside = run(report(finding("domain/certificate-expiry")))
    (rule,) = inside["tool"]["driver"]["rules"]
    assert inside["results"][0]["ruleIndex"] == 0
    assert rule["id"] in check_modules()
    assert rule["defaultConfiguration"]["level"] == "error"
    assert {"domain", "minimum-bar", "ssl-valid"} <= set(rule["properties"]["tags"])
    for section in ("Why it matters", "How to fix", "Verify a fix", "References"):
        assert f"**{section}**" in rule["help"]["markdown"]
        assert section in rule["help"]["text"]


def test_every_check_makes_a_rule_that_holds() -> None:
    """No check's documentation breaks the limits that code scanning sets."""
    made = report(*(finding(check) for check in check_modules()))
    assert len(run(made)["tool"]["driver"]["rules"]) == len(check_modules())


def test_fingerprints_last_and_a_baseline_is_told() -> None:
    """The same finding keeps its fingerprint; new and unchanged are kept apart."""
    made = everything()
    by_rule = {each["ruleId"]: each for each in run(made)["results"]}
    first = by_rule["edge/compression-0"]
    assert first["partialFingerprints"]["launchready/v1"] in made.changes.new  # type: ignore[union-attr]
    assert first["baselineState"] == "new"
    assert by_rule["edge/compression-1"]["baselineState"] == "unchanged"
    assert "baselineState" not in by_rule["domain/resolves"]


def test_brackets_in_a_message_are_no_links() -> None:
    """Section 3.11.6: square brackets would make a link of what a product sent."""
    (result,) = run(report(finding(summary="see [here](https://evil.example)", fix="")))[
        "results"
    ]
    assert "\\[here\\](https://evil.example)" in result["message"]["text"]


def test_thousands_of_results_are_bounded() -> None:
    """Code scanning refuses larger runs; the worst come first and stay."""
    many = [finding(target=f"h{n}", impact=Impact.LOW) for n in range(6000)]
    worst = finding("edge/source-maps", impact=Impact.BLOCKER)
    results = run(report(*many, worst))["results"]
    assert len(results) == 5000
    assert results[0]["ruleId"] == "edge/source-maps"


@settings(max_examples=100, deadline=None)
@given(hostile_text)
def test_hostile_words_leave_the_log_whole(said: str) -> None:
    """Whatever a product sends, the log holds to its schema."""
    inside = run(hostile(said))
    assert {each["properties"]["status"] for each in inside["results"]} <= {*Status}
