"""What programs ask, with a key of their own: `keyed` stands before each such handler.

A refusal is a problem as RFC 9457 writes it.  Cookies open nothing here, so that no page of
another site can ask in somebody's name.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from msgspec import Struct
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from launchready.watch.service.throttle import address_of
from launchready.watch.store.engine import StoreError
from launchready.web import tokens
from launchready.web.desk import Desk
from launchready.web.headers import SECURITY
from launchready.web.journal import Doing
from launchready.web.tokens import Scope, Token


class Problem(Exception):
    """The answer is a problem.

    Attributes:
        status: of HTTP.
        detail: what is wrong, for whoever wrote the program.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Asked(Struct, frozen=True):
    """One request of a program.

    Attributes:
        desk: what everything shares.
        request: as it came.
        token: whose key it brought.
    """

    desk: Desk
    request: Request
    token: Token

    @property
    def name(self) -> str:
        """Say who did it, for timelines and the audit log."""
        return f"token {self.token.name}"

    def doing(self, what: str, about: str = "") -> Doing:
        """Make a line of the audit log."""
        return self.desk.doing(self.name, what, about, address_of(self.request))


Handler = Callable[[Asked], Awaitable[Response]]


def keyed(
    desk: Desk, handler: Handler, scope: Scope
) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a handler that only keys with a scope may ask."""

    async def endpoint(request: Request) -> Response:
        try:
            token = await _recognise(desk, request, scope)
            response = await handler(Asked(desk, request, token))
        except Problem as found:
            response = problem(found.status, found.detail)
        except StoreError:
            response = problem(503, "the store does not answer: try again")
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        return response

    return endpoint


def problem(status: int, detail: str) -> Response:
    """Write a problem."""
    words = {"status": status, "title": HTTPStatus(status).phrase, "detail": detail}
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse(words, status, headers, "application/problem+json")


def unfit(error: ValidationError, whole: str, what: str = "") -> Problem:
    """Say of what was sent which field is wrong, and nothing of what stood in it.

    Args:
        error: what the model says.
        whole: what it is called where no field is to blame.
        what: stands before it.
    """
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or whole
    return Problem(422, f"{what}{where}: {first['msg']}")


async def _recognise(desk: Desk, request: Request, scope: Scope) -> Token:
    """Find whose key it is.

    Raises:
        Problem: nobody's, or it is not good for this.
    """
    address, now = address_of(request), desk.service.now()
    wait_s = desk.keys_by_address.wait_s(address)
    if wait_s:
        raise Problem(429, f"too many wrong keys: wait {math.ceil(wait_s)} s")
    key = tokens.bearer(request.headers.get("authorization", ""))
    if not key:
        raise Problem(401, "this needs a key: Authorization: Bearer lr_...")
    token = await desk.read(lambda run: tokens.find(run, key, now))
    if token is None:
        desk.keys_by_address.wrong(address)
        raise Problem(401, "this key is not known, or not any more")
    if now - (token.used_at or 0) > tokens.NOTED_EVERY:
        await desk.write(lambda run: tokens.note_use(run, token, now))
    if scope not in token.scopes:
        raise Problem(403, f"this key lacks the scope {scope.value}")
    return token
