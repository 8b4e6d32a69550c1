"""One session for the whole run: how an audit reads what only a signed-in user may."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from launchready.facts.base import CannotSee
from launchready.facts.http import HttpExchange, SetCookie, Trace
from launchready.manifest.schema import Manifest, Session
from launchready.net.cookies import CookieJar
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.login_form import filled, login_form, safe_target, same_site
from launchready.net.urls import BadUrl, Url, parse_url, resolve

MAX_HOPS = 5
"""Redirects that are followed after the form was sent."""

_SESSION_NAME = re.compile(
    r"sess|sid|auth|token|jwt|login|user|remember|identity", re.IGNORECASE
)
_SIGN_OUT = re.compile(r"/(?:log|sign)[-_]?(?:out|off)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Live:
    """A session: a jar from a sign-in, or headers from the environment; never both."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    jar: CookieJar | None = None


class SignIn:
    """Reads the product's routes as the user that the manifest's `[session]` names.

    Signs in at the first use, once in a run whatever comes of it: a wrong password must
    not be tried again for every route.
    """

    def __init__(
        self, http: HttpClient, manifest: Manifest, environment: Mapping[str, str]
    ) -> None:
        self._http = http
        self._manifest = manifest
        self._environment = environment
        self._lock = asyncio.Lock()
        self._live: _Live | None = None
        self._refused = ""
        self._hops: list[HttpExchange] = []

    def __repr__(self) -> str:
        return "<SignIn>"

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        content: bytes = b"",
    ) -> Response:
        """Make one request within the session; redirects are not followed.

        Raises:
            CannotSee: there is no session, it does not belong at this URL, or the
                request came to nothing.
        """
        live = await self._session(url)
        return await self._http.request(
            method, url, headers=(*live.headers, *headers), content=content, jar=live.jar
        )

    async def follow(self, url: str) -> tuple[Trace, Response]:
        """GET a URL within the session, redirects followed as by `HttpClient.follow`.

        Raises:
            CannotSee: as `request` does.
        """
        live = await self._session(url)
        jar = live.jar if live.headers == () else None
        return await self._http.follow(url, jar=jar, headers=live.headers)

    async def credentials(self, url: str) -> tuple[tuple[str, str], ...]:
        """Give the header fields that make a request one of this session's; never shown.

        Raises:
            CannotSee: there is no session, or it does not belong at this URL.
        """
        live = await self._session(url)
        if live.jar is None:
            return live.headers
        cookie = live.jar.header_for(url)
        return (("cookie", cookie),) if cookie else ()

    async def open(self) -> None:
        """Sign in, where nobody has in this run.

        Raises:
            CannotSee: there is no session to be had; says why.
        """
        await self._opened()

    async def hops(self) -> tuple[HttpExchange, ...]:
        """Give every answer of the sign-in, in order, also where it was not accepted.

        Raises:
            CannotSee: no form was opened: the manifest names none, or a ready session.
        """
        with contextlib.suppress(CannotSee):
            await self._opened()
        if not self._hops:
            raise CannotSee(self._refused or "the session is a ready one: nobody signed in")
        return tuple(self._hops)

    async def _session(self, url: str) -> _Live:
        parts = urlsplit(url)
        own = {host.name for host in self._manifest.all_hosts}
        if parts.scheme != "https" or (parts.hostname or "") not in own:
            raise CannotSee("a session is sent to the product's own hosts only, over https")
        if _SIGN_OUT.search(parts.path):
            raise CannotSee("reading a sign-out would end the session for the other routes")
        return await self._opened()

    async def _opened(self) -> _Live:
        async with self._lock:
            if self._live is None and not self._refused:
                self._refused = "the sign-in did not end in time"
                try:
                    self._live = await self._open()
                    self._refused = ""
                except CannotSee as error:
                    self._refused = str(error)
            if self._live is None:
                raise CannotSee(self._refused)
            return self._live

    async def _open(self) -> _Live:
        declared = self._manifest.session
        if declared is None:
            raise CannotSee(
                "the manifest has no [session] to read it with: name login, username_env "
                "and password_env there, or cookie_env"
            )
        headers = []
        if declared.cookie_env:
            headers.append(("cookie", self._field_value(declared.cookie_env)))
        if declared.authorization_env:
            headers.append(("authorization", self._field_value(declared.authorization_env)))
        if headers:
            return _Live(tuple(headers))
        return await self._sign_in(declared)

    def _value(self, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise CannotSee(f"the environment variable {name} is not set")
        return value

    def _field_value(self, name: str) -> str:
        value = self._value(name).strip()
        if not re.fullmatch(r"[\x20-\x7e]+", value):
            raise CannotSee(f"the environment variable {name} cannot be sent as a header")
        return value

    async def _sign_in(self, declared: Session) -> _Live:
        route = self._manifest.route_named(declared.login)
        if route is None or not declared.username_env or not declared.password_env:
            raise CannotSee(
                "[session] is not complete: it needs login, username_env and password_env"
            )
        username = self._value(declared.username_env)
        password = self._value(declared.password_env)
        jar = CookieJar()
        page = _address(route.url)
        shown = await self._ask(page, jar)
        for _ in range(MAX_HOPS):
            there = _onward(shown, page)
            if there is None:
                break
            page = there
            shown = await self._ask(page, jar)
        _refuse_unusable(shown.exchange, "the login page")
        form = login_form(shown.text, str(page))
        if form is None:
            raise CannotSee(
                f"{route.url} shows no form with one password field; "
                "name a cookie_env in [session] instead"
            )
        target = safe_target(form, page)
        answer = await self._http.request(
            "POST",
            str(target),
            headers=(
                ("content-type", "application/x-www-form-urlencoded"),
                ("origin", f"{page.scheme}://{page.authority}"),
                ("referer", str(page)),
            ),
            content=urlencode(filled(form, username, password)).encode(),
            jar=jar,
        )
        self._hops.append(answer.exchange)
        _refuse_unusable(answer.exchange, "the sign-in")
        if answer.exchange.redirects and answer.exchange.status in {307, 308}:
            raise CannotSee("the login form's target sends the password on elsewhere")
        await self._arrive(answer, target, jar)
        return _Live(jar=jar)

    async def _ask(self, url: Url, jar: CookieJar) -> Response:
        answer = await self._http.request("GET", str(url), jar=jar)
        self._hops.append(answer.exchange)
        return answer

    async def _arrive(self, answer: Response, here: Url, jar: CookieJar) -> None:
        """Follow the answer to the form, and see that it signed in."""
        for _ in range(MAX_HOPS):
            there = _onward(answer, here)
            if there is None:
                break
            here = there
            answer = await self._ask(here, jar)
        if login_form(answer.text, str(here)) is not None:
            raise CannotSee("the sign-in was not accepted: the login form came back")
        cookies = [cookie for hop in self._hops for cookie in hop.cookies]
        if not any(_like_a_session(cookie) for cookie in cookies):
            raise CannotSee("the sign-in set no cookie that looks like a session")


def _address(url: str) -> Url:
    try:
        return parse_url(url)
    except BadUrl as error:
        raise CannotSee(f"the login route is not usable: {error}") from None


def _onward(answer: Response, here: Url) -> Url | None:
    """Give where an answer leads within the site and over https; None for nowhere."""
    if not answer.exchange.redirects or not answer.locations:
        return None
    try:
        there = resolve(here, answer.locations[0])
    except BadUrl:
        return None
    return there if there.scheme == "https" and same_site(there.host, here.host) else None


def _refuse_unusable(exchange: HttpExchange, what: str) -> None:
    if exchange.challenge:
        raise CannotSee(f"{exchange.challenge} asked for proof of a human at {what}")
    if exchange.failure is not None:
        raise CannotSee(f"{what} gave no answer: {exchange.detail or exchange.failure}")
    if exchange.status >= 400:
        raise CannotSee(f"{what} answered {exchange.status}")


def _like_a_session(cookie: SetCookie) -> bool:
    ended = cookie.max_age is not None and cookie.max_age <= 0
    if cookie.rejected or ended or cookie.value_length < 8:
        return False
    return cookie.http_only or bool(_SESSION_NAME.search(cookie.name))
