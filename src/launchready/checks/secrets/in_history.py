"""No secret stands in the history of the repository.

Every object is read: all branches, tags, stashes and notes, commit messages, and what no
branch reaches any more. What still stands in a file is told by secrets/in-tree. A secret whose
rotation is proven in the ledger is told as dead.

Why it matters: deleting a line leaves it in every clone. Attackers read histories with tools
made for it; a key that leaked two years ago and was never changed works today.

How to fix: rotate {name}: {rotate} That is what ends the danger. Note it (launchready secrets
ledger, then launchready secrets rotated {hash}). Rewriting the history (git filter-repo) comes
after, if at all: clones and forks keep what they have.

References: OWASP Secrets Management Cheat Sheet; CWE-798; git-filter-repo(1)
"""

from launchready.checks.api import (
    Every,
    FoundSecret,
    HistorySecrets,
    Impact,
    Repository,
    RotationLedger,
    TreeSecrets,
    Unseen,
    Verdicts,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)
from launchready.checks.secret_findings import told, verdicts

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 1.5


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no secret in {texts} objects of {commits} commits")
    ROTATED = passes("{name} is dead: its rotation was proven on {on}")
    SECRET = fails(Impact.BLOCKER, "{name}, since commit {commit} ({since}) ({masked})")
    SANDBOX = fails(Impact.LOW, "{name}, since commit {commit} ({since}) ({masked})")
    SUSPECTED = fails(
        Impact.MEDIUM,
        "what looks like a password or key, since commit {commit} ({since}) ({masked})",
        fix="If it was ever used, change it where it is used. If it is no secret, list its "
        "fingerprint in .gitleaksignore.",
    )
    SHALLOW = cannot_tell(
        "this clone holds only the newest of the commits: git fetch --unshallow"
    )
    NOT_ALL_READ = cannot_tell("not everything could be read: {reason}")
    NOT_SEEN = cannot_tell("{reason}")
    NO_HISTORY = not_applicable("the folder is in no git repository")


def judge(
    repository: Repository,
    history: HistorySecrets | Unseen,
    tree: TreeSecrets | Unseen,
    ledgers: Every[RotationLedger],
) -> Verdicts:
    """Judge what stands in the history and no longer in a file."""
    if isinstance(history, Unseen):
        if isinstance(tree, TreeSecrets) and not tree.is_git:
            return Outcomes.NO_HISTORY()
        return Outcomes.NOT_SEEN(reason=history.reason)
    standing = _standing(tree)
    gone = [each for each in history.findings.found if each.hash not in standing]
    done = {h: each for ledger in ledgers.seen.values() for h, each in ledger.done.items()}
    dead = [each for each in gone if each.hash in done]
    live = [each for each in gone if each.hash not in done]
    said = verdicts(
        live,
        Outcomes.SECRET,
        Outcomes.SANDBOX,
        Outcomes.SUSPECTED,
        more=_dated,
        place=_place,
    )
    if said:
        return said
    if history.shallow:
        return Outcomes.SHALLOW()
    if reason := history.findings.why_unread:
        return Outcomes.NOT_ALL_READ(reason=reason)
    if dead:
        return [
            Outcomes.ROTATED(**told(each), on=done[each.hash].dead_on).at(_place(each))
            for each in dead
        ]
    return Outcomes.CLEAN(texts=history.findings.texts, commits=history.commits)


def _standing(tree: TreeSecrets | Unseen) -> set[str]:
    """Give the hashes of what secrets/in-tree tells."""
    if isinstance(tree, Unseen):
        return set()
    return {each.hash for each in tree.findings.found if each.tracked}


def _dated(found: FoundSecret) -> dict[str, str]:
    return {"commit": found.first_commit[:12], "since": found.first_seen or "no branch has it"}


def _place(found: FoundSecret) -> str:
    return f"{found.place}@{found.first_commit[:12]}"
