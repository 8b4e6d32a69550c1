"""No host serves files that a deployment left behind.

Each host is asked for about fifteen paths; what comes back counts only where its content is
what the name says, so that a site which answers everything with its own page is left alone.

Why it matters: machines try /.env and /.git/config on every new host within minutes of its
first certificate. What they find there is the database, the payment account, or all the code.

How to fix: take {path} off {host} now: deploy only what is built (not the repository's folder),
and refuse names that begin with a dot at the server. Then rotate every
secret that stood in it: it has been read.

References: OWASP WSTG-CONF-04; CWE-538; CWE-219
"""

from launchready.checks.api import (
    Host,
    Impact,
    ServedFiles,
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

    NONE = passes("gives none of {asked} files that deployments leave behind")
    VARIABLES = fails(Impact.BLOCKER, "gives {path} to anyone: {what}, among them {names}")
    SERVED = fails(Impact.BLOCKER, "gives {path} to anyone: {what}")
    TELLS = fails(Impact.MEDIUM, "gives {path} to anyone: {what}")
    REDIRECTS = not_applicable("redirects everything")
    NOT_ALL_SEEN = cannot_tell("not every path got an answer: {reason}")


def applies(host: Host) -> bool:
    """Ask only hosts that serve something."""
    return host.role != "redirect"


def judge(host: Host, files: ServedFiles) -> Verdicts:
    """Judge what a host gives away."""
    found = []
    for each in files.served:
        outcome = Outcomes.SERVED if each.grave else Outcomes.TELLS
        if each.names:
            outcome = Outcomes.VARIABLES
        found.append(
            outcome(path=each.path, what=each.what, names=list(each.names), host=host.name).at(
                f"https://{host.name}{each.path}"
            )
        )
    if found:
        return found
    if files.unseen:
        return Outcomes.NOT_ALL_SEEN(reason=list(files.unseen[:3]))
    return Outcomes.NONE(asked=files.asked)
