"""No file of environment values is in the repository, or ever was.

.env.example and its kin, which document names without values, are welcome.

Why it matters: .env is where every secret of the product stands side by side. One commit of it
gives all of them to whoever can read the repository, for good.

How to fix: git rm --cached {place}, add it to .gitignore, and rotate every secret that stood in
it; list them with git show {commit}:{file}. Keep the names in .env.example.

References: The Twelve-Factor App, III; CWE-538
"""

from launchready.checks.api import (
    EnvFile,
    HistorySecrets,
    Impact,
    Repository,
    TreeSecrets,
    Unseen,
    Verdict,
    Verdicts,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    NEVER = passes("no file of environment values in {commits} commits")
    TRACKED = fails(Impact.BLOCKER, "git keeps it, with {values} values")
    EMPTY = fails(
        Impact.LOW,
        "git keeps it, without a value",
        fix="Rename {place} to .env.example: the next person fills in the file that is there.",
    )
    COMMITTED = fails(
        Impact.HIGH,
        "was committed in {commit}, and is in the history still",
        fix="Rotate every secret that stood in it: git show {commit}:{file} lists them.",
    )
    SHALLOW = cannot_tell(
        "this clone holds only the newest of the commits: git fetch --unshallow"
    )
    NOT_SEEN = cannot_tell("{reason}")
    NO_HISTORY = not_applicable("the folder is in no git repository")


def judge(
    repository: Repository, history: HistorySecrets | Unseen, tree: TreeSecrets | Unseen
) -> Verdicts:
    """Judge which files of values git has."""
    if isinstance(history, Unseen):
        if isinstance(tree, TreeSecrets) and not tree.is_git:
            return Outcomes.NO_HISTORY()
        return Outcomes.NOT_SEEN(reason=history.reason)
    said = [_judged(each) for each in history.env_files if each.tracked or each.committed]
    if said:
        return said
    if history.shallow:
        return Outcomes.SHALLOW()
    return Outcomes.NEVER(commits=history.commits)


def _judged(file: EnvFile) -> Verdict:
    outcome = Outcomes.COMMITTED
    if file.tracked:
        outcome = Outcomes.TRACKED if file.values else Outcomes.EMPTY
    commit = file.first_commit[:12] or "HEAD"
    return outcome(values=file.values, commit=commit, file=file.path, place=file.path).at(
        file.path
    )
