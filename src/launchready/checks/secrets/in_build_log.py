"""No key is printed in the logs of builds and of the product.

Looked for are the product's own secret values and the forms of known keys; passwords and
sessions of users are for secrets/log-leaks.

Why it matters: build logs are open to everybody who can open the project, often to the world,
and stay for months. `set -x`, `env` and a failing command's arguments put keys there.

How to fix: rotate {name}: {rotate} Then delete the log, pass the key by the environment and not
as an argument, and mark it as masked in the CI service.

References: OWASP CI/CD Security Risks, CICD-SEC-6; CWE-532
"""

from launchready.checks.api import (
    Impact,
    LogSecrets,
    Repository,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    passes,
)
from launchready.checks.secret_findings import CERTAIN, verdicts

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 1.5


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no key in {files} logs")
    SECRET = fails(Impact.HIGH, "{name} is printed ({masked})")
    SANDBOX = fails(Impact.LOW, "{name} is printed ({masked})")
    NOT_ALL_READ = cannot_tell("not everything could be read: {reason}")
    NOT_DECLARED = asks(
        "which logs do builds and the product write? [repository] logs names none",
        fix="Fetch the last build log and a day of production, and name them: [repository] "
        'logs = ["logs/*.log"].',
    )


def judge(repository: Repository, logs: LogSecrets) -> Verdicts:
    """Judge which keys stand in logs."""
    if not repository.logs:
        return Outcomes.NOT_DECLARED()
    certain = [each for each in logs.findings.found if each.tier in CERTAIN]
    said = verdicts(certain, Outcomes.SECRET, Outcomes.SANDBOX, Outcomes.SANDBOX)
    if said:
        return said
    if reason := logs.findings.why_unread:
        return Outcomes.NOT_ALL_READ(reason=reason)
    if logs.missing:
        return Outcomes.NOT_ALL_READ(reason=f"nothing matches {', '.join(logs.missing)}")
    return Outcomes.CLEAN(files=len(logs.files))
