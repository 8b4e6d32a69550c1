"""`launchready watch import`: monitors of others, as launchready.toml has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.watch.exchange.imported import Imported

EPILOG = """\b
Examples:
  launchready watch import kuma-backup.json            print what it would be here
  launchready watch import kuma-backup.json --write    add it to launchready.toml
  launchready watch import gatus/config.yaml
  launchready watch import prometheus.yml --from blackbox

\b
What cannot be carried over is told on stderr, line by line; secrets never are.
Comments and order of launchready.toml stay.  Exit status 2: the file cannot be read.
"""


@click.command("import", epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    type=click.Choice(["auto", "kuma", "gatus", "blackbox"]),
    default="auto",
    show_default=True,
)
@click.option("--manifest", metavar="PATH", help="launchready.toml, or its folder.")
@click.option("--write", is_flag=True, help="Add it to launchready.toml.")
def command(*, file: Path, source: str, manifest: str | None, write: bool) -> None:
    """Bring in monitors of Uptime Kuma, Gatus or blackbox_exporter."""
    from launchready.cli.subject import find_target
    from launchready.report.plain import plain
    from launchready.watch.exchange.imported import NotReadable
    from launchready.watch.exchange.merge import CannotMerge, as_toml, new_to

    target = find_target(manifest)
    try:
        found = new_to(target.manifest, _read(file, source))
        if write:
            _write(Path(target.name), found)
        elif found.monitors:
            click.echo(as_toml(found), nl=False)
    except (NotReadable, CannotMerge) as error:
        raise click.UsageError(f"{file}: {error}") from None
    for line in found.left_out:
        click.echo(f"not carried over: {plain(line, 300)}", err=True)
    done = "added" if write else "to be added (--write adds them)"
    click.echo(f"{len(found.monitors)} monitors, {len(found.routes)} routes {done}", err=True)


def _read(file: Path, source: str) -> Imported:
    from launchready.watch.exchange import blackbox, gatus, kuma
    from launchready.watch.exchange.imported import MAX_FILE, NotReadable

    try:
        with file.open("rb") as opened:
            octets = opened.read(MAX_FILE + 1)
    except OSError as error:
        raise NotReadable(error.strerror or "it cannot be read") from None
    if len(octets) > MAX_FILE:
        raise NotReadable(f"it has more than {MAX_FILE // 2**20} MB")
    text = octets.decode("utf-8-sig", "replace")
    readers = {
        "kuma": kuma.read_kuma, "gatus": gatus.read_gatus, "blackbox": blackbox.read_blackbox,
    }  # fmt: skip
    if source == "auto":
        source = _guess(text)
    return readers[source](text)


def _guess(text: str) -> str:
    """Tell the kinds apart by the key that each has."""
    import re

    if '"monitorList"' in text:
        return "kuma"
    if re.search(r"^endpoints:", text, re.MULTILINE):
        return "gatus"
    return "blackbox"


def _write(path: Path, found: Imported) -> None:
    """Add to the manifest, which is replaced whole or not at all, and only by what loads."""
    from launchready.manifest.decisions import CannotDecide, replace_manifest
    from launchready.watch.exchange.merge import CannotMerge, merged

    try:
        replace_manifest(path, merged(path.read_text(encoding="utf-8"), found))
    except (OSError, UnicodeDecodeError, CannotDecide) as error:
        raise CannotMerge(f"the manifest was left as it was: {error}") from None
