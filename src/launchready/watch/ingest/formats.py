"""One line of an access log: combined, JSON, Caddy's, nginx's, or Heroku's router's.

Nothing but what is counted is taken from a line.  Expressions are linear in its length.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from msgspec import Struct

Unit = Literal["s", "ms", "us"]

_PER_MS: dict[Unit, float] = {"s": 1000.0, "ms": 1.0, "us": 0.001}
_MAX_PATH = 2048


class Request(NamedTuple):
    """What is counted of one request.

    Attributes:
        at: when it was logged, ms.
        host: lower case, without port; empty where the line does not say.
        target: path and query, or a whole URL, as it was asked for.
        method: upper case.
        status: of the answer.
        latency_ms: None where the line does not say.
        release: None where the line does not say.
    """

    at: int
    host: str
    target: str
    method: str
    status: int
    latency_ms: float | None = None
    release: str | None = None


Parser = Callable[[bytes], Request | None]
"""Reads a line; None of one that is no request of this format."""


class Manner(Struct, frozen=True):
    """What a log does not say of itself.

    Attributes:
        unit: of a duration that stands without one, at the end of a line or as `duration`.
        release_field: of JSON, where the release stands.
    """

    unit: Unit | None = None
    release_field: str = ""


def parser_of(name: str, manner: Manner) -> Parser:
    """Give the parser of a format: auto combined nginx json caddy heroku."""

    def combined(line: bytes) -> Request | None:
        return _combined(line, manner)

    def as_json(line: bytes) -> Request | None:
        return _json(line, manner)

    def any_of_them(line: bytes) -> Request | None:
        if line.startswith(b"{"):
            return _json(line, manner)
        if b" status=" in line and b"method=" in line:
            return _heroku(line)
        return _combined(line, manner)

    return {
        "auto": any_of_them,
        "combined": combined,
        "nginx": combined,
        "json": as_json,
        "caddy": as_json,
        "heroku": _heroku,
    }[name]


_COMBINED = re.compile(
    rb"\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    rb'"([A-Z]{3,10}) (\S{1,%d}+) HTTP/[\d.]{1,3}" (\d{3}) (?:\d+|-)'
    rb'(?: "(?:[^"\\]|\\.)*+" "(?:[^"\\]|\\.)*+")?+(.*)' % _MAX_PATH,
    re.DOTALL,
)
_NAMED_TIME = re.compile(rb'(?:^|[\s,;])(?:rt|request_time)="?(\d{1,7}(?:\.\d{1,9})?)')
_BARE_TIME = re.compile(rb"\s*(\d{1,12}(\.\d{1,9})?)(?:\s|$)")
_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _combined(line: bytes, manner: Manner) -> Request | None:
    """Read Apache's and nginx's combined format, with a time at its end or without."""
    found = _COMBINED.search(line)
    if found is None:
        return None
    when, method, target, status, tail = found.groups()
    at = _common_time(when)
    if at is None:
        return None
    first, _, second = line[: found.start()].partition(b" ")
    # "%v:%p %h %l %u": a name stands before the address, and three words after it.
    named = second.count(b" ") >= 3
    host = first.decode("ascii", "replace") if named else ""
    return Request(
        at,
        _bare_host(host),
        target.decode("utf-8", "replace"),
        method.decode(),
        int(status),
        _time_at_end(tail, manner.unit) if tail else None,
    )


def _time_at_end(tail: bytes, unit: Unit | None) -> float | None:
    """Read nginx's $request_time, in seconds with a point, or a number of a told unit."""
    if (found := _NAMED_TIME.search(tail)) is not None:
        return float(found[1]) * 1000
    found = _BARE_TIME.match(tail)
    if found is None:
        return None
    if unit is None:
        return float(found[1]) * 1000 if found[2] else None
    return float(found[1]) * _PER_MS[unit]


@lru_cache(maxsize=1024)
def _common_time(text: bytes) -> int | None:
    """Read 02/Nov/2026:10:00:00 +0100."""
    try:
        month = _MONTHS.index(text[3:6]) + 1
        hour, minute, second = map(int, text[12:20].split(b":"))
        moment = datetime(
            int(text[7:11]), month, int(text[:2]), hour, minute, min(second, 59), tzinfo=UTC
        )
        seconds = int(moment.timestamp())
    except ValueError:
        return None
    away = int(text[22:24]) * 3600 + int(text[24:26]) * 60
    return (seconds + (away if text[21:22] == b"-" else -away)) * 1000


