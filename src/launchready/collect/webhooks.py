"""How the edge treats callers that are programs."""

from __future__ import annotations

import re

from launchready.collect.page_html import looks_like_html
from launchready.facts.base import CannotSee
from launchready.facts.proxy import ApiAnswer, WebhookProbe
from launchready.manifest.schema import Route
from launchready.net.http import HttpClient

_BLAMES_CSRF = re.compile(
    r"csrf|cross[- ]site request forgery|invalidauthenticitytoken|page expired"
    r"|antiforgery|request verification token",
    re.IGNORECASE,
)


async def webhook_probe(route: Route, http: HttpClient) -> WebhookProbe:
    """POST an empty JSON object, unsigned: a handler that checks signatures refuses it."""
    if route.kind != "webhook":
        raise CannotSee("only webhook routes are posted to")
    headers = (("content-type", "application/json"), ("accept", "*/*"))
    answer = await http.request(
        "POST", route.url, headers=headers, content=b"{}", max_bytes=65_536
    )
    text = answer.text
    return WebhookProbe(
        answer.exchange,
        html=looks_like_html(text),
        names_csrf=bool(_BLAMES_CSRF.search(text)),
    )


async def api_answer(route: Route, http: HttpClient) -> ApiAnswer:
    """Ask as an API client does: for JSON, without cookies."""
    headers = (("accept", "application/json"),)
    answer = await http.request("GET", route.url, headers=headers, max_bytes=65_536)
    return ApiAnswer(answer.exchange, html=looks_like_html(answer.text))
