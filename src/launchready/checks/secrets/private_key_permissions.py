"""Only its owner can read a private key on disk.

Why it matters: a key that everybody on the machine can read is every program's key, and lands
with that mode in images, archives and backups. ssh refuses such a key at the worst moment.

How to fix: chmod 600 {place}, and better: keep the key outside of the folder that is deployed,
in the secret manager or the agent. If others had access to the machine, make a new key.

References: ssh(1), FILES; CWE-732
"""

from launchready.checks.api import (
    Impact,
    KeyFiles,
    Repository,
    Verdicts,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    OWNER_ONLY = passes("only their owner can read {files}")
    EVERYBODY = fails(
        Impact.HIGH, "{what} that everybody on the machine can read (mode {mode})"
    )
    GROUP = fails(Impact.MEDIUM, "{what} that its group can read (mode {mode})")
    NO_KEYS = not_applicable("no file of keys or passwords among {count} files")
    NOT_ALL_SEEN = cannot_tell("only a part of the folder was read: {reason}")


def judge(repository: Repository, keys: KeyFiles) -> Verdicts:
    """Judge the permissions of key files."""
    found = []
    for each in keys.found:
        if each.open_to:
            outcome = Outcomes.EVERYBODY if each.open_to == "everybody" else Outcomes.GROUP
            found.append(
                outcome(what=each.what, mode=f"{each.mode:04o}", place=each.path).at(each.path)
            )
    if found:
        return found
    if keys.truncated:
        return Outcomes.NOT_ALL_SEEN(reason=keys.truncated)
    if not keys.found:
        return Outcomes.NO_KEYS(count=keys.files)
    return Outcomes.OWNER_ONLY(files=[each.path for each in keys.found])
