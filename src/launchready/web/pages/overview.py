"""The overview: is it up, who is on it, and may it be launched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct
from starlette.responses import Response

from launchready.watch.model import DAY, HOUR, SECOND, Status
from launchready.watch.store.read import Reader
from launchready.watch.store.recent import HourSeen, recent_hours
from launchready.watch.store.rows import IncidentRow, MonitorNow
from launchready.web import kept
from launchready.web.call import Call
from launchready.web.charts import strip
from launchready.web.desk import Desk
from launchready.web.kept import KeptAudit

HOURS = 24

FRESH = 20 * SECOND
"""How old the last 24 hours may be; states and incidents are always of now."""


class Line(Struct, frozen=True):
    """One monitor in the list.

    Attributes:
        monitor: as it is now.
        strip: the last 24 hours as a picture.
        uptime: the share of good looks in them; None where there was none.
    """

    monitor: MonitorNow
    strip: Markup
    uptime: float | None


class Group(Struct, frozen=True):
    """Monitors that share incidents, those that are down first."""

    name: str
    lines: tuple[Line, ...]

    @property
    def down(self) -> int:
        """Say how many are down."""
        return sum(line.monitor.status is Status.DOWN for line in self.lines)


class _Seen(Struct, frozen=True):
    monitors: Sequence[MonitorNow]
    incidents: Sequence[IncidentRow]
    hours: Mapping[str, Sequence[HourSeen]]
    audits: Sequence[KeptAudit]


async def show(call: Call) -> Response:
    """Show the overview."""
    now = call.desk.service.now()
    first = now // HOUR * HOUR - (HOURS - 1) * HOUR
    seen = await call.desk.service.hand.read(
        lambda reader: _look(reader, call.desk, first, now)
    )
    health = await call.desk.service.health()
    groups = _groups(seen, first)
    down = sum(group.down for group in groups)
    unknown = sum(each.status is Status.UNKNOWN for each in seen.monitors)
    return call.render(
        "overview.html",
        groups=groups,
        total=len(seen.monitors),
        down=down,
        unknown=unknown,
        incidents=seen.incidents,
        problems=health.problems,
        role=health.role,
        audits=seen.audits,
        soon=_ending_soon(seen.monitors, now),
    )


def _look(reader: Reader, desk: Desk, first: int, now: int) -> _Seen:
    return _Seen(
        reader.monitors(),
        reader.incidents(open_only=True),
        _hours(reader, desk, first, now),
        reader.within(kept.newest_of_each),
    )


def _hours(
    reader: Reader, desk: Desk, first: int, now: int
) -> Mapping[str, Sequence[HourSeen]]:
    """Read the last hours, unless somebody did a moment ago: they are most of the work."""
    read_at, hours = desk.hours
    if not 0 <= now - read_at < FRESH:
        hours = reader.within(lambda run: recent_hours(run, first))
        desk.hours = (now, hours)
    return hours


def _groups(seen: _Seen, first: int) -> list[Group]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for monitor in seen.monitors:
        hours = seen.hours.get(monitor.name, ())
        up, down = sum(each.up for each in hours), sum(each.down for each in hours)
        uptime = up / (up + down) if up + down else None
        line = Line(monitor, strip(hours, first, HOURS), uptime)
        groups[monitor.group].append(line)
    order = [Status.DOWN, Status.UNKNOWN, Status.UP]
    for lines in groups.values():
        lines.sort(key=lambda line: (order.index(line.monitor.status), line.monitor.name))
    found = [Group(name, tuple(lines)) for name, lines in groups.items()]
    return sorted(found, key=lambda group: (not group.down, group.name))


def _ending_soon(monitors: Sequence[MonitorNow], now: int) -> list[MonitorNow]:
    """Give those whose certificate ends within three weeks, the first first."""
    ending = [
        each
        for each in monitors
        if each.certificate_ends is not None and each.certificate_ends - now < 21 * DAY
    ]
    return sorted(ending, key=lambda each: each.certificate_ends or 0)
