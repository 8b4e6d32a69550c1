"""`launchready env exec`: stop a start that would only fail later.

The usual forms of the command never come here: `launchready.environment.start` is quicker.
"""

from __future__ import annotations

from pathlib import Path

import click

from launchready.cli.env.contract import environment_option, find_contract, manifest_option

EPILOG = """\b
Examples:
  launchready env exec -- gunicorn portal.wsgi
  launchready env exec --in staging -- node server.js

\b
In a Dockerfile:
  ENTRYPOINT ["launchready", "env", "exec", "--"]
  CMD ["gunicorn", "portal.wsgi"]

\b
Exit status: the program's own; 1 where the environment is wrong, 2 where the contract
is, 126 and 127 where the program cannot be started or found, as with env(1).
"""


@click.command(
    "exec",
    epilog=EPILOG,
    context_settings={"allow_interspersed_args": False},
)
@manifest_option
@environment_option
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND")
def command(*, manifest: Path | None, environment: str | None, words: tuple[str, ...]) -> None:
    """Check, then become another program; for Dockerfiles and Procfiles.

    Where every required variable is there and right, this process becomes COMMAND: same
    process id, same signals, same exit status.  Otherwise every problem is told on stderr,
    and COMMAND is not started.
    """
    from launchready.environment.start import check_and_become

    found = find_contract(manifest)
    check_and_become(found.contract, found.environment(environment), words)
