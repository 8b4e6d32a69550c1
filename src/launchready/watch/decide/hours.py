"""Times of day as people write them: quiet hours, digests, maintenance windows."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from msgspec import Struct

from launchready.manifest.schema import Maintenance

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def local(at: int, zone: str) -> datetime:
    """Give a moment in ms as people of a time zone read it."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def moment(when: datetime) -> int:
    """Give an aware time in ms."""
    return int(when.timestamp() * 1000)


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute) % 60)


def end_of_quiet(quiet: str, zone: str, at: int) -> int:
    """Say when quiet hours such as "22:00-07:00" are over: at once, outside of them."""
    if not quiet:
        return at
    now = local(at, zone)
    start, end = (_time(part) for part in quiet.split("-"))
    today = now.time()
    inside = start <= today < end if start <= end else today >= start or today < end
    if not inside:
        return at
    day = now.date() + timedelta(days=1 if today >= end else 0)
    return max(at, moment(datetime.combine(day, end, now.tzinfo)))


def next_digest(digest: str, zone: str, at: int) -> int:
    """Say when the next digest leaves: "hourly", or daily at a time such as "09:00"."""
    now = local(at, zone)
    if digest == "hourly":
        return moment(now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
    leaves = datetime.combine(now.date(), _time(digest), now.tzinfo)
    if leaves <= now:
        leaves = datetime.combine(now.date() + timedelta(days=1), _time(digest), now.tzinfo)
    return moment(leaves)


class Calendar(Struct, frozen=True):
    """The declared maintenance windows."""

    windows: tuple[Maintenance, ...] = ()

    def covers(self, monitor: str, at: int) -> bool:
        """Say whether misses of a monitor are expected at a moment."""
        return any(
            _open(window, at)
            for window in self.windows
            if any(fnmatchcase(monitor, pattern) for pattern in window.monitors)
        )


def _open(window: Maintenance, at: int) -> bool:
    now = local(at, window.timezone)
    if window.start is not None and window.end is not None:
        zone = ZoneInfo(window.timezone)
        start, end = (
            when if when.tzinfo else when.replace(tzinfo=zone)
            for when in (window.start, window.end)
        )
        return start <= now < end
    day, _, hours = window.weekly.partition(" ")
    start_time, end_time = (_time(part) for part in hours.split("-"))
    wanted, today, clock = _DAYS.index(day), now.weekday(), now.time()
    if start_time < end_time:
        return today == wanted and start_time <= clock < end_time
    # Over midnight: it begins on the day that is named.
    return (today == wanted and clock >= start_time) or (
        today == (wanted + 1) % 7 and clock < end_time
    )
