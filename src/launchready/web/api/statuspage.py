"""The status page as Statuspage's API v2 says it, for the tools that read that one.

`/api/v2/summary.json` and its parts are shaped as https://metastatuspage.com/api documents
them, and tell what the public page tells, to everybody.  One word is ours: a component that
is not looked at is "unknown", and never "operational".
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from launchready.watch.store.engine import StoreError
from launchready.web.api.shapes import moment
from launchready.web.board import Item, Outage, Snapshot, State
from launchready.web.desk import Desk
from launchready.web.headers import SECURITY
from launchready.web.keyed import problem

_HEADERS = dict(SECURITY) | {
    "cache-control": "public, max-age=15",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}
"""Anybody's page may show it: it is public, and no cookie is looked at."""

_COMPONENT: Mapping[State, str] = {
    "up": "operational",
    "down": "major_outage",
    "unknown": "unknown",
}

Json = Mapping[str, Any]
Answer = Callable[[Snapshot], Json]


def routes(desk: Desk) -> list[BaseRoute]:
    """Give the routes; they answer where a monitor has a public name."""
    return [Route(f"/api/v2/{path}", _public(desk, answer)) for path, answer in _PARTS.items()]


def _public(desk: Desk, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_: Request) -> Response:
        plan = desk.service.plan
        if not plan.shown_as:
            return problem(404, "there is no status page here: no monitor is shown_as anything")
        try:
            snapshot = await desk.board.look(plan.shown_as)
        except StoreError:
            return problem(503, "the store does not answer: try again")
        page = {
            "id": _identity(plan.product),
            "name": plan.product,
            "url": f"{plan.public_url.rstrip('/')}/status",
            "time_zone": "Etc/UTC",
            "updated_at": _at(snapshot.at),
        }
        return JSONResponse({"page": page, **answer(snapshot)}, 200, _HEADERS)

    return endpoint


def _summary(snapshot: Snapshot) -> Json:
    unresolved = _incidents(snapshot, lambda outage: outage.end is None)
    return {
        **_status(snapshot),
        **_components(snapshot),
        **unresolved,
        "scheduled_maintenances": [],
    }


def _status(snapshot: Snapshot) -> Json:
    states = [item.state for item in snapshot.items]
    if "down" in states:
        whole = set(states) == {"down"}
        indicator = "critical" if whole else "major"
        description = "Major System Outage" if whole else "Partial System Outage"
    elif "unknown" in states:
        indicator, description = "minor", "Not Known At The Moment"
    else:
        indicator, description = "none", "All Systems Operational"
    return {"status": {"indicator": indicator, "description": description}}


def _components(snapshot: Snapshot) -> Json:
    return {
        "components": [
            _component(item, place, snapshot.at) for place, item in enumerate(snapshot.items, 1)
        ]
    }


def _component(item: Item, place: int, at: int) -> Json:
    return {
        "id": _identity(item.name),
        "name": item.name,
        "status": _COMPONENT[item.state],
        "created_at": None,
        "updated_at": _at(at),
        "position": place,
        "description": None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "group": False,
        "only_show_if_degraded": False,
    }


def _incidents(snapshot: Snapshot, wanted: Callable[[Outage], bool]) -> Json:
    newest = sorted(snapshot.outages, key=lambda outage: outage.start, reverse=True)
    return {"incidents": [_incident(outage) for outage in newest if wanted(outage)]}


def _incident(outage: Outage) -> Json:
    told: Sequence[Json] = [
        {
            "id": _identity(f"{outage.id}/{update.at}"),
            "incident_id": outage.id,
            "status": "identified",
            "body": update.text,
            "created_at": _at(update.at),
            "updated_at": _at(update.at),
            "display_at": _at(update.at),
        }
        for update in outage.updates
    ]
    open_ = outage.end is None
    return {
        "id": outage.id,
        "name": f"{', '.join(outage.names)}: down",
        "status": "resolved" if not open_ else "identified" if told else "investigating",
        "impact": "major",
        "created_at": _at(outage.start),
        "updated_at": _at(outage.changed_at),
        "monitoring_at": None,
        "resolved_at": None if outage.end is None else _at(outage.end),
        "shortlink": None,
        "incident_updates": told,
    }


_PARTS: Mapping[str, Answer] = {
    "summary.json": _summary,
    "status.json": _status,
    "components.json": _components,
    "incidents.json": lambda snapshot: _incidents(snapshot, lambda _: True),
    "incidents/unresolved.json": lambda snapshot: _incidents(
        snapshot, lambda outage: outage.end is None
    ),
}


def _identity(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _at(ms: int) -> str:
    return moment(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
