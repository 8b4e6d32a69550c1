"""The page where a user changes their name, which the dashboard greets them by."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.product.edge import page
from launchready.demo.product.marketing import links

PATH = "/profile"
PRIVATE = "private, no-store"
SLOW_S = 0.95
MAX_FORM = 4096
MAX_NAME = 40


class Profile:
    """Keeps users' names.

    Args:
        faults: what is wrong.
        user: gives who is signed in, or None.
        to_login: sends a visitor to the sign-in.
    """

    def __init__(
        self,
        faults: Faults,
        user: Callable[[Request], str | None],
        to_login: Callable[[Request], Response],
    ) -> None:
        self._faults = faults
        self._user = user
        self._to_login = to_login
        self._key = secrets.token_bytes(32)
        self._names: dict[str, str] = {}
        self._cached: dict[str, str] = {}

    def route(self) -> Route:
        """Make the page's route."""
        return Route(PATH, self.show, methods=["GET", "POST"])

    def greeting(self, user: str) -> str:
        """Give what the dashboard calls a user; with `write_stale`, from a cache for ever."""
        name = self._names.get(user, "")
        return self._cached.setdefault(user, name) if self._faults.write_stale else name

    async def show(self, request: Request) -> Response:
        """Show the form, or save the name."""
        user = self._user(request)
        if user is None:
            return self._to_login(request)
        token = hmac.new(self._key, user.encode(), "sha256").hexdigest()
        if request.method == "GET":
            return self._form(user, token, 200)
        body = b""
        async for chunk in request.stream():
            body = (body + chunk)[: MAX_FORM + 1]
        form = parse_qs(body[:MAX_FORM].decode("utf-8", "replace"))
        given = {name: values[0] for name, values in form.items()}
        if not hmac.compare_digest(token, given.get("csrf_token", "")):
            return self._form(user, token, 403)
        if self._faults.write_slow:
            await asyncio.sleep(SLOW_S)
        self._names[user] = given.get("name", "")[:MAX_NAME]
        return RedirectResponse(PATH, 303, {"cache-control": PRIVATE})

    def _form(self, user: str, token: str, status: int) -> Response:
        body = (
            f'<form method="post" action="{PATH}">\n'
            f'<input type="hidden" name="csrf_token" value="{token}">\n'
            '<label>Name <input type="text" name="name" autocomplete="name" '
            f'value="{escape(self._names.get(user, ""))}"></label>\n'
            '<button type="submit">Save</button>\n</form>'
        )
        return page("Profile", body, cache=PRIVATE, status=status, head=links(), vary="Cookie")
