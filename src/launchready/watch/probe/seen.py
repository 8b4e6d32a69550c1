"""What one look saw, and the words for what went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct, field

from launchready.watch.model import Phases, Verdict

MAX_REASON = 200
"""Characters of a reason that are kept: it goes into a text message."""


class Seen(Struct, frozen=True):
    """What one look saw; see `Observation` for what each attribute means."""

    verdict: Verdict
    reason: str = ""
    latency_ms: float | None = None
    status: int = 0
    certificate_ends: int | None = None
    release: str = ""
    phases: Phases = field(default_factory=Phases)


Look = Callable[[], Awaitable[Seen]]
"""One look at one monitor; raises `CannotSee` where there was no answer."""


def down(reason: str, latency_ms: float | None = None) -> Seen:
    """Say what is wrong; control characters of others are left out."""
    shown = "".join(char if char.isprintable() else " " for char in reason)
    return Seen(Verdict.DOWN, shown[:MAX_REASON], latency_ms)
