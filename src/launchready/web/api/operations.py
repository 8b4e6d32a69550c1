"""Every operation: what it takes, what it answers, and how; routes and document show it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct
from pydantic import BaseModel

from launchready.watch.store.read import Reader
from launchready.web import kept
from launchready.web.api import asked, judged, shapes
from launchready.web.keyed import Asked as Request
from launchready.web.keyed import Problem
from launchready.web.tokens import Scope

BASE = "/api/v1"

T = TypeVar("T")
A = TypeVar("A", bound=asked.Asked)
R = TypeVar("R", bound=BaseModel)


class Operation(Struct, Generic[A, R], frozen=True):
    """One thing that a program may ask or do.

    Attributes:
        method, path: below `BASE`; fields in braces come from the path.
        takes: the fields of path, query and body.
        answers: the shape of a good answer.
        does: works it out.
        scope: what a key needs for it.
    """

    method: Literal["GET", "POST"]
    path: str
    takes: type[A]
    answers: type[R]
    does: Callable[[Request, A], Awaitable[R]]
    scope: Scope = Scope.READ

    @property
    def name(self) -> str:
        """Give its name, unique."""
        return self.does.__name__

    @property
    def path_fields(self) -> tuple[str, ...]:
        """Give the names of the fields that are in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def summary(self) -> str:
        """Say in a sentence what it does."""
        return (self.does.__doc__ or "").partition("\n")[0]


async def _read(request: Request, work: Callable[[Reader], T]) -> T:
    return await request.desk.service.hand.read(work)


def _part(
    items: Sequence[T], limit: int, cursor: Callable[[T], str]
) -> tuple[list[T], str | None]:
    """Cut what was read with one item too many, and say where to go on."""
    shown = list(items[:limit])
    return shown, cursor(shown[-1]) if len(items) > limit else None


def _number(cursor: str) -> int | None:
    """Read a cursor that is a number.

    Raises:
        Problem: it is none of ours.
    """
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise Problem(422, "cursor: is none that an answer gave")
    return int(cursor)


async def _known_monitor(request: Request, name: str) -> None:
    if await _read(request, lambda reader: reader.monitor(name)) is None:
        raise Problem(404, "no such monitor is watched")


async def list_monitors(request: Request, _: asked.Nothing) -> shapes.Monitors:
    """Give every monitor and its last look."""
    rows = await _read(request, Reader.monitors)
    return shapes.Monitors(items=tuple(map(shapes.Monitor.of, rows)))


async def list_looks(request: Request, wanted: asked.Looks) -> shapes.Page[shapes.Look]:
    """Give the looks of a monitor, the newest first; they are kept for 30 days."""
    await _known_monitor(request, wanted.monitor)
    before = _number(wanted.cursor)
    rows = await _read(
        request,
        lambda reader: reader.looks(wanted.monitor, before=before, limit=wanted.limit + 1),
    )
    shown, cursor = _part(rows, wanted.limit, lambda row: str(row.at))
    return shapes.Page(items=tuple(map(shapes.Look.of, shown)), next=cursor)


async def uptime_of(request: Request, wanted: asked.Uptime) -> shapes.Uptimes:
    """Give uptime, p50 and p95 of a monitor over a stretch of time."""
    await _known_monitor(request, wanted.monitor)
    start = asked.milliseconds(wanted.start)
    end = asked.milliseconds(wanted.end) if wanted.end else request.desk.service.now()
    if start >= end:
        raise Problem(422, "from: is not before the end")
    if wanted.by == "time":
        rows = await _read(request, lambda reader: reader.stretches(wanted.monitor, start, end))
    else:
        by_release = wanted.by == "release"
        found = await _read(
            request,
            lambda reader: reader.summary(wanted.monitor, start, end, by_release=by_release),
        )
        rows = list(found.values())
    return shapes.Uptimes(items=tuple(map(shapes.Uptime.of, rows)))


async def list_incidents(
    request: Request, wanted: asked.Incidents
) -> shapes.Page[shapes.Incident]:
    """Give incidents, the newest first."""
    rows = await _read(
        request,
        lambda reader: reader.incidents(
            open_only=wanted.state == "open", before=wanted.cursor, limit=wanted.limit + 1
        ),
    )
    shown, cursor = _part(rows, wanted.limit, lambda row: row.id)
    return shapes.Page(items=tuple(map(shapes.Incident.of, shown)), next=cursor)


