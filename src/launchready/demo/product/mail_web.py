"""The web hosts that the product's mail needs: its MTA-STS policy, and counted links."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.places import APEX, DOMAIN


def policy(faults: Faults) -> Starlette:
    """Serve the policy (RFC 8461 section 3.2)."""
    host = "mx.elsewhere.example" if faults.sts_leaves_out else f"*.{DOMAIN}"
    mode = "mode: strict" if faults.sts_faulty else "mode: enforce"
    text = f"version: STSv1\r\n{mode}\r\nmx: {host}\r\nmax_age: 86400\r\n"

    async def show(_: Request) -> Response:
        return PlainTextResponse(text)

    path = "/.well-known/mta-sts.txt"
    return Starlette(routes=[] if faults.sts_unserved else [Route(path, show)])


def clicks() -> Starlette:
    """Send every counted link on to the product."""

    async def forward(_: Request) -> Response:
        return RedirectResponse(f"https://{APEX}/", 302)

    return Starlette(routes=[Route("/{link:path}", forward)])
