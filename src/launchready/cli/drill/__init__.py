"""`launchready drill`: experiments that act on the product; one module for each."""

from __future__ import annotations

import click

from launchready.cli.lazy import LazyGroup

DRILLS = {
    "log-canary": "Send marked fake secrets, and look for them in the logs.",
    "mail": "Let the product send its own mails, and judge what arrives in each mailbox.",
    "write": "Make each declared change again and again, and read it back at once as its user.",
    "spike": "Put ten times the normal peak on the product, once, and see it recover.",
    "alert": "Send a test by every channel; measure the minutes until somebody acknowledges.",
    "error": "Raise an error on purpose, and see whether anybody could find it and its cause.",
    "rollback": "Deploy, take it back by the declared command, and measure the minutes.",
    "health": "Take the database away, see whether health routes tell, and bring it back.",
    "restore": "Restore a backup into a throw-away Postgres, and hold it against its source.",
    "failover-contact": "Call the emergency contacts, and see who answers, and when.",
    "list": "Show the evidence of earlier drills, and who signed it.",
    "verify": "Verify the signatures of the evidence.",
}
"""Every drill, and what shows the evidence, each with its line of help: --help imports none."""

EPILOG = """\b
Examples:
  launchready drill log-canary --dry-run          say what it would do, and stop
  launchready drill log-canary staging.toml       say it, ask, do it
  launchready drill log-canary staging.toml --yes in CI: say it, do it
  launchready drill list                          what was proved, when, and by whom

\b
Every drill says first what it will do, and asks.  It acts on a manifest of staging
(environment = "staging" in [product]); on anything else only with --really.  What
came of it is kept in .launchready/drills beside the manifest, where audits judge it.

\b
Exit status: 0 passed; 1 failed; 2 the command or the manifest is wrong, or nobody
agreed; 3 what came of it could not be seen; 4 a fault in launchready itself.
"""


@click.group("drill", cls=LazyGroup, package=__name__, words=DRILLS, epilog=EPILOG)
def command() -> None:
    """Try out in practice what no audit can see; acts on the product."""
