"""The three commands of a release are written down, and are there."""

from typing import Any

import pytest

from launchready.checks.handover import deploy_documented as check
from launchready.collect.source.runners import read_runner
from launchready.facts.base import Unseen
from launchready.facts.repository import RepositoryFacts, Runner
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import untimed

Out = check.Outcomes
ROUTE = {"name": "api", "url": "https://acme.example/health", "kind": "health"}
MAKE = Runner("Makefile", "make", ("deploy", "rollback"))
OTHER = Runner("Makefile", "make", ("ship",))


def given(*runners: Runner, **deploy: str) -> dict[str, Any]:
    """Show the judge [deploy], and what the repository offers."""
    said = {"command": "make deploy", "rollback": "make rollback", "health": "api", **deploy}
    repository = RepositoryFacts(1, runners=runners) if runners else Unseen("no folder")
    return {**untimed(deploy=said, routes=[ROUTE]), "repository": repository}


CASES = (
    Case(Out.DOCUMENTED, "targets that are there", given(MAKE)),
    Case(Out.DOCUMENTED, "no folder to look into", given()),
    Case(Out.DOCUMENTED, "a script", given(OTHER, command="./ship.sh", rollback="./back.sh")),
    Case(
        Out.DOCUMENTED,
        "targets of other files",
        given(Runner("Makefile", "make", (), complete=False)),
    ),
    Case(Out.NO_SUCH_COMMAND, "no such target", given(OTHER)),
    Case(
        Out.NO_SUCH_COMMAND,
        "no such target to go back",
        given(Runner("Makefile", "make", ("deploy",))),
    ),
    Case(
        Out.NO_SUCH_COMMAND,
        "no such script of npm",
        given(Runner("package.json", "npm run", ("build",)), command="npm run deploy"),
    ),
    Case(Out.HALF_SAID, "no way back", given(MAKE, rollback="")),
    Case(Out.HALF_SAID, "no health route", given(MAKE, health="")),
    Case(Out.HALF_SAID, "nothing", {**untimed(), "repository": Unseen("no folder")}),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize(
    ("path", "text", "targets", "complete"),
    [
        ("Makefile", "A := b\nB=c:d\na: b\n\te: f\ng h: i\n.X: a\n", ("a", "g", "h"), True),
        ("Makefile", "include other.mk\nall:\n", ("all",), False),
        ("GNUmakefile", "deploy-%:\n\techo\n", ("deploy-%",), False),
        ("justfile", "a := 'x'\ndeploy env='x':\n  x\nback to:\n", ("deploy", "back"), True),
        ("package.json", '{"scripts": {"deploy": "x"}}', ("deploy",), True),
        ("package.json", "[" * 100_000, (), True),
        ("package.json", '{"scripts": ["deploy"]}', (), True),
    ],
    ids=["make", "include", "pattern", "just", "npm", "deep", "list"],
)  # fmt: skip
def test_targets_are_read(
    path: str, text: str, targets: tuple[str, ...], complete: bool
) -> None:
    """Rules are targets; assignments, recipes and phony lists are none; nothing raises."""
    runner = read_runner(path, text)
    assert runner is not None
    assert (runner.targets, runner.complete) == (targets, complete)


def test_only_files_at_the_top_are_read() -> None:
    """A Makefile below is another command's."""
    assert read_runner("sub/Makefile", "deploy:\n") is None
    assert read_runner("notes.txt", "deploy:\n") is None
