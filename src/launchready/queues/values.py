"""What engines write into Redis, read without trust."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from launchready.net.dial import Unreachable
from launchready.net.redis import Redis, Reply

MAX_MARK = 16 * 1024
"""Octets of a job that are sent back to find its place; longer ones are not counted."""
MAX_BEHIND = 10_000
"""Jobs of a list among which that place is looked for."""


def unknown_layout() -> Unreachable:
    """Say that jobs are kept in another way than the one that is known."""
    return Unreachable("keeps its jobs in a way that is not known here")


def as_count(reply: Reply) -> int:
    """Read a reply that has to be a number.

    Raises:
        Unreachable: it is none.
    """
    if isinstance(reply, int):
        return reply
    raise unknown_layout()


def as_items(reply: Reply) -> list[bytes]:
    """Read a reply that has to be a list of strings; what is no string is left out."""
    found = reply if isinstance(reply, list) else []
    return [each for each in found if isinstance(each, bytes)]


def as_seconds(told: object) -> float:
    """Read seconds or ms since 1970, whichever makes sense.

    Raises:
        Unreachable: it is neither.
    """
    text = told.decode("ascii", "replace") if isinstance(told, bytes) else str(told)
    try:
        number = float(text)
    except ValueError:
        raise unknown_layout() from None
    if not 0 <= number < 1e14:
        raise unknown_layout()
    return number / 1000 if number > 1e11 else number


def as_time(told: object) -> float:
    """Read ISO 8601, UTC where no offset is given.

    Raises:
        Unreachable: it is something else.
    """
    text = told.decode("ascii", "replace") if isinstance(told, bytes) else str(told)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise unknown_layout() from None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def as_object(told: object) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        Unreachable: it is something else.
    """
    try:
        found = json.loads(told) if isinstance(told, bytes) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise unknown_layout()
    return found


async def measure(
    redis: Redis, key: str, mark: bytes, *, at_front: bool
) -> tuple[int, int | None, bool]:
    """Measure a list, and count the jobs that were pushed to it after another.

    Both at once: a worker that takes a job between two questions would be counted as one that
    came.

    Args:
        redis: where.
        key: of the list.
        mark: the job that was the newest; b"" where nothing is known.
        at_front: new ones are pushed to the front (LPUSH).

    Returns:
        Its length, how many came, and whether the mark is gone, which leaves their number open.
        None and False where Redis is older than 6.0.6 and has no LPOS, or where this user may
        not ask for two things at once.
    """
    length = as_count(await redis.call("LLEN", key))
    if not mark or len(mark) > MAX_MARK:
        return length, None, False
    find = ("LPOS", key, mark, "RANK", "1" if at_front else "-1", "MAXLEN", str(MAX_BEHIND))
    try:
        replies = await redis.at_once(("LLEN", key), find)
    except Unreachable:
        return length, None, False
    length, place = as_count(replies[0]), replies[1]
    if not isinstance(place, int):
        return length, None, length < MAX_BEHIND
    return length, place if at_front else max(0, length - 1 - place), False


async def ends(redis: Redis, key: str, *, at_front: bool) -> tuple[bytes | None, bytes | None]:
    """Give the jobs at the ends of a list: the next one and the newest, None where it is empty.

    Args:
        redis: where.
        key: of the list.
        at_front: new ones are pushed to the front (LPUSH).
    """
    front, back = "0", "-1"
    head = await redis.call("LINDEX", key, back if at_front else front)
    newest = await redis.call("LINDEX", key, front if at_front else back)
    return (
        head if isinstance(head, bytes) else None,
        newest if isinstance(newest, bytes) else None,
    )
