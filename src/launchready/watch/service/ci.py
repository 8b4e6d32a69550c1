"""What CI and webhooks tell the running monitor of releases, and what they are told.

Everything under `/ci` wants the key of `[watch] release_key_env` as a bearer token; what
comes to `/hooks` is signed by its sender.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from launchready.watch.service.hooks import (
    Forged,
    NotUnderstood,
    key_of,
    read_github,
    read_sentry,
)
from launchready.watch.service.release_documents import figures_document, list_document
from launchready.watch.service.wire import MAX_NEWS, MAX_TRAFFIC, News, Part
from launchready.watch.store.engine import StoreError
from launchready.watch.store.traffic import OutOfStep

if TYPE_CHECKING:
    from launchready.watch.service.run import Service

MAX_HOOK = 4 * 1024 * 1024
"""Octets of a webhook's body; GitHub's have up to 25 MB, but not those of deployments."""

Endpoint = Callable[[Request], Awaitable[Response]]


def release_routes(service: Service) -> list[BaseRoute]:
    """Give the routes for CI and webhooks."""

    async def releases(_: Request) -> Response:
        timeline = await service.hand.read(lambda reader: reader.timeline())
        return JSONResponse(list_document(timeline))

    async def tell(request: Request) -> Response:
        news = News.model_validate_json(await read_body(request, MAX_NEWS))
        kept = await service.releases.tell(
            news.deploy(service.releases.now()), f"ci/{news.key}"
        )
        return JSONResponse({"kept": kept})

    async def release(request: Request) -> Response:
        tag, against = request.path_params["tag"], request.query_params.get("against", "")
        now = service.releases.now()
        found = await service.hand.read(lambda reader: reader.release(tag, now, against))
        if found is None:
            return _problem(404, "no such release is known")
        return JSONResponse(figures_document(found))

    async def reach(request: Request) -> Response:
        name = request.path_params["name"]
        found = await service.hand.read(lambda reader: reader.log_reach(name))
        return JSONResponse({"octets": found.octets, "digest": found.digest})

    async def traffic(request: Request) -> Response:
        part = Part.model_validate_json(await read_body(request, MAX_TRAFFIC))
        try:
            await service.releases.count(
                part.content(), part.before.reach(), part.after.reach()
            )
        except OutOfStep:
            return _problem(409, "the log was not read up to there, or further already")
        return JSONResponse({"kept": True})

    async def github(request: Request) -> Response:
        body = await read_body(request, MAX_HOOK)
        secret = service.plan.release_keys.github
        told = read_github(secret, dict(request.headers), body, service.releases.now())
        kept = told is not None and await service.releases.tell(told, key_of("github", body))
        return JSONResponse({"kept": kept})

    async def sentry(request: Request) -> Response:
        body = await read_body(request, MAX_HOOK)
        seen = read_sentry(service.plan.release_keys.sentry, dict(request.headers), body)
        if seen is not None:
            await service.releases.saw(seen.tag)
        return JSONResponse({"kept": seen is not None})

    def with_key(endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            key = service.plan.release_keys.ci
            right = hmac.compare_digest(given.strip().encode(), key.encode())
            if not key or scheme.lower() != "bearer" or not right:
                return _problem(401, "the key is missing or wrong")
            return await endpoint(request)

        return answered(guarded)

    return [
        Route("/ci/releases", with_key(releases), methods=["GET"]),
        Route("/ci/releases", with_key(tell), methods=["POST"]),
        Route("/ci/releases/{tag:path}", with_key(release), methods=["GET"]),
        Route("/ci/traffic/{name}", with_key(reach), methods=["GET"]),
        Route("/ci/traffic", with_key(traffic), methods=["POST"]),
        Route("/hooks/github", answered(github), methods=["POST"]),
        Route("/hooks/sentry", answered(sentry), methods=["POST"]),
    ]


class TooLong(Exception):
    """A body has more octets than are taken."""


async def read_body(request: Request, most: int) -> bytes:
    """Read a body, and no more of it than is taken.

    Raises:
        TooLong: there is more.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLong
    return bytes(body)


def answered(endpoint: Endpoint) -> Endpoint:
    """Answer what goes wrong, without a word of what was sent."""

    async def safe(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except TooLong:
            return _problem(413, "the body is too long")
        except Forged:
            return _problem(401, "the signature is missing or wrong")
        except (NotUnderstood, ClientDisconnect):
            return _problem(422, "the body is not what it should be")
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"][:4])
            return _problem(422, f"{where}: {first['msg']}"[:200])
        except StoreError:
            return _problem(503, "the store cannot be used now: try again")
        response.headers["cache-control"] = "no-store"
        return response

    return safe


def _problem(status: int, text: str) -> Response:
    headers = {"cache-control": "no-store"}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if status == 503:
        headers["retry-after"] = "5"
    return JSONResponse({"error": text}, status, headers)
