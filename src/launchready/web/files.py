"""The style sheet and scripts: read once, under a name that changes with them."""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from launchready.web.headers import SECURITY

_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
NAMES = (
    "dashboard.css",
    "htmx-2.0.11.min.js",
    "htmx-ext-sse-2.2.4.min.js",
)


@functools.cache
def _content(name: str) -> tuple[bytes, str]:
    octets = (files("launchready.web") / "static" / name).read_bytes()
    return octets, hashlib.sha256(octets).hexdigest()[:12]


def url_of(name: str) -> str:
    """Give the URL of a file; it is another one when the file is."""
    return f"/static/{_content(name)[1]}/{name}"


async def serve_file(request: Request) -> Response:
    """Answer with a file, which may be kept for ever."""
    name = request.path_params["name"]
    if name not in NAMES:
        return PlainTextResponse("not found\n", 404, dict(SECURITY))
    octets, _ = _content(name)
    headers = dict(SECURITY) | {"cache-control": "public, max-age=31536000, immutable"}
    return Response(octets, 200, headers, _KINDS[name.rpartition(".")[2]])
