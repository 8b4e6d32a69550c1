"""`launchready email`: reports, messages, records and the way to enforcement."""

from __future__ import annotations

import click

from launchready.cli.lazy import LazyGroup

WORDS = {
    "reports": "Say what DMARC and TLS reports mean, and what a stricter policy would break.",
    "records": "Write the exact records that the senders need, held against what is published.",
    "plan": "Show the way from no DMARC to p=reject, with dates, conditions and records.",
    "spf": "Show what an SPF record includes, and the look-ups that each term costs.",
    "message": "Judge a saved message: authentication, links, text, format.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready email reports ~/dmarc       who sends under my domain; what would break
  launchready email records               what to publish, to the letter
  launchready email plan                  the way to p=reject, with dates
  launchready email spf acme.example      every include, with what it costs
  launchready email message reset.eml     is this mail as it should be?

\b
None of these sends mail; `launchready drill mail` does.
"""


@click.group("email", cls=LazyGroup, package=__name__, words=WORDS, epilog=EPILOG)
def command() -> None:
    """Look at mail: reports, messages, records, and the way to enforcement."""
