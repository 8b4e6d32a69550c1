"""Whether the monitor itself can be relied on, said honestly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from launchready.watch.model import SECOND
from launchready.watch.store.rows import Backlog, MonitorNow

LATE_DELIVERY_MS = 300 * SECOND
"""A message that is due for longer than the five minutes in which people must be reached."""

STALE_S = 30.0
"""How long looks may wait to be written, and the loop may stand still."""


class Vitals(Struct, frozen=True):
    """What the running parts say of themselves.

    Attributes:
        role: "probing", or "standby" where another instance probes.
        loop_age_s: since when the loop of looks has not turned.
        waiting: looks that wait to be written.
        write_age_s: since when none was.
        store_error: why not.
        lost: looks that were lost.
        uptime_s: since the start of this role.
        dead_man: whether the dead man's switch took the last call; None without one.
    """

    role: Literal["probing", "standby"]
    loop_age_s: float = 0.0
    waiting: int = 0
    write_age_s: float = 0.0
    store_error: str = ""
    lost: int = 0
    uptime_s: float = 0.0
    dead_man: bool | None = None


class Health(Struct, frozen=True):
    """What `/health` says.

    Attributes:
        role: "probing" or "standby".
        problems: what is wrong, one sentence each; none where all is well.
    """

    role: Literal["probing", "standby"]
    problems: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.problems


def judge(
    vitals: Vitals, monitors: Iterable[MonitorNow], backlog: Backlog | None, now: int
) -> Health:
    """Say what is wrong.

    Args:
        vitals: of the running parts.
        monitors: as the store knows them.
        backlog: how delivery stands; None where the store cannot be read.
        now: ms.
    """
    problems = []
    if vitals.store_error:
        problems.append(f"the store cannot be written: {vitals.store_error}")
    if backlog is None:
        problems.append("the store cannot be read")
    elif backlog.oldest_due is not None and now - backlog.oldest_due > LATE_DELIVERY_MS:
        minutes = (now - backlog.oldest_due) // (60 * SECOND)
        problems.append(f"{backlog.pending} alerts are waiting, the oldest for {minutes} min")
    if backlog is not None and backlog.given_up:
        problems.append(f"{backlog.given_up} alerts could not be delivered at all")
    if vitals.lost:
        problems.append(f"{vitals.lost} looks were lost")
    if vitals.dead_man is False:
        problems.append("the dead man's switch does not take our calls")
    if vitals.role == "probing":
        problems += _probing(vitals, monitors, now)
    return Health(vitals.role, tuple(problems))


def _probing(vitals: Vitals, monitors: Iterable[MonitorNow], now: int) -> list[str]:
    problems = []
    if vitals.loop_age_s > STALE_S:
        problems.append(f"nothing was looked at for {vitals.loop_age_s:.0f} s")
    if vitals.waiting and vitals.write_age_s > STALE_S:
        problems.append(f"{vitals.waiting} looks wait to be written")
    late = [
        each.name
        for each in monitors
        # A look may take a minute, and a start has a period to reach everybody.
        if 2 * each.period_ms + 60 * SECOND
        < min(now - (each.seen_at or 0), vitals.uptime_s * SECOND)
    ]
    if late:
        names = ", ".join(late[:3]) + (" and others" if len(late) > 3 else "")
        problems.append(f"{len(late)} monitors are overdue: {names}")
    return problems
