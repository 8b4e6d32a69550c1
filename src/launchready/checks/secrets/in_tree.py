"""No secret stands in the source code.

Looked for are the values of the product's own secret variables, in plain and encoded, and the
forms of some four hundred kinds of keys. Build output and history have checks of their own.

Why it matters: whoever can read the code, today or in any clone and backup of it, has the key:
former colleagues, contractors, every tool that is allowed to read the repository.

How to fix: rotate {name} first: {rotate} Then read it from the environment at start-up, take it
out of {place}, and note the rotation: launchready secrets ledger.

References: OWASP Secrets Management Cheat Sheet; CWE-798; The Twelve-Factor App, III
"""

from launchready.checks.api import (
    Impact,
    Repository,
    TreeSecrets,
    Verdicts,
    cannot_tell,
    fails,
    passes,
)
from launchready.checks.secret_findings import below, verdicts

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 1.5


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no secret in {texts} files")
    SECRET = fails(Impact.BLOCKER, "{name} in the repository ({masked})")
    LYING_THERE = fails(
        Impact.HIGH,
        "{name} in a file that the next commit or image would take along ({masked})",
    )
    SANDBOX = fails(Impact.LOW, "{name} in the repository ({masked})")
    SUSPECTED = fails(
        Impact.MEDIUM,
        "what looks like a password or key ({masked})",
        fix="Read it from the environment at start-up. If it is no secret, say so on its line: "
        "`launchready: allow`, with the reason.",
    )
    NOT_ALL_READ = cannot_tell("not everything could be read: {reason}")


def judge(repository: Repository, tree: TreeSecrets) -> Verdicts:
    """Judge what stands in the working tree."""
    built = repository.build_output
    here = [each for each in tree.findings.found if not below(each.path, built)]
    kept = [each for each in here if each.tracked]
    loose = [each for each in here if not each.tracked]
    said = verdicts(kept, Outcomes.SECRET, Outcomes.SANDBOX, Outcomes.SUSPECTED)
    said += verdicts(loose, Outcomes.LYING_THERE, Outcomes.SANDBOX, Outcomes.SUSPECTED)
    if said:
        return said
    if reason := tree.findings.why_unread:
        return Outcomes.NOT_ALL_READ(reason=reason)
    return Outcomes.CLEAN(texts=tree.findings.texts)
