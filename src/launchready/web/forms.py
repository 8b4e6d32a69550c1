"""Forms as browsers send them, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

MAX_FORM = 64 * 1024
MAX_FIELDS = 60


class TooMuch(Exception):
    """What was sent is larger than is taken."""


class NoForm(Exception):
    """What was sent is no form."""


async def read_body(request: Request, limit: int) -> bytes:
    """Read what was sent, up to a limit in octets.

    Raises:
        TooMuch: it is longer.
        NoForm: whoever sent it went away.
    """
    octets = bytearray()
    try:
        async for chunk in request.stream():
            octets += chunk
            if len(octets) > limit:
                raise TooMuch
    except ClientDisconnect:
        raise NoForm from None
    return bytes(octets)


async def read_form(request: Request) -> Mapping[str, tuple[str, ...]]:
    """Read a form; each field with all its values.

    Raises:
        TooMuch: it is larger than a form here ever is.
        NoForm: it is something else.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise NoForm
    body = await read_body(request, MAX_FORM)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise NoForm from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        # Postgres keeps no NUL in a text.
        fields[name] = (*fields.get(name, ()), value.replace("\0", ""))
    return fields
