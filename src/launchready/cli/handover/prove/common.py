"""What every way of proving does around its own work."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.facts.drills import Trial

EXIT_STATUS = {"passed": 0, "failed": 1, "unknown": 3}


def key_that_lasts() -> bytes:
    """Give this user's key, which makes challenges.

    Raises:
        click.UsageError: it would not be the same tomorrow.
    """
    from launchready.keyed_hash import kept_key, key_path, user_key

    if not os.environ.get("LAUNCHREADY_KEY"):
        try:
            kept_key(key_path())
        except (OSError, RuntimeError) as error:
            raise click.UsageError(
                "a challenge needs a key that is the same tomorrow, and none can be kept in "
                "this user's configuration; set LAUNCHREADY_KEY_FILE or LAUNCHREADY_KEY"
            ) from error
    return user_key()


def keep_and_exit(
    target: Target, trials: Sequence[Trial], now: datetime, *, by: str = ""
) -> NoReturn:
    """Keep what was proven, tell it, and exit with 0, 1 or 3."""
    from launchready.cli.drill.conduct import keep
    from launchready.handover.prove.record import proof_record
    from launchready.report.plain import plain

    record = proof_record(target.manifest, trials, now)
    for trial in trials:
        said = {"passed": "proven", "failed": "NOT yours", "unknown": "not proven"}
        click.echo(f"{said[trial.result.value]}  {trial.subject}: {plain(trial.text)}")
    saved = keep(target.folder.path, record, by=by)
    if saved:
        click.echo(f"proof: {saved}", err=True)
    sys.exit(EXIT_STATUS[record.result.value])
