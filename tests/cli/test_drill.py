"""What every drill does around its own work, and the one that is there, as a user runs it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from launchready.cli.drill import DRILLS
from launchready.cli.drill import command as drill
from launchready.cli.drill.conduct import conduct, drill_options
from launchready.drill import Outcome, Plan
from launchready.evidence import read_history
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure
from tests.drill.test_log_canary import HOST, Product, access, running

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "{environment}"

[[routes]]
name = "login"
url = "https://{host}/login"
kind = "login"

[repository]
logs = ["logs/*.log"]
"""

PLAN = Plan("log-canary", ("sends a mail to ada@acme.example",), ("one mail",), "a mail")
PASSED = Outcome(DrillResult.PASSED, "it arrived", figures=(Figure("took", 2.5, "s"),))


def write_manifest(folder: Path, environment: str = "staging", more: str = "") -> Path:
    """Write a manifest of a product with a login and a log."""
    path = folder / "launchready.toml"
    path.write_text(MANIFEST.format(environment=environment, host=HOST) + more)
    return path


def run(
    folder: Path, *arguments: str, outcome: Outcome | Exception = PASSED, answer: str = ""
) -> tuple[Result, int]:
    """Conduct a drill; also says how often its work was done."""
    done = 0

    async def work() -> Outcome:
        nonlocal done
        done += 1
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @click.command()
    @drill_options
    def command(*, manifest: str | None, **options: Any) -> None:
        from launchready.cli.subject import find_target

        conduct(find_target(manifest), PLAN, work, **options)

    result = CliRunner().invoke(command, [str(folder), *arguments], input=answer)
    return result, done


def test_it_says_what_it_will_do_before_it_does_it(tmp_path: Path) -> None:
    """The announcement names the product, what it is, every step, limit and trace."""
    write_manifest(tmp_path)
    result, done = run(tmp_path, "--dry-run")
    for words in ("STAGING", "Acme (acme.example)", "ada@acme.example", "one mail", "a mail"):
        assert words in result.stderr
    assert result.stdout == ""
    assert (result.exit_code, done) == (0, 0)
    assert not (tmp_path / ".launchready").exists()


@pytest.mark.parametrize(
    ("environment", "arguments", "allowed"),
    [
        ("staging", ["--yes"], True),
        ("staging", [], False),
        ("production", ["--yes"], False),
        ("production", ["--really"], False),
        ("production", ["--yes", "--really"], True),
    ],
)
def test_nothing_happens_without_consent(
    environment: str, arguments: list[str], allowed: bool, tmp_path: Path
) -> None:
    """Without a terminal, only --yes runs it; on production, only with --really as well."""
    write_manifest(tmp_path, environment)
    result, done = run(tmp_path, *arguments)
    assert done == allowed
    assert result.exit_code == (0 if allowed else 2), result.output


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (PASSED, 0),
        (Outcome(DrillResult.FAILED, "lost", (DrillFinding("inbox", "nothing"),)), 1),
        (Outcome(DrillResult.UNKNOWN, "no mailbox"), 3),
        (CannotSee("the mailbox is shut"), 3),
    ],
)
def test_the_outcome_is_told_kept_and_the_exit_status(
    outcome: Outcome | Exception, status: int, tmp_path: Path
) -> None:
    """Whatever comes of it stands in the report, in the evidence and in the exit status."""
    write_manifest(tmp_path)
    result, _ = run(tmp_path, "--yes", "--format", "json", outcome=outcome)
    (record,) = read_history(tmp_path, "acme.example").records
    assert result.exit_code == status
    assert json.loads(result.stdout)["summary"] == record.summary
    assert json.loads(result.stdout)["result"] == record.result.value
    assert "20" in record.started_at.isoformat()
    assert ".launchready/drills/log-canary" in result.stderr


def test_a_fault_of_ours_keeps_no_evidence(tmp_path: Path) -> None:
    """What broke in launchready says nothing of the product."""
    write_manifest(tmp_path)
    result, _ = run(tmp_path, "--yes", outcome=ZeroDivisionError())
    assert isinstance(result.exception, ZeroDivisionError)
    assert not (tmp_path / ".launchready").exists()


def test_evidence_that_cannot_be_kept_hides_no_outcome(tmp_path: Path) -> None:
    """A file in the store's place is reported, and the outcome told all the same."""
    write_manifest(tmp_path)
    (tmp_path / ".launchready").write_text("")
    result, _ = run(tmp_path, "--yes")
    assert "passed: it arrived" in result.stdout
    assert "took: 2.5 s" in result.stdout
    assert "could not be kept" in result.stderr


def test_every_drill_is_listed_in_its_own_words() -> None:
    """The list of drills, made without importing them, says what each says itself."""
    with click.Context(drill) as context:
        for name, words in DRILLS.items():
            found = drill.get_command(context, name)
            assert found is not None
            assert found.get_short_help_str(limit=100) == words
            assert "Examples:" in (found.epilog or "")


async def launchready(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Run the installed command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "launchready",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cwd,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@pytest.mark.parametrize(("says", "status"), [(access, 0), (lambda _, body: body.decode(), 1)])
async def test_log_canary_as_a_user_runs_it(says: Any, status: int, tmp_path: Path) -> None:
    """The command announces, sends, looks, tells file and line, and keeps the evidence."""
    product = Product(tmp_path / "logs/app.log", says)
    async with running(product, tmp_path) as network:
        write_manifest(tmp_path, more=_network(network.connect))
        done = await launchready("drill", "log-canary", "--yes", "--wait", "0.5", cwd=tmp_path)
    assert done[0] == status, done
    assert f"https://{HOST}/login" in done[2]
    (record,) = read_history(tmp_path, "acme.example").records
    assert record.result.value in done[1]
    if status:
        assert "logs/app.log:" in done[1]


def _network(connect: Mapping[str, str]) -> str:
    places = "".join(f'"{seen}" = "{real}"\n' for seen, real in connect.items())
    return f'[network]\nca_file = "ca.pem"\n[network.connect]\n{places}'
