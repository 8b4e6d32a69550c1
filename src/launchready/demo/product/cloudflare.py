"""A stand-in for Cloudflare's API: one zone, readable with one token.

Source of the shapes: https://developers.cloudflare.com/api/ (version 4)
"""

from __future__ import annotations

import secrets
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.places import APP, DOMAIN

ZONE_ID = "5f0e1d2c3b4a59687786950413223140"


def application(faults: Faults, token: str) -> Starlette:
    """Make the API, which tells the zone's settings to the token's holder alone."""
    results = _results(faults)

    async def read(request: Request) -> Response:
        shown = request.headers.get("authorization", "").encode()
        if not secrets.compare_digest(shown, f"Bearer {token}".encode()):
            return _error(403, 9109, "Unauthorized to access requested resource")
        path = request.path_params["path"]
        if path == "zones":
            known = request.query_params.get("name") == DOMAIN
            return _success([results[f"zones/{ZONE_ID}"]] if known else [])
        if path not in results:
            return _error(404, 10007, "not found")
        return _success(results[path])

    return Starlette(routes=[Route("/client/v4/{path:path}", read)])


def _results(faults: Faults) -> dict[str, Any]:
    zone = f"zones/{ZONE_ID}"
    settings = {
        "ssl": "flexible" if faults.edge_ssl_flexible else "strict",
        "always_use_https": "on",
        "min_tls_version": "1.2",
        "rocket_loader": "on" if faults.rocket_loader else "off",
        "development_mode": "off",
        "security_level": "medium",
        "browser_check": "on",
    }
    return {
        "user/tokens/verify": {"id": "demo", "status": "active"},
        zone: {"id": ZONE_ID, "name": DOMAIN, "status": "active"},
        f"{zone}/pagerules": [_cache_everything()] if faults.edge_caches_everything else [],
        f"{zone}/bot_management": {"fight_mode": faults.bots_fought, "enable_js": False},
    } | {
        f"{zone}/settings/{name}": {"id": name, "value": value}
        for name, value in settings.items()
    }


def _cache_everything() -> dict[str, Any]:
    return {
        "id": "1",
        "status": "active",
        "priority": 1,
        "targets": [
            {"target": "url", "constraint": {"operator": "matches", "value": f"{APP}/*"}}
        ],
        "actions": [{"id": "cache_level", "value": "cache_everything"}],
    }


def _success(result: Any) -> Response:
    return JSONResponse({"success": True, "errors": [], "messages": [], "result": result})


def _error(status: int, code: int, message: str) -> Response:
    errors = [{"code": code, "message": message}]
    return JSONResponse({"success": False, "errors": errors, "result": None}, status)
