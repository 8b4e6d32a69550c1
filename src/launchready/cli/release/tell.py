"""What `start`, `finish` and `rollback` share: one thing is told of one release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from launchready.cli.release.where import F, Where, open_book, where_options

if TYPE_CHECKING:
    from launchready.watch.decide.timeline import Step


def tell_options(command: F) -> F:
    """Add the tag, the time, and where the releases are."""
    command = click.option(
        "--at",
        metavar="TIME",
        help="When it happened, such as 2026-11-02T10:00Z; default: now.",
    )(command)
    return click.argument("tag")(where_options(command))


def tell(step: Step, tag: str, at: str | None, where: Where, to: str = "") -> None:
    """Keep what happened, and say so on stderr.

    Raises:
        click.ClickException: it was not kept.
    """
    from launchready.cli.running import run
    from launchready.watch.decide.timeline import Deploy, check_tag

    try:
        tag, to = check_tag(tag), check_tag(to) if to else ""
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    moment = 0 if at is None else _moment(at)
    with open_book(where, write=True) as book:
        run(book.tell(Deploy(tag, step, moment, "ci", to), now=at is None))
    click.echo(_WORDS[step.value](tag, to), err=True)


_WORDS: dict[str, Callable[[str, str], str]] = {
    "start": lambda tag, _: f"{tag} is being deployed",
    "finish": lambda tag, _: f"{tag} runs",
    "rollback": lambda tag, to: f"{tag} was taken back; {to or 'what ran before'} runs again",
}


def _moment(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is no time such as 2026-11-02T10:00Z") from None
    if moment.tzinfo is None:
        raise click.BadParameter(f"{text} does not say its time zone: add Z or +01:00")
    return round(moment.timestamp() * 1000)
