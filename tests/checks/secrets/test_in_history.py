"""A secret in the history is a blocker until its rotation is proven."""

from typing import Any

from launchready.checks.secrets import in_history as check
from launchready.facts.base import Every, Unseen
from launchready.facts.rotation import Rotation, RotationLedger
from launchready.facts.secrets import FoundSecret, HistorySecrets, TreeSecrets
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.secrets.found import COMMIT, HASH, findings, sandbox, secret, suspected

Out = check.Outcomes
PLACE = f"src/pay.py:3@{COMMIT[:12]}"
DONE = Rotation(
    HASH,
    "Stripe live secret key",
    replaced_on="2026-11-01",
    dead_on="2026-11-02",
    dead_by="Ana",
)
OPEN = Rotation(HASH, "Stripe live secret key", replaced_on="2026-11-01")


def given(
    *found: FoundSecret,
    standing: tuple[FoundSecret, ...] = (),
    entry: Rotation | None = None,
    unread: str = "",
    is_git: bool = True,
    unseen: str = "",
    shallow: bool = False,
) -> dict[str, Any]:
    """Show the judge a history, the tree beside it, and the ledger."""
    history: HistorySecrets | Unseen = HistorySecrets(
        findings(*found, unread=unread), commits=40, shallow=shallow
    )
    return {
        "repository": manifest(repository={}).repository,
        "history": Unseen(unseen) if unseen else history,
        "tree": TreeSecrets(findings(*standing), is_git=is_git),
        "ledgers": Every({"acme.example": RotationLedger((entry,) if entry else ())}),
    }


OLD = {"first_commit": COMMIT, "first_seen": "2026-03-01"}
KEY = secret(**OLD)

CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "it still stands, which is in-tree's", given(KEY, standing=(secret(),))),
    Case(Out.SECRET, "a live key", given(KEY), PLACE),
    Case(Out.SECRET, "its rotation is open", given(KEY, entry=OPEN), PLACE),
    Case(Out.SECRET, "shallow, but found", given(KEY, shallow=True), PLACE),
    Case(Out.SECRET, "lying in the tree", given(KEY, standing=(secret(tracked=False),)), PLACE),
    Case(Out.ROTATED, "its rotation is proven", given(KEY, entry=DONE), PLACE),
    Case(Out.SANDBOX, "a sandbox key", given(sandbox(**OLD)), PLACE),
    Case(Out.SUSPECTED, "a word nearby", given(suspected(**OLD)), PLACE),
    Case(Out.SHALLOW, "shallow", given(shallow=True)),
    Case(Out.NOT_ALL_READ, "a broken object", given(unread="0a1b2c")),
    Case(Out.NOT_SEEN, "git fails", given(unseen="git is not installed")),
    Case(Out.NO_HISTORY, "no git", given(unseen="no repository", is_git=False)),
)

test_outcomes = judges(check, CASES)
