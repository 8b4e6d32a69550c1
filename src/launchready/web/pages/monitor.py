"""One monitor: how fast, how reliably, since which release."""

from __future__ import annotations

from msgspec import Struct
from starlette.responses import Response

from launchready.watch.model import DAY, Verdict
from launchready.watch.store.read import Reader
from launchready.watch.store.rows import IncidentRow, Look, MonitorNow, Stretch
from launchready.web import charts
from launchready.web.call import Call, Refused
from launchready.web.incidents import of_monitor
from launchready.web.roles import Role
from launchready.web.series import RANGES, Point, Range, Series, read_series

DAYS = 90
LOOKS = 30


class ReleaseLine(Struct, frozen=True):
    """A release as this monitor saw it; the newest first, beside the one before."""

    tag: str
    first_seen: int
    stretch: Stretch
    p50: float | None
    p95: float | None
    p95_before: float | None

    @property
    def change(self) -> float | None:
        """Give how much the p95 grew; None where there is nothing to hold it against."""
        if not self.p95 or not self.p95_before:
            return None
        return self.p95 / self.p95_before - 1


class _Seen(Struct, frozen=True):
    monitor: MonitorNow
    series: Series
    days: list[Point]
    uptimes: dict[str, float | None]
    releases: list[ReleaseLine]
    looks: list[Look]
    incidents: list[IncidentRow]


async def show(call: Call) -> Response:
    """Show a monitor."""
    name, now = call.asked("name"), call.desk.service.now()
    range_ = RANGES.get(call.asked("range"), RANGES["day"])
    before = call.asked_number("before")
    misses = call.asked("looks") == "misses"
    seen = await call.desk.service.hand.read(
        lambda reader: _look(reader, name, range_, before, now, misses=misses)
    )
    if seen is None:
        raise Refused(404, "There is no such monitor, or not any more.")
    first = (now // DAY - DAYS + 1) * DAY
    return call.render(
        "monitor.html",
        here=call.here,
        monitor=seen.monitor,
        range=range_,
        ranges=RANGES.values(),
        chart=charts.latency(seen.series),
        deploys=seen.series.deploys,
        days=charts.days(seen.days, first, DAYS),
        uptimes=seen.uptimes,
        releases=seen.releases,
        looks=seen.looks,
        older=seen.looks[-1].at if len(seen.looks) == LOOKS else None,
        misses=misses,
        incidents=seen.incidents,
        url=call.desk.service.plan.addresses.get(name, ""),
        ping=_ping(call, name),
    )


def _ping(call: Call, name: str) -> str:
    """Give the path that a job calls, to those who may write: it is a key, too."""
    may = call.who.role.may(Role.MEMBER)
    return call.desk.service.ping_urls().get(name, "") if may else ""


def _look(
    reader: Reader, name: str, range_: Range, before: int | None, now: int, *, misses: bool
) -> _Seen | None:
    monitor = reader.monitor(name)
    if monitor is None:
        return None
    series = read_series(reader, name, range_, now)
    days = read_series(reader, name, Range("", "", DAYS * DAY, DAY), now).points
    uptimes = {}
    for title, length in (("24 hours", DAY), ("7 days", 7 * DAY), ("30 days", 30 * DAY)):
        whole = reader.summary(name, now - length, now).get("")
        uptimes[title] = whole.uptime if whole else None
    looks = (
        _misses(reader, name, before)
        if misses
        else reader.looks(name, before=before, limit=LOOKS)
    )
    return _Seen(
        monitor, series, list(days), uptimes, _releases(reader, name, now), looks,
        reader.within(lambda run: of_monitor(run, name)),
    )  # fmt: skip


def _misses(reader: Reader, name: str, before: int | None) -> list[Look]:
    """Give the newest looks that were not good; those far back are not searched for."""
    found: list[Look] = []
    for _ in range(20):
        looks = reader.looks(name, before=before, limit=1000)
        found += [each for each in looks if each.verdict is not Verdict.UP]
        if len(looks) < 1000 or len(found) >= LOOKS:
            break
        before = looks[-1].at
    return found[:LOOKS]


def _releases(reader: Reader, name: str, now: int) -> list[ReleaseLine]:
    found = reader.summary(name, now - DAYS * DAY, now, by_release=True)
    known = [(e.tag, e.first_seen) for e in reader.releases() if e.tag in found][:10]
    lines = []
    for place, (tag, at) in enumerate(known):
        latencies = found[tag].latencies
        older = known[place + 1][0] if place + 1 < len(known) else ""
        before = found[older].latencies.quantile(0.95) if older else None
        p50, p95 = latencies.quantile(0.5), latencies.quantile(0.95)
        lines.append(ReleaseLine(tag, at, found[tag], p50, p95, before))
    return lines
