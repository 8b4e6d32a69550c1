"""`launchready env`: the environment contract, [env] in launchready.toml."""

from __future__ import annotations

import click

from launchready.cli.lazy import LazyGroup

COMMANDS = {
    "check": "Hold an environment's values against the contract.",
    "exec": "Check, then become another program; for Dockerfiles and Procfiles.",
    "example": "Write .env.example from the contract.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready env check                        this process's environment
  launchready env check --from .env.production a file
  launchready env exec -- gunicorn portal      check, then start
  launchready env example                      write .env.example
"""


@click.group("env", cls=LazyGroup, package=__name__, words=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Hold environment variables against the contract in launchready.toml."""
