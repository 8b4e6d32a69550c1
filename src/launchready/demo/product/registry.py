"""A registry's RDAP service and the bootstrap file that leads to it (RFC 9083, 9224)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN, RDAP


def bootstrap() -> Starlette:
    """Make the stand-in for the bootstrap registry."""

    async def services(_request: Request) -> Response:
        return JSONResponse(
            {
                "version": "1.0",
                "publication": "2026-11-01T00:00:00Z",
                "services": [[["example"], [f"https://{RDAP}/"]]],
            }
        )

    return Starlette(routes=[Route("/rdap/dns.json", services)])


def rdap(faults: Faults) -> Starlette:
    """Make the registry's service, which knows one domain."""

    async def domain(request: Request) -> Response:
        if request.path_params["name"].lower() != DOMAIN:
            return JSONResponse({"errorCode": 404}, 404)
        left = timedelta(days=9 if faults.registration_expiring else 700)
        now = datetime.now(UTC).replace(microsecond=0)
        events = [
            {"eventAction": "registration", "eventDate": (now - timedelta(900)).isoformat()},
            {"eventAction": "expiration", "eventDate": (now + left).isoformat()},
        ]
        return JSONResponse(
            {
                "objectClassName": "domain",
                "rdapConformance": ["rdap_level_0"],
                "ldhName": DOMAIN,
                "status": ["client transfer prohibited"],
                "events": events,
                "entities": [_registrar()],
                "secureDNS": {"delegationSigned": True},
            },
            media_type="application/rdap+json",
        )

    return Starlette(routes=[Route("/domain/{name}", domain)])


def _registrar() -> dict[str, object]:
    card = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Example Registrar"]]]
    return {"objectClassName": "entity", "roles": ["registrar"], "vcardArray": card}
