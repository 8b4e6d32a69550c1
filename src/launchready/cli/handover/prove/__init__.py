"""`launchready handover prove`: shows that an account of the product is one's own."""

from __future__ import annotations

import click

from launchready.cli.lazy import LazyGroup

COMMANDS = {
    "dns": "With a TXT record that you publish: the zone, and the proxy with it.",
    "file": "With a file that you publish: what the product's host serves.",
    "token": "With a read-only token, of which the provider says whose it is.",
    "statement": "With your word, your name and the day, where nothing else can.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready handover prove dns          prints the record; once published, proves it
  launchready handover prove file         likewise, with a file
  launchready handover prove token --env CLOUDFLARE_TOKEN cloudflare
  launchready handover prove statement --by "Ana Founder" registrar

\b
Proofs are kept, signed, in .launchready/drills/ownership beside the manifest, without any
token and with addresses masked. handover/ownership-proven believes them for 90 days.
"""


@click.group("prove", cls=LazyGroup, package=__name__, words=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Prove that an account of the product is yours."""
