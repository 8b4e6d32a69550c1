"""assets.acme.example: files with their content's hash in the name, cached for a year."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.leaks import payment_key
from launchready.demo.places import ASSETS
from launchready.demo.product.edge import not_found, page

IMMUTABLE = "public, max-age=31536000, immutable"
CSS = "".join(
    f".tile-{n} {{ border: 1px solid #c8c8c8; border-radius: 6px; padding: {n % 24}px; }}\n"
    for n in range(80)
)
SOURCE = "".join(
    f"export function format{n}(value) {{ return value.toFixed({n % 4}); }}\n"
    for n in range(80)
)


@cache
def script(faults_map: bool) -> bytes:
    """Give the bundle; with its source map named at the end where that is served."""
    text = SOURCE.replace("export ", "").replace("value", "v")
    if faults_map:
        text += f"//# sourceMappingURL={_name(text.encode(), 'js')}.map\n"
    return text.encode()


def _name(content: bytes, suffix: str) -> str:
    return f"app.{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"


def names() -> tuple[str, str]:
    """Give the file names of the style sheet and the script."""
    plain = script(False)
    return _name(CSS.encode(), "css"), _name(plain, "js")


def files(faults: Faults) -> dict[str, tuple[str, bytes]]:
    """Give every file of the frontend: name to media type and content."""
    css, js = names()
    found = {
        css: ("text/css; charset=utf-8", CSS.encode()),
        js: ("text/javascript; charset=utf-8", script(faults.source_map_served)),
    }
    if faults.secret_in_frontend:
        kind, content = found[js]
        found[js] = (kind, content + f'const pay = "{payment_key("page")}";\n'.encode())
    if faults.source_map_served:
        mapping = {
            "version": 3,
            "file": js,
            "sources": ["../src/format.js"],
            "sourcesContent": [SOURCE],
            "names": [],
            "mappings": "AAAA",
        }
        found[f"{js}.map"] = ("application/json", json.dumps(mapping).encode())
    return found


def application(faults: Faults) -> Starlette:
    """Make the host's application."""
    held = files(faults)

    async def index(_request: Request) -> Response:
        return page("Static files of Acme Portal", "", cache="public, max-age=300")

    async def file(request: Request) -> Response:
        found = held.get(request.path_params["name"])
        if found is None:
            return not_found(ASSETS, faults)
        return _file(request, *found, faults)

    return Starlette(routes=[Route("/", index), Route("/{name:path}", file)])


def _file(request: Request, kind: str, content: bytes, faults: Faults) -> Response:
    cache_control = "no-store" if faults.assets_uncached else IMMUTABLE
    headers = {
        "content-type": kind,
        "cache-control": cache_control,
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "vary": "Accept-Encoding",
    }
    packed = "gzip" in request.headers.get("accept-encoding", "") and not faults.no_compression
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}{"-gzip" if packed else ""}"'
    if not faults.asset_without_validator:
        headers["etag"] = tag
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
    if packed:
        headers["content-encoding"] = "gzip"
        content = _packed(content)
    return Response(content, headers=headers)


@cache
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
