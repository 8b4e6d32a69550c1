"""`launchready perf`: how fast the routes are, and whether a release changed that."""

from __future__ import annotations

import click

from launchready.cli.lazy import DefaultGroup

COMMANDS = {
    "sample": "Read each route, and hold its p95 against its target; the default.",
    "queues": "Say whether the queues of jobs keep up, and which jobs are stuck.",
    "fixes": "Tell the few fixes that save users the most time, each with its proof.",
    "indexes": "Say which indexes the database lacks, each proven on a throw-away copy.",
    "compare": "Say what a release made faster or slower.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready perf                       read every route of launchready.toml
  launchready perf --route dashboard     one of them; options as of perf sample
  launchready perf --samples 60 --format json
  launchready perf queues                whether jobs are begun in time
  launchready perf fixes                 what to mend first, and what that saves
  launchready perf indexes               which indexes are missing, with proof
  launchready perf compare 1.4.0 1.5.0   regressed, improved, or cannot tell

\b
Exit status of perf: 0 every route is within its target; 1 one is not, or a release
regressed; 2 the command or the manifest is wrong; 3 too little was seen to say.
"""


@click.group(
    "perf", cls=DefaultGroup, default="sample", package=__name__, words=COMMANDS, epilog=EPILOG
)
def command() -> None:
    """Read each declared route a bounded number of times, and say how fast it is.

    Politely: one request after another at each host, five a second at most, as the user of
    [session] where a route is a user's.  Nothing is written to the product.
    """
