"""A file of values is judged by whether git has it now, ever, and with values."""

from typing import Any

from launchready.checks.secrets import env_file_committed as check
from launchready.facts.base import Unseen
from launchready.facts.secrets import EnvFile, HistorySecrets, TreeSecrets
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.secrets.found import COMMIT, findings

Out = check.Outcomes


def given(
    *files: EnvFile, unseen: str = "", is_git: bool = True, shallow: bool = False
) -> dict[str, Any]:
    """Show the judge the files of values."""
    history = HistorySecrets(findings(), commits=40, shallow=shallow, env_files=files)
    return {
        "repository": manifest(repository={}).repository,
        "history": Unseen(unseen) if unseen else history,
        "tree": TreeSecrets(findings(), is_git=is_git),
    }


TRACKED = EnvFile(".env", tracked=True, committed=True, values=7, first_commit=COMMIT)

CASES = (
    Case(Out.NEVER, "none", given()),
    Case(Out.NEVER, "one that git does not have", given(EnvFile(".env", values=9))),
    Case(Out.TRACKED, "tracked", given(TRACKED, shallow=True), ".env"),
    Case(Out.TRACKED, "staged only", given(EnvFile(".env", tracked=True, values=1)), ".env"),
    Case(Out.EMPTY, "without values", given(EnvFile(".env", tracked=True)), ".env"),
    Case(
        Out.COMMITTED,
        "gone, but in the history",
        given(EnvFile("a/.env", committed=True, first_commit=COMMIT)),
        "a/.env",
    ),
    Case(Out.SHALLOW, "shallow", given(shallow=True)),
    Case(Out.NOT_SEEN, "git fails", given(unseen="git is not installed")),
    Case(Out.NO_HISTORY, "no git", given(unseen="no repository", is_git=False)),
)

test_outcomes = judges(check, CASES)
