"""What the monitor answers over HTTP: its health, jobs' calls, metrics, acknowledgements.

`routes` is a list to be mounted: the dashboard adds its own.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Awaitable, Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from launchready.watch.deliver.links import BadToken
from launchready.watch.service.ci import release_routes
from launchready.watch.service.metrics import CONTENT_TYPE
from launchready.watch.service.throttle import Throttle, address_of
from launchready.watch.store.beats import Beat
from launchready.watch.store.engine import StoreError

if TYPE_CHECKING:
    from launchready.watch.service.run import Service

_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}


def make_app(service: Service, more: Sequence[BaseRoute] = ()) -> Starlette:
    """Make the application.

    Args:
        service: the running monitor.
        more: routes of others, which come after its own.
    """
    return Starlette(routes=[*routes(service), *more])


def routes(service: Service) -> list[BaseRoute]:
    """Give the monitor's own routes."""
    jobs, links, keys = (Throttle(60, 60) for _ in range(3))

    async def health(_: Request) -> Response:
        found = await service.health()
        words = {
            "status": "pass" if found.well else "fail",
            "role": found.role,
            "problems": list(found.problems),
        }
        return JSONResponse(words, 200 if found.well else 503, {"cache-control": "no-store"})

    async def metrics(_: Request) -> Response:
        try:
            return Response(await service.metrics(), media_type=CONTENT_TYPE)
        except StoreError:
            return PlainTextResponse("the store cannot be read\n", 503)

    async def guarded(throttle: Throttle, request: Request, answer: Answer) -> Response:
        """Refuse whoever guessed too often."""
        address = address_of(request)
        wait_s = throttle.wait_s(address)
        if wait_s:
            after = {"retry-after": str(math.ceil(wait_s))}
            return PlainTextResponse("too many wrong tries\n", 429, after)
        response = await answer(service, request)
        if response.status_code in {401, 404}:
            throttle.wrong(address)
        return response

    async def ping(request: Request) -> Response:
        return await guarded(jobs, request, _ping)

    async def acknowledge(request: Request) -> Response:
        return await guarded(links, request, _acknowledge)

    async def probe(request: Request) -> Response:
        return await guarded(keys, request, _probe)

    every = ["GET", "HEAD", "POST"]
    return [
        Route("/health", health),
        Route("/metrics", metrics),
        Route("/ping/{uuid}", ping, methods=every),
        Route("/ping/{uuid}/{word}", ping, methods=every),
        Route("/ack/{token}", acknowledge, methods=["GET", "POST"]),
        Route("/probe/{monitor:path}", probe, methods=["POST"]),
        *release_routes(service),
    ]


Answer = Callable[["Service", Request], Awaitable[Response]]


async def _ping(service: Service, request: Request) -> Response:
    """Take a job's call, as healthchecks' clients make it: start, fail, an exit status."""
    name = service.job_of(request.path_params["uuid"])
    if name is None:
        return PlainTextResponse("not found\n", 404)
    word = request.path_params.get("word", "")
    status: int | None = None
    if word == "log":
        return PlainTextResponse("OK\n")  # words alone say neither good nor bad
    if not word:
        beat = Beat.SUCCESS
    elif word in {"start", "fail"}:
        beat = Beat(word)
    elif word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= 255:
        status = int(word)
        beat = Beat.FAIL if status else Beat.SUCCESS
    else:
        return PlainTextResponse("not a word that is known: start, fail, 0 to 255\n", 400)
    try:
        await service.beat(name, beat, status)
    except StoreError:
        return PlainTextResponse("cannot be kept now: try again\n", 503, {"retry-after": "5"})
    return PlainTextResponse("OK\n")


async def _acknowledge(service: Service, request: Request) -> Response:
    """Show who is down, and a button: what follows links by itself takes nothing on."""
    try:
        claim = service.read_token(request.path_params["token"])
        page = await service.hand.read(lambda reader: reader.incident(claim.incident))
        if page is None:
            return _page("This link is not valid.", 404)
        if request.method == "POST":
            await service.acknowledge(claim.incident, service.person_of(claim.channel))
            page = await service.hand.read(lambda reader: reader.incident(claim.incident))
    except BadToken:
        return _page("This link is not valid, or no longer.", 404)
    except StoreError:
        return _page("The monitor's store does not answer: try again.", 503)
    assert page is not None
    row = page.row
    if row.closed_at is not None:
        return _page(f"{row.group} is good again. There is nothing to take on.")
    if row.acknowledged_at is not None:
        return _page(f"{row.group}: taken on by {row.acknowledged_by}.")
    down = "".join(
        f"<li>{escape(member.monitor)}: {escape(member.reason)}</li>"
        for member in page.members
        if member.up_since is None
    )
    form = '<form method="post"><button>I take it on</button></form>'
    return _page(f"{row.group} is down.", more=f"<ul>{down}</ul>{form}")


def _page(text: str, status: int = 200, more: str = "") -> Response:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    body = f"<main><h1>{escape(text)}</h1>{more}</main>"
    html = f'<!doctype html><html lang="en">{head}<title>launchready</title>{body}</html>'
    return HTMLResponse(html, status, _PAGE_HEADERS)


async def _probe(service: Service, request: Request) -> Response:
    """Look on behalf of another monitor that has the key."""
    key = service.plan.second_key
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not key or not hmac.compare_digest(given.encode(), key.encode()):
        return JSONResponse({"error": "unauthorised"}, 401)
    seen = await service.look_for_another(request.path_params["monitor"])
    if seen is None:
        return JSONResponse({"error": "no such monitor"}, 404)
    return JSONResponse({"verdict": seen.verdict.value, "reason": seen.reason})
