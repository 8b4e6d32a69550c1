"""Routes as a new visitor's browser opens them, with what the page holds."""

from __future__ import annotations

import json

from launchready.collect.page_html import read_page
from launchready.facts.login import OpenedPage
from launchready.manifest.schema import Route
from launchready.net.cookies import CookieJar
from launchready.net.http import HttpClient

_ERROR_KEYS = frozenset(
    {"error", "errors", "message", "detail", "code", "status", "statuscode", "success", "title",
     "type", "error_description", "timestamp", "path", "ok", "data"}
)  # fmt: skip


async def opened_page(route: Route, http: HttpClient) -> OpenedPage:
    """Open a route with an empty cookie jar and read the page where it ends."""
    trace, response = await http.follow(route.url, jar=CookieJar())
    return OpenedPage(
        trace,
        read_page(response.text, trace.final.url),
        json_error=_is_error(response.content),
    )


def _is_error(content: bytes) -> bool:
    """Say whether a body is a JSON object that tells an error and holds no data."""
    if len(content) > 4096 or not content.lstrip().startswith(b"{"):
        return False
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, dict):
        return False
    keys = {str(key).lower() for key in value}
    names_error = bool(keys & {"error", "errors"}) or value.get("success") is False
    return names_error and keys <= _ERROR_KEYS and not value.get("data")
