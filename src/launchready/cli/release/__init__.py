"""`launchready release`: which release runs, and what each did to p95 and errors."""

from __future__ import annotations

import click

from launchready.cli.lazy import LazyGroup

COMMANDS = {
    "start": "A deployment begins: until it ends, what is seen belongs to no release.",
    "finish": "A release is deployed, and runs alone from now on.",
    "rollback": "A release was taken back; what ran before runs again.",
    "ingest": "Count what access logs say of each route and release; nothing personal is kept.",
    "list": "List the releases, and which one runs.",
    "show": "Hold a release against the one before it: regressed, fine, or cannot tell.",
}

EPILOG = """\b
Examples:
  launchready release start v1.5.0
  make deploy
  launchready release finish v1.5.0
  launchready release show v1.5.0          an hour later: exit status 1 where it regressed

\b
A running monitor is told over HTTP: --url, or public_url in [watch], and the key in
the variable that release_key_env in [watch] names (else LAUNCHREADY_RELEASE_KEY).
Where none runs, --data-dir names its folder.
"""


@click.group("release", cls=LazyGroup, package=__name__, words=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Tell of deployments, and see what each release did to p95 and errors."""