async def show_incident(request: Request, wanted: asked.OneIncident) -> shapes.IncidentWhole:
    """Give one incident: who was down, what happened, who was told."""
    page = await _read(request, lambda reader: reader.incident(wanted.incident))
    if page is None:
        raise Problem(404, "there is no such incident")
    return shapes.IncidentWhole.of_page(page)


async def acknowledge(request: Request, wanted: asked.OneIncident) -> shapes.Done:
    """Take an incident on, so that nobody else is woken."""
    await show_incident(request, wanted)
    done = await request.desk.service.acknowledge(wanted.incident, request.name)
    if done:
        await request.desk.write(lambda _: None, request.doing("took on", wanted.incident))
    return shapes.Done(done=done)


async def add_note(request: Request, wanted: asked.Note) -> shapes.Done:
    """Write into an incident's timeline."""
    await show_incident(request, asked.OneIncident(incident=wanted.incident))
    text = wanted.text.replace("\0", "")
    await request.desk.service.note(wanted.incident, request.name, text)
    return shapes.Done(done=True)


async def list_deliveries(request: Request, wanted: asked.Part) -> shapes.Page[shapes.Delivery]:
    """Give the messages to channels, the newest first."""
    before = _number(wanted.cursor)
    rows = await _read(
        request, lambda reader: reader.deliveries(before=before, limit=wanted.limit + 1)
    )
    shown, cursor = _part(rows, wanted.limit, lambda row: str(row.id))
    return shapes.Page(items=tuple(map(shapes.Delivery.of, shown)), next=cursor)


async def list_releases(request: Request, _: asked.Nothing) -> judged.Releases:
    """Give the releases that were told of or seen, the newest first."""
    rows = await _read(request, Reader.releases)
    return judged.Releases(items=tuple(map(judged.Release.of, rows)))


async def show_release(request: Request, wanted: asked.OneRelease) -> judged.ReleaseWhole:
    """Give p95 and error rates of a release beside another, with a verdict."""
    now = request.desk.service.now()
    figures = await _read(
        request, lambda reader: reader.release(wanted.tag, now, wanted.against)
    )
    if figures is None:
        raise Problem(404, "no such release is known")
    return judged.ReleaseWhole.of(figures)


async def list_audits(request: Request, wanted: asked.Audits) -> shapes.Page[judged.Audit]:
    """Give the kept audits, the newest first."""
    rows = await request.desk.read(
        lambda run: kept.listed(
            run, product=wanted.product, before=wanted.cursor, limit=wanted.limit + 1
        )
    )
    shown, cursor = _part(rows, wanted.limit, lambda row: row.id)
    return shapes.Page(items=tuple(map(judged.Audit.of, shown)), next=cursor)


async def show_audit(request: Request, wanted: asked.OneAudit) -> judged.Audit:
    """Give the head of one kept audit; its report is at /audits/{id}/report.json."""
    head = await request.desk.read(lambda run: kept.head(run, wanted.audit))
    if head is None:
        raise Problem(404, "there is no such audit")
    return judged.Audit.of(head)


OPERATIONS: Sequence[Operation[Any, Any]] = (
    Operation("GET", "/monitors", asked.Nothing, shapes.Monitors, list_monitors),
    Operation("GET", "/looks", asked.Looks, shapes.Page[shapes.Look], list_looks),
    Operation("GET", "/uptime", asked.Uptime, shapes.Uptimes, uptime_of),
    Operation(
        "GET", "/incidents", asked.Incidents, shapes.Page[shapes.Incident], list_incidents
    ),
    Operation(
        "GET", "/incidents/{incident}", asked.OneIncident, shapes.IncidentWhole, show_incident
    ),
    Operation(
        "POST",
        "/incidents/{incident}/acknowledge",
        asked.OneIncident,
        shapes.Done,
        acknowledge,
        Scope.INCIDENTS,
    ),
    Operation(
        "POST",
        "/incidents/{incident}/notes",
        asked.Note,
        shapes.Done,
        add_note,
        Scope.INCIDENTS,
    ),
    Operation("GET", "/deliveries", asked.Part, shapes.Page[shapes.Delivery], list_deliveries),
    Operation("GET", "/releases", asked.Nothing, judged.Releases, list_releases),
    Operation("GET", "/release", asked.OneRelease, judged.ReleaseWhole, show_release),
    Operation("GET", "/audits", asked.Audits, shapes.Page[judged.Audit], list_audits),
    Operation("GET", "/audits/{audit}", asked.OneAudit, judged.Audit, show_audit),
)
