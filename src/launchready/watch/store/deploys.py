"""What was told of deployments."""

from __future__ import annotations

from launchready.watch.decide.timeline import Deploy, Step, Timeline
from launchready.watch.store.engine import Engine, Transaction
from launchready.watch.store.looks import add_release

MOST = 2000
"""Deployments that are read; a busy product has a dozen a day."""


def keep_deploy(engine: Engine, told: Deploy, key: str, place: int) -> bool:
    """Keep what was told.

    Args:
        engine: used by one thread at a time.
        told: what.
        key: the same for the same news, however often it is told.
        place: a number that grows; see `ids.places`.

    Returns:
        False where it was told before.

    Raises:
        StoreError: nothing was kept.
    """
    with engine.transaction() as run:
        kept = run.run(
            "INSERT INTO deploys (id, key, tag, step, at, source, put_back)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            place, key, told.tag, told.step.value, told.at, told.source, told.to,
        )  # fmt: skip
        if kept:
            add_release(run, told.tag, told.at)
        return bool(kept)


def keep_seen(engine: Engine, tag: str, at: int) -> None:
    """Keep that a release exists, ms.

    Raises:
        StoreError: it was not kept.
    """
    with engine.transaction() as run:
        add_release(run, tag, at)


def read_timeline(run: Transaction) -> Timeline:
    """Read which release ran when, by the newest of what was told and seen."""
    told = run.all(
        "SELECT tag, step, at, source, put_back FROM deploys ORDER BY at DESC, id DESC LIMIT ?",
        MOST,
    )
    seen = run.all(
        "SELECT tag, first_seen FROM releases ORDER BY first_seen DESC LIMIT ?", MOST
    )
    deploys = [Deploy(tag, Step(step), at, source, to) for tag, step, at, source, to in told]
    return Timeline(reversed(deploys), dict(seen))
