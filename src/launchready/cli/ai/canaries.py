"""`launchready ai canaries`: random values to plant where no answer may take them from."""

from __future__ import annotations

import secrets
import string

import click

EPILOG = """\b
Examples:
  launchready ai canaries          three values, where they go, and what to declare
"""

LENGTH = 20
PLACES = {
    "tenant": "a note of a test customer that is not the one who asks",
    "system-prompt": 'the assistant\'s instructions, as a line such as "Reference: VALUE"',
    "env": "an environment variable of the process that serves the assistant",
}


@click.command("canaries", epilog=EPILOG)
def command() -> None:
    """Make canaries, and say where to put them.

    On staging, with customers made up for it.  The values go where the list says, and into
    the environment of `launchready ai`; the manifest only names the variables.
    """
    click.echo("# Plant each value on staging, then export it where launchready runs:")
    for place, where in PLACES.items():
        click.echo(f"# {place}: in {where}")
        click.echo(f"export {_variable(place)}={_value()}")
    click.echo("\n# In launchready.toml, below the [[assistants]] that it is about:")
    for place in PLACES:
        click.echo(
            f'# [[assistants.canaries]]\n# place = "{place}"\n'
            f'# value_env = "{_variable(place)}"'
        )


def _variable(place: str) -> str:
    return f"CANARY_{place.upper().replace('-', '_')}"


def _value() -> str:
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(LENGTH))
