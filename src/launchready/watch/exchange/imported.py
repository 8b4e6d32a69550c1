"""What was found in another monitor's file, as a manifest has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from launchready.manifest.schema import Monitor, Route

MAX_FILE = 4 * 1024 * 1024
MAX_MONITORS = 2000
"""Octets of a file, and monitors in it, that are read."""

Scalars = dict[str, Any]


class NotReadable(Exception):
    """The file is not what it should be; says why, without a word of what is in it."""


@dataclass(slots=True)
class Imported:
    """Routes and monitors, and what could not be carried over.

    Attributes:
        routes, monitors: tables of a manifest, valid each by itself.
        left_out: a line for each thing that is not among them, or not wholly.
    """

    routes: list[Scalars] = field(default_factory=list)
    monitors: list[Scalars] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    _route_names: set[str] = field(default_factory=set)
    _monitor_names: set[str] = field(default_factory=set)

    def leave_out(self, name: str, why: str) -> None:
        """Say what is not carried over."""
        self.left_out.append(f"{name}: {why}")

    def add_http(self, name: str, url: str, route: Scalars, monitor: Scalars) -> None:
        """Add a monitor of a URL, with the route that it refers to."""
        known = next((each["name"] for each in self.routes if each["url"] == url), None)
        if known is None:
            made = {
                "name": free_name(_slug(name), self._route_names, " "),
                "url": url,
                **_told(url),
                **route,
            }
            if not self._valid(Route, made, name):
                return
            self.routes.append(made)
            known = made["name"]
        self.add(name, {"route": known, **monitor})

    def add(self, name: str, monitor: Scalars) -> None:
        """Add a monitor, where it is a valid one."""
        if len(self.monitors) >= MAX_MONITORS:
            raise NotReadable(f"it has more than {MAX_MONITORS} monitors")
        kept = {key: value for key, value in monitor.items() if value is not None}
        made = {"name": free_name(name[:100], self._monitor_names, " "), **kept}
        if self._valid(Monitor, made, name):
            self.monitors.append(made)

    def _valid(self, model: type[Route | Monitor], made: Scalars, name: str) -> bool:
        try:
            model.model_validate(made)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            self.leave_out(
                name, f"{where} {first['msg'].removeprefix('Value error, ')}".strip()
            )
            return False
        return True


def free_name(name: str, taken: set[str], joint: str) -> str:
    """Take a name, with a number behind it where others have it; it is then taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}{joint}{number}", number + 1
    taken.add(found)
    return found


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "route"


def _told(url: str) -> Scalars:
    """Guess what a route is for by its path."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return {}
    if re.search(r"/(?:health|healthz|status|ping|ready|live)\b", path):
        return {"kind": "health"}
    return {"kind": "api"} if path.startswith("/api") else {}


def text_of(value: object, most: int = 2000) -> str:
    """Give a text, and "" of what is none; control characters are left out."""
    if not isinstance(value, str):
        return ""
    return "".join(char for char in value[:most] if char.isprintable()).strip()


def number_of(value: object) -> float | None:
    """Give a number, also where it is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value[:20] if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < 1e9 else None


_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d|w)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds_of(text: object) -> float | None:
    """Read a duration as Go and Prometheus write it: 1m30s."""
    if not isinstance(text, str) or not text or _PART.sub("", text):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))


def period(seconds: float | None) -> int | None:
    """Give a period as a monitor has it: whole seconds, five at least; None for the default."""
    if seconds is None or not seconds:
        return None
    return max(5, round(seconds))
