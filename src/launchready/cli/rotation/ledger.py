"""`launchready secrets ledger`: what leaked, and what is still to be proven."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from launchready.cli.options import format_option
from launchready.cli.rotation.product import manifest_argument

if TYPE_CHECKING:
    from launchready.facts.rotation import RotationLedger

EPILOG = """\b
Examples:
  launchready secrets ledger                   scan, open entries, list them all
  launchready secrets ledger --owner ana       and say who rotates what is new
  launchready secrets ledger --live            and ask providers what is refused by now
  launchready secrets ledger --no-scan         list alone

\b
The ledger is .launchready/rotations.json beside the manifest. It holds keyed hashes and
no value: commit it. An entry closes by proof: launchready secrets rotated --help.

\b
Exit status: 0 no rotation is open; 1 one is; 2 the command or the manifest is wrong;
3 something could not be read, so that the list may not be whole.
"""


@click.command("ledger", epilog=EPILOG)
@manifest_argument
@click.option(
    "--scan/--no-scan", default=True, help="Look for leaked secrets.  [default: scan]"
)
@click.option("--live", is_flag=True, help="Ask providers whether what was found is refused.")
@click.option("--owner", default="", help="Who rotates what is found now.")
@format_option("terminal", "json")
def command(*, manifest: str | None, scan: bool, live: bool, owner: str, format_: str) -> None:
    """Open an entry for every leaked secret, and list what is not proven yet.

    MANIFEST is a launchready.toml or its folder; by default the nearest one.
    """
    from datetime import UTC, datetime

    from launchready.cli.rotation.product import find_keys
    from launchready.facts.rotation import KeyState
    from launchready.secrets.ledger import (
        PROVIDER,
        Proof,
        opened,
        proven,
        read_ledger,
        write_ledger,
    )

    if live and not scan:
        raise click.UsageError("--live asks about what a scan finds: leave --no-scan out")

    keys = find_keys(manifest, None)
    ledger = read_ledger(keys.folder)
    if ledger.damaged:
        raise click.ClickException(f"the ledger: {ledger.damaged}")
    whole = True
    if scan:
        from launchready.cli.progress import ByteProgress
        from launchready.cli.secrets import scan_parts
        from launchready.cli.secrets_settings import find_settings
        from launchready.secrets.asking import RememberingHash

        settings = find_settings(keys.target.name)
        hashed = RememberingHash() if live else None
        with ByteProgress("looking for secrets") as progress:
            parts = scan_parts(settings, progress, hashed=hashed)
        found = [each for part in parts for each in part.findings.found]
        before = ledger
        day = datetime.now(UTC).date()
        ledger = opened(ledger, found, day, owner)
        if hashed is not None:
            from launchready.cli.rotation.asked import ask_all

            for hash_, said in ask_all(found, hashed, settings).items():
                if said.state is KeyState.DEAD and hash_ in {e.hash for e in ledger.entries}:
                    ledger = proven(ledger, hash_, Proof(day, dead_by=PROVIDER))
        if ledger != before:
            write_ledger(keys.folder, ledger)
        whole = not any(part.findings.unread for part in parts)
    if format_ == "json":
        entries = [{**to_builtins(each), "missing": each.missing} for each in ledger.entries]
        click.echo(json.dumps(entries, indent=2))
    else:
        click.echo(_listing(ledger), nl=False)
    if any(each.open for each in ledger.entries):
        sys.exit(1)
    sys.exit(0 if whole else 3)


def _listing(ledger: RotationLedger) -> str:
    if not ledger.entries:
        return "No leaked secret is on record.\n"
    lines = []
    for each in sorted(ledger.entries, key=lambda entry: not entry.open):
        state = "open" if each.open else f"rotated {each.dead_on}"
        lines.append(f"{each.hash}  {state:18}  {each.name}")
        lines.append(f"  since {each.opened}, {', '.join(each.places[:3]) or 'no place'}")
        lines += [f"  missing: {what}" for what in each.missing]
        if not each.open:
            successor = each.variable or f"nothing uses it, says {each.unused_by}"
            lines.append(f"  refused, says {each.dead_by}; in its place: {successor}")
    count = sum(each.open for each in ledger.entries)
    return "\n".join([*lines, f"{count} of {len(ledger.entries)} rotations are open."]) + "\n"
