"""Takes a program's request apart, has it worked out, and writes the answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from launchready.web.api import statuspage
from launchready.web.api.openapi import document
from launchready.web.api.operations import BASE, OPERATIONS, Operation
from launchready.web.desk import Desk
from launchready.web.forms import NoForm, TooMuch, read_body
from launchready.web.keyed import Asked, Problem, keyed, unfit
from launchready.web.tokens import Scope

MAX_BODY = 64 * 1024


def api_routes(desk: Desk) -> list[BaseRoute]:
    """Give the routes of every operation, of their document, and of Statuspage's API."""
    return [
        *(
            Route(
                BASE + each.path, keyed(desk, _handler(each), each.scope), methods=[each.method]
            )
            for each in OPERATIONS
        ),
        Route(f"{BASE}/openapi.json", keyed(desk, _document, Scope.READ)),
        *statuspage.routes(desk),
        Route("/api/{rest:path}", keyed(desk, _nothing, Scope.READ), methods=["GET", "POST"]),
    ]


def _handler(operation: Operation[Any, Any]) -> Callable[[Asked], Awaitable[Response]]:
    async def handle(asked: Asked) -> Response:
        fields: dict[str, object] = dict(asked.request.path_params)
        given: Mapping[str, object] = asked.request.query_params
        if operation.method == "POST":
            given = await _body(asked)
        for name, value in given.items():
            if name in fields:
                raise Problem(422, f"{name}: is in the path already")
            fields[name] = value
        try:
            wanted = operation.takes.model_validate(fields)
        except ValidationError as error:
            raise unfit(error, "the request") from None
        answer = await operation.does(asked, wanted)
        return Response(answer.model_dump_json(), media_type="application/json")

    return handle


async def _body(asked: Asked) -> Mapping[str, object]:
    try:
        octets = await read_body(asked.request, MAX_BODY)
    except TooMuch:
        raise Problem(413, f"a body has {MAX_BODY // 1024} KiB at most") from None
    except NoForm:
        raise Problem(400, "the body ended before it was whole") from None
    try:
        found = json.loads(octets or b"{}")
    except (ValueError, RecursionError):
        raise Problem(400, "the body is no JSON") from None
    if not isinstance(found, dict):
        raise Problem(422, "the body is no object")
    return found


async def _document(_: Asked) -> Response:
    return Response(json.dumps(document()), media_type="application/json")


async def _nothing(_: Asked) -> Response:
    raise Problem(404, f"there is no such operation; see {BASE}/openapi.json")
