"""Pictures as SVG, drawn here from numbers; the few words in them are escaped."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from launchready.report.plain import plain
from launchready.watch.model import DAY, HOUR
from launchready.watch.store.recent import HourSeen
from launchready.web import words
from launchready.web.kept import KeptAudit
from launchready.web.series import Point, Series, runs

CELL = 5
"""Width of an hour in a strip."""

WIDTH, HEIGHT = 960, 260
LEFT, RIGHT, TOP, BOTTOM = 72, 12, 30, 28
"""Margins around the plot of a chart: for the scale, for deploys, for the time."""


def strip(hours: Sequence[HourSeen], first: int, count: int) -> Markup:
    """Draw hours as a strip: good, partly bad, bad, not looked at.

    Args:
        hours: what was seen.
        first: when the first of them begins, ms.
        count: how many to draw.
    """
    kinds = [""] * count
    for each in hours:
        place = (each.at - first) // HOUR
        if 0 <= place < count:
            kinds[place] = _kind(each.up, each.down)
    drawn, at = [], 0
    for kind, same in groupby(kinds):
        length = len(list(same))
        if kind:
            drawn.append(_block(kind, at * CELL, length * CELL - 1))
        at += length
    width = count * CELL - 1
    bad = sum(kind in {"bad", "part"} for kind in kinds)
    seen = sum(bool(kind) for kind in kinds)
    said = f"{bad} of {seen} hours with misses" if seen else "nothing seen"
    return Markup(  # noqa: S704 -- numbers and our own words
        f'<svg class="strip" viewBox="0 0 {width} 14" width="{width}" height="14" role="img"'
        f' aria-label="Last {count} hours: {said}">{"".join(drawn)}</svg>'
    )


def days(points: Iterable[Point], first: int, count: int) -> Markup:
    """Draw days as bars of one height, each with its share of good looks as a title."""
    found = {point.at // DAY: point for point in points}
    drawn = []
    for place in range(count):
        day = first // DAY + place
        point = found.get(day)
        kind = _kind(point.up, point.down) if point else ""
        uptime = point.up / (point.up + point.down) if point and kind else None
        said = f"{words.day(day * DAY)}: {words.share(uptime) if kind else 'not looked at'}"
        block = _block(kind or "none", place * 10, 8, 34)
        drawn.append(f"<g><title>{said}</title>{block}</g>")
    up, down = sum(each.up for each in found.values()), sum(e.down for e in found.values())
    whole = words.share(up / (up + down) if up + down else None)
    return Markup(  # noqa: S704 -- numbers and our own words
        f'<svg class="days" viewBox="0 0 {count * 10 - 2} 34" role="img"'
        f' preserveAspectRatio="none" aria-label="Uptime over {count} days: {whole}">'
        f"{''.join(drawn)}</svg>"
    )


def latency(series: Series) -> Markup:
    """Draw p50 and p95 over time, with deploys and downtime marked."""
    highest = max((point.p95 or 0 for point in series.points), default=0)
    top, ticks = _scale(highest)

    def x(at: float) -> float:
        share = (at - series.start) / (series.end - series.start)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<path class="grid" d="M{LEFT} {y(tick)}H{WIDTH - RIGHT}"/>'
        f'<text class="scale" x="{LEFT - 8}" y="{y(tick) + 4}">{words.ms(tick)}</text>'
        for tick in ticks
    ]
    parts += [
        f'<text class="time" x="{x(at)}" y="{HEIGHT - 8}">{label}</text>'
        for at, label in _times(series)
    ]
    floor, step = HEIGHT - BOTTOM, series.step
    for point in series.points:
        if point.down:
            kind = _kind(point.up, point.down)
            wide = round(max(2.0, x(point.at + step) - x(point.at)), 1)
            parts.append(
                f'<rect class="outage {kind}" x="{x(point.at)}" y="{TOP}" width="{wide}"'
                f' height="{floor - TOP}"/>'
            )
    for run in runs(series.points, step):
        if len(run) == 1:
            across, down = x(run[0].at + step / 2), y(run[0].p50 or 0)
            parts.append(f'<circle class="p50" cx="{across}" cy="{down}" r="2"/>')
            continue
        for name in ("p95", "p50"):
            dots = " ".join(
                f"{x(point.at + step / 2)},{y(getattr(point, name) or 0)}" for point in run
            )
            parts.append(f'<polyline class="{name}" points="{dots}"/>')
    parts += _deploys(series, x)
    parts += [
        f'<rect class="hover" x="{x(point.at)}" y="{TOP}"'
        f' width="{round(x(point.at + step) - x(point.at), 1)}" height="{floor - TOP}">'
        f"<title>{_said(point)}</title></rect>"
        for point in series.points
    ]
    return Markup(  # noqa: S704 -- numbers, our own words, and tags that are escaped
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{_summary(series)}">{"".join(parts)}</svg>'
    )


def _kind(up: int, down: int) -> str:
    if not down:
        return "good" if up else ""
    return "part" if up else "bad"


def _block(kind: str, at: int, width: int, height: int = 14) -> str:
    return f'<path class="{kind}" d="M{at} 0h{width}v{height}h-{width}z"/>'


def _scale(highest: float) -> tuple[float, list[float]]:
    """Give the top of a scale and its round ticks; a picture of nothing has one, too."""
    highest = max(highest, 1.0)
    power = 10.0 ** math.floor(math.log10(highest / 3))
    step = next(power * n for n in (1, 2, 5, 10) if power * n * 4 >= highest)
    count = math.ceil(highest / step)
    return step * count, [step * n for n in range(count + 1)]


def _times(series: Series) -> list[tuple[int, str]]:
    """Give about five moments to be named below a chart."""
    length = series.end - series.start
    step = next(
        each
        for each in (6 * HOUR, DAY, 2 * DAY, 7 * DAY, 73 * DAY, length)
        if length / each <= 6
    )
    first = -(-series.start // step) * step
    form = "%H:%M" if step < DAY else "%-d %b"
    return [
        (at, words.utc(at).strftime(form))
        for at in range(first, series.end, step)
        if length * 0.03 < at - series.start < length * 0.97
    ]


def _deploys(series: Series, x: Callable[[float], float]) -> list[str]:
    """Draw each deploy as a line; name those that have room for it, the newest first."""
    drawn: list[str] = []
    free = float(WIDTH)
    for deploy in reversed(series.deploys):
        at = x(deploy.at)
        tag = escape(plain(deploy.tag, 14))
        whole = escape(plain(deploy.tag, 100))
        name = ""
        if at + 7 * len(tag) < free and at + 7 * len(tag) < WIDTH:
            name = f'<text class="tag" x="{at + 4}" y="{TOP - 10}">{tag}</text>'
            free = at - 6
        drawn.append(
            f'<g class="deploy"><title>{whole}, seen first {words.moment(deploy.at)}</title>'
            f'<path d="M{at} {TOP - 20}V{HEIGHT - BOTTOM}"/>{name}</g>'
        )
    return drawn


def _said(point: Point) -> str:
    misses = f", {point.down} of {point.up + point.down} missed" if point.down else ""
    p50, p95 = words.ms(point.p50), words.ms(point.p95)
    return f"{words.moment(point.at)}: p50 {p50}, p95 {p95}{misses}"


def _summary(series: Series) -> str:
    timed = [point.p95 for point in series.points if point.p95 is not None]
    if not timed:
        return "Latency: nothing was seen"
    misses = sum(point.down for point in series.points)
    return (
        f"Latency over time: p95 between {words.ms(min(timed))} and {words.ms(max(timed))},"
        f" {len(series.deploys)} deploys, {misses} misses"
    )


RISKS = ("blockers", "high", "medium", "low")
"""From the axis upwards."""


def trend(audits: Sequence[KeptAudit]) -> Markup:
    """Draw the open risks of audits, the oldest first, as bars of their impacts."""
    top, ticks = _scale(max(4, *(each.risks for each in audits)))
    height = 180

    def y(value: float) -> float:
        return round(height - BOTTOM - value / top * (height - 12 - BOTTOM), 1)

    parts = [
        f'<path class="grid" d="M{LEFT} {y(tick)}H{WIDTH - RIGHT}"/>'
        f'<text class="scale" x="{LEFT - 8}" y="{y(tick) + 4}">{tick:g}</text>'
        for tick in ticks
    ]
    room = (WIDTH - LEFT - RIGHT) / len(audits)
    wide = round(min(28.0, room * 0.7), 1)
    for place, each in enumerate(audits):
        at, below = round(LEFT + room * (place + 0.5) - wide / 2, 1), 0
        bars = []
        for name in RISKS:
            count: int = getattr(each, name)
            if count:
                tall = round(y(below) - y(below + count), 1)
                bars.append(
                    f'<rect class="risk {name}" x="{at}" y="{y(below + count)}" width="{wide}"'
                    f' height="{tall}"/>'
                )
            below += count
        said = ", ".join(f"{getattr(each, name)} {name}" for name in RISKS)
        parts.append(f"<g><title>{words.moment(each.at)}: {said}</title>{''.join(bars)}</g>")
    for place in sorted({0, len(audits) // 2, len(audits) - 1}):
        across = round(LEFT + room * (place + 0.5), 1)
        label = words.utc(audits[place].at).strftime("%-d %b")
        parts.append(f'<text class="time" x="{across}" y="{height - 8}">{label}</text>')
    first, last = audits[0].risks, audits[-1].risks
    return Markup(  # noqa: S704 -- numbers and our own words
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Open risks'
        f' over {len(audits)} audits: from {first} to {last}">{"".join(parts)}</svg>'
    )
