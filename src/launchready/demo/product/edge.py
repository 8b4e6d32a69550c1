"""What every host of the product does around its pages: headers, identities, compression."""

from __future__ import annotations

import secrets
from html import escape

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from launchready.demo.faults import Faults
from launchready.demo.places import APEX, API, APP, ASSETS, RELEASE

HSTS = "max-age=31536000; includeSubDomains"
POLICY = "; ".join(
    [
        "default-src 'none'",
        f"script-src https://{ASSETS}",
        f"style-src https://{ASSETS}",
        f"img-src https://{ASSETS}",
        f"connect-src https://{API}",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
SECURITY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}
TRACE = """Traceback (most recent call last):
  File "/srv/acme/portal/views.py", line 214, in resolve
    return self.routes[path]
KeyError: 'no such page'
"""


class Edge:
    """Wraps one host's pages as the proxy and the framework together do."""

    def __init__(
        self, app: ASGIApp, host: str, faults: Faults, *, proxied: bool = True
    ) -> None:
        self._host = host
        self._faults = faults
        self._proxied = proxied
        plain = host == ASSETS  # compresses its files itself, each with its own validator
        self._app = app if plain or faults.no_compression else GZipMiddleware(app, 500)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the headers that all of them have."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secure = scope["scheme"] == "https"
        if scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
            receive = await _held(receive)

        async def send_finished(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._finish(MutableHeaders(scope=message), secure=secure)
            await send(message)

        await self._app(scope, receive, send_finished)

    def _finish(self, headers: MutableHeaders, *, secure: bool) -> None:
        faults = self._faults
        if not faults.request_id_missing:
            headers["x-request-id"] = secrets.token_hex(8)
        if not faults.release_hidden:
            headers["x-release"] = RELEASE
        if self._proxied and not (faults.proxy_not_as_declared and self._host == ASSETS):
            headers["server"] = "cloudflare"
            headers["cf-ray"] = f"{secrets.token_hex(8)}-FRA"
        if faults.version_banner and self._host == API:
            headers["server"] = "Apache/2.4.29 (Ubuntu)"
            headers["x-powered-by"] = "PHP/7.2.24"
        if secure and (value := self._hsts()):
            headers["strict-transport-security"] = value
        headers.setdefault("x-content-type-options", "nosniff")
        if self._host == APP and faults.no_security_headers:
            for name in SECURITY:
                del headers[name]
        if faults.vary_missing and self._host == APEX:
            del headers["vary"]

    def _hsts(self) -> str:
        if self._host == APP:
            if self._faults.hsts_missing:
                return ""
            if self._faults.hsts_short:
                return "max-age=300"
            if self._faults.hsts_zero:
                return "max-age=0"
        if self._host == APEX and self._faults.hsts_preload_unmeant:
            return f"{HSTS}; preload"
        return HSTS


async def _held(receive: Receive) -> Receive:
    """Take a request's body in before it is answered, as a buffering proxy does.

    Hypercorn ends an HTTP/2 stream once it is answered, and trips over what still comes.
    """
    held: list[Message] = [await receive()]
    while held[-1].get("more_body"):
        held.append(await receive())

    async def again() -> Message:
        return held.pop(0) if held else await receive()

    return again


def page(
    title: str, body: str, *, cache: str, status: int = 200, head: str = "", **headers: str
) -> Response:
    """Make a page of the product with its security headers.

    Args:
        title: plain text.
        body: HTML.
        cache: the Cache-Control field.
        status: of the response.
        head: further HTML for the head.
        headers: further fields, underscores for hyphens.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{head}</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"{body}\n</body>\n</html>\n"
    )
    return HTMLResponse(html, status, {**SECURITY, "cache-control": cache, **named})


def not_found(host: str, faults: Faults) -> Response:
    """Answer for an address that does not exist: honest, and silent about the inside."""
    leaks = faults.error_page_leaks_trace and host == APP
    detail = f"<pre>{escape(TRACE)}</pre>" if leaks else "<p>There is no such page.</p>"
    return page("Not found", detail, cache="no-store", status=404)


def challenge() -> Response:
    """Answer as a proxy does that takes a program for an attacker."""
    headers = {"cf-mitigated": "challenge", "cache-control": "private, max-age=0, no-store"}
    html = "<!doctype html><title>Just a moment...</title><script>/* cf_chl_opt */</script>"
    return HTMLResponse(html, 403, headers)
