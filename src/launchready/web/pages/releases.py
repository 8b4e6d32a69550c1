"""Releases: what each was like beside the one before it."""

from __future__ import annotations

from starlette.responses import Response

from launchready.watch.decide.timeline import Release
from launchready.watch.model import MINUTE
from launchready.watch.store.read import Reader
from launchready.watch.store.releases import Measured, ReleaseFigures
from launchready.web.call import Call, Refused
from launchready.web.desk import Desk

SHOWN = 8
"""Releases that are measured for one page."""

FRESH = MINUTE
"""How long the figures of a release are shown before they are read again: with many monitors
they are a hundred milliseconds of work, and they hardly change."""


async def show_all(call: Call) -> Response:
    """List them, the newest first, each with what is said of it."""
    place, now = min(call.asked_number("from") or 0, 10_000), call.desk.service.now()

    def look(reader: Reader) -> tuple[list[ReleaseFigures], int]:
        known = reader.releases()
        shown = known[place : place + SHOWN]
        figures = (_figures(call.desk, reader, each.tag, now) for each in shown)
        return [each for each in figures if each is not None], len(known)

    rows, count = await call.desk.service.hand.read(look)
    older = place + SHOWN if place + SHOWN < count else None
    return call.render(
        "releases.html",
        rows=[(each, _slowest(each)) for each in rows],
        older=older,
        here=call.here,
    )


async def show(call: Call) -> Response:
    """Show one, monitor by monitor and route by route."""
    tag, against = call.asked("tag"), call.asked("against")
    now = call.desk.service.now()

    def look(reader: Reader) -> tuple[ReleaseFigures | None, list[Release]]:
        return reader.release(tag, now, against), reader.releases()

    figures, known = await call.desk.service.hand.read(look)
    if figures is None:
        raise Refused(404, "There is no such release.")
    others = [each.tag for each in known if each.tag != tag][:100]
    return call.render("release.html", figures=figures, others=others, here=call.here)


def _figures(desk: Desk, reader: Reader, tag: str, now: int) -> ReleaseFigures | None:
    """Read the figures of a release, unless they were read a moment ago."""
    read_at, figures = desk.figures.get(tag, (0, None))
    if figures is None or abs(now - read_at) > FRESH:
        figures = reader.release(tag, now)
        if figures is not None:
            if len(desk.figures) > 200:
                desk.figures.clear()
            desk.figures[tag] = (now, figures)
    return figures


def _slowest(figures: ReleaseFigures) -> Measured | None:
    """Give what grew slower by the most; None where nothing was timed in both."""
    timed = [each for each in figures.measured if each.after.p95 and each.before.p95]
    return max(timed, key=_growth, default=None)


def _growth(each: Measured) -> float:
    after, before = each.after.p95, each.before.p95
    assert after is not None
    assert before is not None
    return after.value / max(before.value, 0.001)
