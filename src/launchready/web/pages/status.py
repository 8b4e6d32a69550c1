"""The public status page, its Atom feed and its badges, as of a few seconds ago."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from launchready.report.plain import plain
from launchready.watch.model import DAY
from launchready.watch.store.engine import StoreError
from launchready.web import charts
from launchready.web.board import DAYS, Snapshot, State
from launchready.web.desk import Desk
from launchready.web.headers import SECURITY
from launchready.web.templates import templates

_PUBLIC = dict(SECURITY) | {"cache-control": "public, max-age=15"}
del _PUBLIC["x-robots-tag"]
_EMBEDDED = _PUBLIC | {"cross-origin-resource-policy": "cross-origin"}

_WORDS: dict[State, str] = {"up": "up", "down": "down", "unknown": "unknown"}
_COLOURS: dict[State, str] = {"up": "#1a7f37", "down": "#b42318", "unknown": "#4c555f"}

Answer = Callable[[Desk, Request, Snapshot], Response]


def status_routes(desk: Desk) -> list[BaseRoute]:
    """Give what is there without signing in; nothing, where no monitor has a public name."""
    return [
        Route("/status", _public(desk, _page)),
        Route("/status.atom", _public(desk, _feed)),
        Route("/status/badge.svg", _public(desk, _badge)),
    ]


def _public(desk: Desk, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        names = desk.service.plan.shown_as
        if not names:
            return _words(desk, "There is no status page here.", 404)
        try:
            return answer(desk, request, await desk.board.look(names))
        except StoreError:
            return _words(desk, "What is up cannot be said at the moment.", 503)

    return endpoint


def _words(desk: Desk, text: str, status: int) -> Response:
    page = templates().get_template("refused.html")
    html = page.render(product=desk.service.plan.product, person=None, path="", text=text)
    return HTMLResponse(html, status, dict(SECURITY))


def _page(desk: Desk, _: Request, snapshot: Snapshot) -> Response:
    first = (snapshot.at // DAY - DAYS + 1) * DAY
    html = (
        templates()
        .get_template("status.html")
        .render(
            product=desk.service.plan.product,
            person=None,
            path="/status",
            now=snapshot.at,
            snapshot=snapshot,
            items=[(item, charts.days(item.days, first, DAYS)) for item in snapshot.items],
        )
    )
    return HTMLResponse(html, 200, _PUBLIC)


def _feed(desk: Desk, request: Request, snapshot: Snapshot) -> Response:
    plan = desk.service.plan
    start = plan.public_url.rstrip("/")
    start = start or f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
    xml = (
        templates()
        .get_template("status.atom")
        .render(product=plan.product, start=start, snapshot=snapshot)
    )
    return Response(xml, 200, _PUBLIC, "application/atom+xml; charset=utf-8")


def _badge(_: Desk, request: Request, snapshot: Snapshot) -> Response:
    of = request.query_params.get("of", "")
    state: State = snapshot.state
    if of:
        item = next((each for each in snapshot.items if each.name == of), None)
        state = item.state if item else "unknown"
    svg = badge(of or "status", state)
    return Response(svg, 200, _EMBEDDED, "image/svg+xml")


def badge(label: str, state: State) -> str:
    """Draw a badge: what it is about on the left, how it is on the right."""
    label, word = plain(label, 40), _WORDS[state]
    left, right = 12 + 7 * len(label), 12 + 7 * len(word)
    said, shown = escape(f"{label}: {word}"), escape(label)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img"'
        f' aria-label="{said}"><title>{said}</title>'
        f'<clipPath id="r"><rect width="{left + right}" height="20" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#4c555f"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[state]}"/></g>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="6" y="14" textLength="{left - 12}" lengthAdjust="spacingAndGlyphs">{shown}'
        f'</text><text x="{left + 6}" y="14" textLength="{right - 12}"'
        f' lengthAdjust="spacingAndGlyphs">{word}</text></g></svg>'
    )
