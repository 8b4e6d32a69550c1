"""`launchready drill error`: whether an error becomes visible, and with which context."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.drill.conduct import conduct, drill_options

if TYPE_CHECKING:
    import socket

    from launchready.cli.subject import Target
    from launchready.drill import Outcome
    from launchready.drill.error.sources import Source

EPILOG = """\b
Examples:
  launchready drill error staging.toml --dry-run    what it would do, and where it looks
  launchready drill error staging.toml --yes        without asking, for CI
  launchready drill error staging.toml --listen 0.0.0.0:8099
                                                    and wait for the tracker's webhook

\b
Exit status: 0 the error is visible, with its context; 1 it is not, or something is
missing from it, or personal; 3 the product did not fail, so nothing could be seen.
"""


@click.command("error", epilog=EPILOG)
@drill_options
@click.option(
    "--wait",
    type=click.FloatRange(min=0.1, max=3600),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="How long an error may take to become visible.",
)
@click.option(
    "--listen",
    default="",
    metavar="HOST:PORT",
    help="Where the tracker's webhook arrives; signed with [watch] sentry_secret_env.",
)
def command(
    *,
    manifest: str | None,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    wait: float,
    listen: str,
) -> None:
    """Raise an error on purpose, and see whether anybody could find it and its cause.

    One request goes to `error_url` of [monitoring], which is to fail.  It must become
    visible in the declared logs, in what `error_command` prints, and at the tracker, with
    the request's id, the release, and nothing personal.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill.error.run import plan_error, raise_error
    from launchready.drill.marks import make_canary
    from launchready.facts.base import CannotSee

    target = find_target(manifest)
    try:
        plan = plan_error(target.manifest, wait, listen)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error
    taken = _take(listen) if listen and not dry_run else None
    secret_name = target.manifest.watch.sentry_secret_env

    async def work() -> Outcome:
        from contextlib import AsyncExitStack

        async with AsyncExitStack() as stack:
            sources = _inside(target)
            if taken is not None:
                from launchready.drill.error.sources import listening

                secret = os.environ.get(secret_name or "", "")
                sources.append(await stack.enter_async_context(listening(taken, secret)))
            return await raise_error(
                target.manifest,
                open_network(target.manifest, target.folder),
                os.environ,
                make_canary(),
                sources=sources,
                wait_s=wait,
                say=lambda text: click.echo(text, err=True),
            )

    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)


def _inside(target: Target) -> list[Source]:
    """Give the logs and the command of the manifest, where they are declared.

    Raises:
        CannotSee: there is no such log.
    """
    from launchready.drill.error.sources import Command, LogFiles

    folder = target.folder.path or Path()
    repository, told = target.manifest.repository, target.manifest.monitoring
    sources: list[Source] = []
    if repository and repository.logs:
        sources.append(LogFiles(folder / repository.path, repository.logs))
    if told.error_command:
        sources.append(Command(told.error_command, folder))
    return sources


def _take(listen: str) -> socket.socket:
    try:
        import hypercorn
        import starlette  # noqa: F401
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f"--listen needs {error.name}: pip install 'launchready[watch]'"
        ) from error
    del hypercorn
    from launchready.watch.service.opening import listen as take

    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise click.UsageError('--listen is HOST:PORT, such as "127.0.0.1:8099"')
    try:
        return take(host.strip("[]") or "0.0.0.0", int(port))  # noqa: S104
    except OSError as error:
        raise click.UsageError(f"cannot listen at {listen}: {error.strerror}") from None
