"""`launchready env`: the environment contract, [env] in launchready.toml."""

from __future__ import annotations

import click

from launchready.cli.lazy import LazyGroup

COMMANDS = {
    "check": "Hold an environment's values against the contract.",
    "exec": "Check, then become another program; for Dockerfiles and Procfiles.",
    "scan": "Compare the names used in code with the contract.",
    "diff": "Compare two environments by names and hashes.",
    "example": "Write .env.example from the contract.",
    "runbook": "Write the runbook for adding and rotating each key.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready env check                        this process's environment
  launchready env check --from .env.production a file
  launchready env exec -- gunicorn portal      check, then start
  launchready env scan                         names in code against [env]
  launchready env diff staging production      names and hashes, never values
  launchready env example                      write .env.example
"""


@click.group("env", cls=LazyGroup, package=__name__, words=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Hold environment variables against the contract in launchready.toml."""
