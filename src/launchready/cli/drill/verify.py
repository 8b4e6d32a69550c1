"""`launchready drill verify`: whether the evidence is still what was signed, and by whom."""

from __future__ import annotations

import sys

import click

EPILOG = """\b
Examples:
  launchready drill verify             every record of this product
  launchready drill verify --strict    unsigned records count as bad, too; for CI

\b
A signature says that a record was not changed since, by anybody without the key.  Whose
key it is, you know: compare its fingerprint with what that person reads from theirs.

\b
Exit status: 0 every signature holds; 1 a record was changed; 2 the command is wrong;
3 a record cannot be read, or (--strict) is not signed.
"""


@click.command("verify", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--strict", is_flag=True, help="Records that nobody signed are not accepted.")
def command(*, manifest: str | None, strict: bool) -> None:
    """Verify the signatures of the evidence."""
    from launchready.cli.drill.store import history_of
    from launchready.report.drills import verified

    history = history_of(manifest)
    click.echo(verified(history), nl=False)
    unsigned = any(not record.key for record in history.records)
    if history.tampered:
        sys.exit(1)
    sys.exit(3 if history.unreadable or (strict and unsigned) else 0)
