"""`launchready release ingest`: what access logs say of each route and release."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from launchready.cli.release.where import Where, open_book, where_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launchready.cli.progress import ByteProgress
    from launchready.watch.ingest.counting import Tally
    from launchready.watch.ingest.formats import Parser
    from launchready.watch.ingest.routes import RouteTable
    from launchready.watch.service.release_book import ReleaseBook

FORMATS = ["auto", "combined", "nginx", "json", "caddy", "heroku"]

EPILOG = """\b
Examples:
  launchready release ingest /var/log/nginx/access.log
  launchready release ingest access.log.2.gz access.log.1
  ssh web1 cat access.log | launchready release ingest -
  launchready release ingest access.log --duration us     Apache's %D at the end of the line
  launchready release ingest app.json --release-field version

\b
Nothing but counts leaves this command: requests, errors (500 and above) and latencies,
by declared route, hour and release.  A log that has grown is read on from where it was
read to.  Requests belong to the release that ran at their time, unless the log says
which it was.  Exit status: 0 counted; 2 the command, or the log, is wrong.
"""


@click.command("ingest", epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE|-...")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="auto", show_default=True
)
@click.option("--release", "tag", default="", metavar="TAG", help="All are of this release.")
@click.option(
    "--release-field", default="", metavar="NAME", help="Where a JSON line says its release."
)
@click.option(
    "--duration",
    "unit",
    type=click.Choice(["s", "ms", "us"]),
    help="Unit of a duration that stands without one.",
)
@where_options
def command(
    *,
    files: tuple[str, ...],
    format_: str,
    tag: str,
    release_field: str,
    unit: Literal["s", "ms", "us"] | None,
    url: str | None,
    data_dir: Path | None,
    manifest: str | None,
) -> None:
    """Count what access logs say of each declared route; nothing personal is kept."""
    from launchready.cli.subject import find_target
    from launchready.watch.decide.timeline import check_tag
    from launchready.watch.ingest.formats import Manner, parser_of
    from launchready.watch.ingest.routes import RouteTable

    try:
        tag = check_tag(tag) if tag else ""
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    routes = find_target(manifest).manifest.routes
    if not routes:
        raise click.UsageError("the manifest declares no [[routes]], so nothing can be counted")
    job = _Job(parser_of(format_, Manner(unit, release_field)), RouteTable(routes), tag)
    with open_book(Where(url, data_dir, manifest), write=True) as book:
        for name in files:
            click.echo(_words(name, job.read(name, book)), err=True)


class _Job:
    """Reads logs in one manner."""

    def __init__(self, parse: Parser, routes: RouteTable, tag: str) -> None:
        self._parse = parse
        self._routes = routes
        self._tag = tag

    def read(self, name: str, book: ReleaseBook) -> Tally:
        """Read one log, and keep what it says.

        Raises:
            click.ClickException: it cannot be read, or was counted in another form.
        """
        import time

        from launchready.cli.progress import ByteProgress
        from launchready.cli.running import run
        from launchready.watch.ingest.counting import Counter, Differs, ReleaseOf, count_log
        from launchready.watch.ingest.reading import Damaged, LineReader, unpacked
        from launchready.watch.service.release_book import stays_of
        from launchready.watch.store.traffic import OutOfStep

        stays = stays_of(run(book.releases()))
        now = int(time.time() * 1000)
        counter = Counter(self._parse, self._routes, ReleaseOf(self._tag, stays), now)
        try:
            with _opened(name) as (source, whole), ByteProgress("counting") as progress:
                lines = LineReader(_watched(unpacked(source), progress), to_the_end=whole)
                return run(count_log(lines, counter, book.reach, book.count))
        except OSError as error:
            raise click.UsageError(f"{name}: {error.strerror}") from None
        except Damaged as error:
            raise click.UsageError(
                f"{name}: {error}; what stood before it is counted"
            ) from None
        except Differs:
            raise click.UsageError(
                f"{name}: begins with the line of a log that was counted, and goes on "
                "differently: it would be counted twice. Nothing of it was"
            ) from None
        except OutOfStep:
            raise click.UsageError(
                f"{name}: somebody else counts it at the same time; run it again"
            ) from None


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, bool]]:
    """Open a log, and say whether it is whole, not one that is still written to."""
    if name == "-":
        yield sys.stdin.buffer, True
        return
    with Path(name).open("rb") as file:
        yield file, file.peek(2).startswith(b"\x1f\x8b")


def _watched(pieces: Iterator[bytes], progress: ByteProgress) -> Iterator[bytes]:
    for piece in pieces:
        progress(len(piece))
        yield piece


def _words(name: str, tally: Tally) -> str:
    """Say what became of a log's lines."""
    from launchready.report.plain import plain

    parts = [f"{tally.counted:,} requests counted"]
    for count, what in (
        (tally.elsewhere, "of paths that are not declared"),
        (tally.unread, "lines not understood"),
        (tally.too_long, "lines too long"),
    ):
        if count:
            parts.append(f"{count:,} {what}")
    text = f"{plain(name, 200)}: {', '.join(parts)}"
    if tally.known:
        text += f"; {tally.known:,} octets were counted before"
    if tally.unreleased:
        text += f"; of {tally.unreleased:,} it is not known which release answered"
    if tally.untimed:
        text += f"; {tally.untimed:,} do not say how long they took"
    if tally.left:
        text += "; the last line has no end yet, and waits"
    return text
