"""Pages of app.acme.example that make the product send a mail."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from launchready.demo.product.edge import page
from launchready.demo.product.marketing import links
from launchready.demo.product.outbox import Outbox

PRIVATE = "private, no-store"
MAX_FORM = 4096
_ADDRESS = re.compile(r"[^@\s<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")

PAGES = {
    "/signup": ("signup", "Create an account", "Sign up"),
    "/reset": ("reset", "Forgotten password", "Send a link"),
    "/team/invite": ("invite", "Invite a colleague", "Invite"),
    "/news": ("news", "Monthly news", "Subscribe"),
}
"""Kind of mail, title and button of each page, by its path."""


class Accounts:
    """Forms that take an address and send it a mail.

    Args:
        outbox: sends the mails.
        user: gives who is signed in, or None.
        to_login: sends a visitor to the sign-in.
    """

    def __init__(
        self,
        outbox: Outbox,
        user: Callable[[Request], str | None],
        to_login: Callable[[Request], Response],
    ) -> None:
        self._outbox = outbox
        self._user = user
        self._to_login = to_login
        self._key = secrets.token_bytes(32)

    def routes(self) -> list[Route]:
        """Make the pages' routes."""
        return [Route(path, self.show, methods=["GET", "POST"]) for path in PAGES]

    async def show(self, request: Request) -> Response:
        """Show a form, or take it and send the mail; the answer tells nobody who is known."""
        kind, title, button = PAGES[request.url.path]
        if kind == "invite" and self._user(request) is None:
            return self._to_login(request)
        if request.method == "GET":
            return self._form(request, title, button)
        body = b""
        async for chunk in request.stream():
            body = (body + chunk)[: MAX_FORM + 1]
        form = parse_qs(body[:MAX_FORM].decode("utf-8", "replace"))
        given = {name: values[0] for name, values in form.items()}
        token = request.cookies.get("__Host-form", "")
        if not token or not hmac.compare_digest(self._csrf(token), given.get("csrf_token", "")):
            return self._form(request, title, button, status=403)
        address = given.get("email", "")
        if not _ADDRESS.fullmatch(address):
            return self._form(request, title, button, status=422)
        self._outbox.send(kind, address)
        return RedirectResponse(f"{request.url.path}?sent", 303, {"cache-control": PRIVATE})

    def _csrf(self, token: str) -> str:
        return hmac.new(self._key, token.encode(), "sha256").hexdigest()

    def _form(
        self, request: Request, title: str, button: str, *, status: int = 200
    ) -> Response:
        token = request.cookies.get("__Host-form") or secrets.token_urlsafe(16)
        sent = '<p role="status">A mail is on its way.</p>\n' if request.url.query else ""
        body = (
            f'{sent}<form method="post" action="{request.url.path}">\n'
            f'<input type="hidden" name="csrf_token" value="{self._csrf(token)}">\n'
            '<label>Email <input type="email" name="email" autocomplete="email" required>'
            f'</label>\n<button type="submit">{escape(button)}</button>\n</form>'
        )
        answer = page(title, body, cache=PRIVATE, status=status, head=links(), vary="Cookie")
        answer.set_cookie("__Host-form", token, secure=True, httponly=True, samesite="lax")
        return answer