_PAIR = re.compile(rb'([a-z_]{1,20}+)=("[^"]*+"|\S*+)')
_ISO = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")
_MILLISECONDS = re.compile(rb"(\d{1,9})ms")


def _heroku(line: bytes) -> Request | None:
    """Read the router's line (devcenter.heroku.com: HTTP routing, router log format)."""
    when = _ISO.search(line, 0, 120)
    pairs = {key: value.strip(b'"') for key, value in _PAIR.findall(line)}
    status = pairs.get(b"status", b"")
    if when is None or len(status) != 3 or not status.isdigit() or b"path" not in pairs:
        return None
    at = _iso_time(when[0].decode())
    if at is None:
        return None
    spent = [_MILLISECONDS.fullmatch(pairs.get(key, b"")) for key in (b"connect", b"service")]
    service = spent[1]
    latency = sum(float(each[1]) for each in spent if each) if service else None
    return Request(
        at,
        _bare_host(pairs.get(b"host", b"").decode("ascii", "replace")),
        pairs[b"path"][:_MAX_PATH].decode("utf-8", "replace"),
        pairs.get(b"method", b"GET").decode("ascii", "replace"),
        int(status),
        latency,
    )


_TIMES = ("ts", "time", "timestamp", "@timestamp", "time_iso8601", "msec", "time_local")
_TARGETS = ("uri", "request_uri", "path", "url")
_LATENCIES: tuple[tuple[str, Unit], ...] = (
    ("request_time", "s"), ("duration_ms", "ms"), ("latency_ms", "ms"),
    ("response_time_ms", "ms"), ("elapsed_ms", "ms"), ("duration_s", "s"),
)  # fmt: skip


def _json(line: bytes, manner: Manner) -> Request | None:
    """Read an object with the names that Caddy, nginx' docs and loggers use."""
    try:
        found = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    inner = found.get("request")
    caddy = isinstance(inner, dict)
    of: dict[str, Any] = {**found, **inner} if isinstance(inner, dict) else found
    at = _json_time(_first(of, _TIMES))
    status = _number(_first(of, ("status", "status_code")))
    target, method = _first(of, _TARGETS), _first(of, ("method", "request_method"))
    if isinstance(inner, str) and target is None:
        words = inner[: _MAX_PATH + 30].split(" ")
        method, target = (words[0], words[1]) if len(words) == 3 else (None, None)
    if at is None or status is None or not isinstance(target, str):
        return None
    if not 100 <= status <= 599:
        return None
    host = _first(of, ("host", "vhost", "server_name"))
    release = of.get(manner.release_field) if manner.release_field else None
    return Request(
        at,
        _bare_host(host) if isinstance(host, str) else "",
        target[:_MAX_PATH],
        method.upper()[:10] if isinstance(method, str) else "GET",
        int(status),
        _json_latency(of, manner.unit or ("s" if caddy else None)),
        release if isinstance(release, str) else None,
    )


def _json_latency(of: dict[str, Any], unit: Unit | None) -> float | None:
    for name, known in _LATENCIES:
        if name in of and (value := _number(of[name])) is not None and value >= 0:
            return value * _PER_MS[known]
    value = _number(of.get("duration")) if unit else None
    return value * _PER_MS[unit] if unit and value is not None and value >= 0 else None


def _first(of: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if name in of:
            return of[name]
    return None


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) <= 20:
        try:
            value = float(value)
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _json_time(value: object) -> int | None:
    number = _number(value)
    if number is not None:
        # Seconds until the year 5138, milliseconds from 1973 on.
        return int(number * 1000) if 0 < number < 1e11 else int(number) if number > 0 else None
    return _iso_time(value) or _common_time(value.encode()) if isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _iso_time(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return int(moment.timestamp() * 1000)


def _bare_host(host: str) -> str:
    """Leave the port out."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()[:253]
