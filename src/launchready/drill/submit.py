"""Fills in and sends a form of the product, or JSON, as a visitor or a user would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.manifest.schema import Route
from launchready.net.cookies import CookieJar
from launchready.net.exchanges import Response
from launchready.net.html_page import PageForm, read_html
from launchready.net.http import HttpClient
from launchready.net.sign_in import SignIn

FORM = "application/x-www-form-urlencoded"
_SENT = {"hidden", "text", "email", "tel", "search", "url", "number", "password"}


class Sender(Struct, frozen=True):
    """Sends forms and JSON.

    Attributes:
        http: for a visitor.
        session: for a user.
    """

    http: HttpClient
    session: SignIn

    async def send(
        self,
        route: Route,
        values: Mapping[str, str],
        *,
        submit: Literal["form", "json"],
        as_user: bool,
    ) -> Response:
        """Send values to a route.

        Args:
            route: with the form, or that takes JSON.
            values: of the form's fields or the JSON's keys.
            submit: which of the two.
            as_user: within `[session]`.

        Returns:
            The answer to what was sent, whatever it says.

        Raises:
            CannotSee: there is no such form, or no answer.
        """
        jar = CookieJar()

        async def ask(method: str, url: str, kind: str = "", content: bytes = b"") -> Response:
            parts = urlsplit(url)
            headers = (
                (("content-type", kind), ("origin", f"{parts.scheme}://{parts.netloc}"))
                if kind
                else ()
            )
            if as_user:
                return await self.session.request(method, url, headers=headers, content=content)
            return await self.http.request(
                method, url, headers=headers, content=content, jar=jar
            )

        if submit == "json":
            body = json.dumps(dict(values)).encode()
            return await ask("POST", route.url, "application/json", body)
        page = await ask("GET", route.url)
        accepted(page, route.url)
        form = _form(page.text, route, values)
        body = urlencode(filled(form, values)).encode()
        return await ask("POST", form.action, FORM, body)


def filled(form: PageForm, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Fill a form as a browser would send it; fields that are not named keep their values."""
    pairs: list[tuple[str, str]] = []
    pressed = False
    for each in form.inputs:
        if not each.name:
            continue
        if each.name in values:
            pairs.append((each.name, values[each.name]))
        elif each.type in _SENT or (each.type in {"checkbox", "radio"} and each.checked):
            pairs.append((each.name, each.value))
        elif each.type == "submit" and not pressed:
            pressed = True
            pairs.append((each.name, each.value))
    return pairs


def _form(text: str, route: Route, values: Mapping[str, str]) -> PageForm:
    forms = read_html(text, route.url).forms
    wanted = set(values)
    for form in forms:
        if wanted <= {each.name for each in form.inputs}:
            return _checked(form, route)
    known = ", ".join(sorted({i.name for form in forms for i in form.inputs if i.name})[:15])
    raise CannotSee(
        f"{route.url} shows no form with the fields {', '.join(sorted(wanted)) or 'named'}"
        f" (there are: {known or 'no fields at all'})"
    )


def _checked(form: PageForm, route: Route) -> PageForm:
    """Refuse a form that is not posted to the product itself."""
    target, page = urlsplit(form.action), urlsplit(route.url)
    if form.method != "post":
        raise CannotSee(f"the form of {route.url} is not posted")
    if (target.scheme, target.hostname) != (page.scheme, page.hostname):
        raise CannotSee(f"the form of {route.url} is posted to another host")
    return form


def accepted(answer: Response, url: str) -> str:
    """Give the status of an answer that takes what was sent.

    Raises:
        CannotSee: it refuses it, or is none.
    """
    exchange = answer.exchange
    if exchange.challenge:
        raise CannotSee(f"{exchange.challenge} asked for proof of a human at {url}")
    if exchange.failure is not None:
        raise CannotSee(f"{url} gave no answer: {exchange.detail or exchange.failure}")
    if exchange.status >= 400:
        raise CannotSee(f"{url} answered {exchange.status}")
    return str(exchange.status)
