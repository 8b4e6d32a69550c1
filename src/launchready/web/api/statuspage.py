"""The same as Statuspage's API v2 says it, for the tools that read that one.

A component is a group of monitors, as people know what is down; `/api/v2/summary.json` and
its parts are shaped as https://metastatuspage.com/api documents them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from launchready.watch.model import Status
from launchready.watch.store.read import Reader
from launchready.watch.store.rows import IncidentPage, IncidentRow, MonitorNow
from launchready.web.api.shapes import moment
from launchready.web.desk import Desk
from launchready.web.keyed import Asked, keyed
from launchready.web.tokens import Scope

RECENT = 50
"""Incidents that are listed, as Statuspage does."""

_DESCRIPTIONS = {
    "none": "All Systems Operational",
    "minor": "Partially Degraded Service",
    "major": "Partial System Outage",
    "critical": "Major System Outage",
}

Json = Mapping[str, Any]
Answer = Callable[[Desk], Awaitable[Json]]


def routes(desk: Desk) -> list[BaseRoute]:
    """Give the routes."""
    return [
        Route(f"/api/v2/{path}", keyed(desk, _handler(answer), Scope.READ))
        for path, answer in _ANSWERS.items()
    ]


def _handler(answer: Answer) -> Callable[[Asked], Awaitable[Response]]:
    async def handle(asked: Asked) -> Response:
        return JSONResponse(await answer(asked.desk))

    return handle


async def summary(desk: Desk) -> Json:
    """Say how everything is, with what is down."""
    monitors = await desk.service.hand.read(Reader.monitors)
    return {
        "page": _page(desk),
        "status": _status(monitors),
        "components": _components(monitors),
        "incidents": await _incidents(desk, open_only=True),
        "scheduled_maintenances": [],
    }


async def status(desk: Desk) -> Json:
    """Say in a word how everything is."""
    monitors = await desk.service.hand.read(Reader.monitors)
    return {"page": _page(desk), "status": _status(monitors)}


async def components(desk: Desk) -> Json:
    """Say of each group how it is."""
    monitors = await desk.service.hand.read(Reader.monitors)
    return {"page": _page(desk), "components": _components(monitors)}


async def incidents(desk: Desk) -> Json:
    """Give the latest incidents."""
    return {"page": _page(desk), "incidents": await _incidents(desk, open_only=False)}


async def unresolved(desk: Desk) -> Json:
    """Give the incidents that are open."""
    return {"page": _page(desk), "incidents": await _incidents(desk, open_only=True)}


_ANSWERS: Mapping[str, Answer] = {
    "summary.json": summary,
    "status.json": status,
    "components.json": components,
    "incidents.json": incidents,
    "incidents/unresolved.json": unresolved,
}


def _page(desk: Desk) -> Json:
    plan = desk.service.plan
    return {
        "id": _identity(plan.product),
        "name": plan.product,
        "url": plan.public_url,
        "time_zone": "Etc/UTC",
        "updated_at": _at(desk.service.now()),
    }


def _status(monitors: Sequence[MonitorNow]) -> Json:
    down = [each for each in monitors if each.status is Status.DOWN]
    if not down:
        indicator = "none"
    elif len(down) == len(monitors):
        indicator = "critical"
    else:
        indicator = "major" if any(each.severity == "page" for each in down) else "minor"
    return {"indicator": indicator, "description": _DESCRIPTIONS[indicator]}


def _components(monitors: Sequence[MonitorNow]) -> Sequence[Json]:
    groups: dict[str, list[MonitorNow]] = {}
    for each in monitors:
        groups.setdefault(each.group, []).append(each)
    return [
        {
            "id": _identity(group),
            "name": group,
            "status": _component(members),
            "created_at": None,
            "updated_at": _at(max(each.since for each in members)),
            "position": place,
            "description": None,
            "showcase": True,
            "start_date": None,
            "group_id": None,
            "group": False,
            "only_show_if_degraded": False,
        }
        for place, (group, members) in enumerate(sorted(groups.items()), 1)
    ]


def _component(members: Sequence[MonitorNow]) -> str:
    down = [each for each in members if each.status is Status.DOWN]
    if not down:
        return "operational"
    if len(down) == len(members):
        return "major_outage"
    pages = any(each.severity == "page" for each in down)
    return "partial_outage" if pages else "degraded_performance"


async def _incidents(desk: Desk, *, open_only: bool) -> Sequence[Json]:
    def read(reader: Reader) -> list[IncidentPage]:
        rows = reader.incidents(open_only=open_only, limit=RECENT)
        found = (reader.incident(row.id) for row in rows)
        return [each for each in found if each is not None]

    return [_incident(page) for page in await desk.service.hand.read(read)]


def _incident(page: IncidentPage) -> Json:
    row = page.row
    told = [
        {
            "id": _identity(f"{row.id}/{line.place}"),
            "incident_id": row.id,
            "status": state,
            "body": f"{row.group}: {words}",
            "created_at": _at(line.at),
            "updated_at": _at(line.at),
            "display_at": _at(line.at),
        }
        for line in page.timeline
        for state, words in [_UPDATES.get(line.kind, ("", ""))]
        if state
    ]
    return {
        "id": row.id,
        "name": f"{row.group} is down",
        "status": _state(row),
        "impact": "major" if row.severity == "page" else "minor",
        "created_at": _at(row.opened_at),
        "updated_at": _at(page.timeline[-1].at if page.timeline else row.opened_at),
        "monitoring_at": None,
        "resolved_at": None if row.closed_at is None else _at(row.closed_at),
        "shortlink": None,
        "incident_updates": told[::-1],
    }


_UPDATES = {
    "opened": ("investigating", "does not answer as it should"),
    "acknowledged": ("identified", "somebody is at work on it"),
    "closed": ("resolved", "is good again"),
}
"""What outsiders are told of a timeline: neither reasons nor names, which are the inside's."""


def _state(row: IncidentRow) -> str:
    if row.closed_at is not None:
        return "resolved"
    return "investigating" if row.acknowledged_at is None else "identified"


def _identity(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _at(ms: int) -> str:
    return moment(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
