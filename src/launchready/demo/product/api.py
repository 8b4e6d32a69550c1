"""api.acme.example: health, status, projects and the payment provider's webhook."""

from __future__ import annotations

import hmac
import itertools

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.places import APP, RELEASE
from launchready.demo.product.edge import challenge

MAX_EVENT = 65536
FEW_VISITS = 30
"""Of the status, after which `speed_errors` shows: connections that are never given back."""


def application(faults: Faults, signing_key: str) -> Starlette:
    """Make the host's application.

    Args:
        faults: the twin's.
        signing_key: shared with the payment provider, for HMAC-SHA256 over the body.
    """

    async def index(_request: Request) -> Response:
        return _json({"service": "Acme Portal API", "status": "/v1/status"})

    async def health(_request: Request) -> Response:
        if faults.health_down:
            return _json({"status": "failing", "database": "unreachable"}, 503)
        answer = _json({"status": "ok", "database": "ok", "release": RELEASE})
        if faults.health_may_be_cached:
            del answer.headers["cache-control"]
        return answer

    visits = itertools.count(1)

    async def status(request: Request) -> Response:
        if faults.speed_errors and next(visits) > FEW_VISITS:
            return _json({"error": "no connection left in the pool"}, 500)
        if faults.api_challenged:
            return challenge()
        override = request.headers.get("x-http-method-override", "")
        if faults.method_override and override and override != "GET":
            return _json({"error": f"{override[:20]} is not supported here"}, 405)
        answer = _json({"status": "ok", "incidents": []})
        _share(request, answer, faults)
        return answer

    async def projects(request: Request) -> Response:
        answer = _json({"error": "a token is needed"}, 401)
        answer.headers["www-authenticate"] = 'Bearer realm="acme"'
        _share(request, answer, faults)
        return answer

    async def payments(request: Request) -> Response:
        if faults.webhook_challenged:
            return challenge()
        if faults.webhook_redirected:
            return RedirectResponse(f"https://{APP}/webhooks/payments", 301)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_EVENT:
                return _json({"error": "too large"}, 413)
        wanted = hmac.new(signing_key.encode(), body, "sha256").hexdigest()
        given = request.headers.get("x-acme-signature", "")
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            return _json({"error": "the signature is missing or wrong"}, 401)
        return _json({"received": True})

    async def missing(_request: Request) -> Response:
        return _json({"error": "not found"}, 404)

    routes = [
        Route("/", index),
        Route("/health", health),
        Route("/v1/status", status, methods=["GET", "OPTIONS"]),
        Route("/v1/projects", projects, methods=["GET", "OPTIONS"]),
    ]
    if not faults.webhook_missing:
        routes.append(Route("/webhooks/payments", payments, methods=["POST"]))
    everything = ["GET", "HEAD", "OPTIONS", "POST"]
    return Starlette(routes=[*routes, Route("/{rest:path}", missing, methods=everything)])


def _json(content: dict[str, object], status: int = 200) -> Response:
    return JSONResponse(content, status, headers={"cache-control": "no-store"})


def _share(request: Request, answer: Response, faults: Faults) -> None:
    """Let the app's own pages read an answer, and nobody else's (Fetch: CORS)."""
    answer.headers["vary"] = "Origin"
    origin = request.headers.get("origin", "")
    if origin == f"https://{APP}" or (origin and faults.cors_reflects_with_credentials):
        answer.headers["access-control-allow-origin"] = origin
        answer.headers["access-control-allow-credentials"] = "true"
