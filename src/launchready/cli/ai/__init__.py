"""`launchready ai`: what a product's AI assistants can be talked into."""

from __future__ import annotations

import click

from launchready.cli.lazy import DefaultGroup

COMMANDS = {
    "run": "Try every assistant of the manifest; the default.",
    "cases": "List what is tried, with its sources.",
    "canaries": "Make canaries, and say where to put them.",
    "export": "Write the cases for promptfoo, or how garak reaches the assistant.",
    "import": "Make cases of promptfoo's tests or of a garak report.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready ai --dry-run                   what would be asked, of whom
  launchready ai staging.toml --yes          everything, three times each
  launchready ai --category injection --repeats 10
  launchready ai canaries                    values to plant, and where
  launchready ai import promptfoo promptfooconfig.yaml > mine.yaml

\b
Exit status: 0 every case held, or there is no assistant; 1 one broke; 2 the command or
the manifest is wrong, or nobody agreed; 3 a case was not run, and none broke.
"""


@click.group(
    "ai", cls=DefaultGroup, default="run", package=__name__, words=COMMANDS, epilog=EPILOG
)
def command() -> None:
    """Try what the product's AI assistants can be talked into.

    Prompt injection, jailbreaks, data that gets out, tools that are misused, markup that
    runs, cost without end, and ordinary questions that must still be answered.  Judged by
    text alone, never by another model.
    """
