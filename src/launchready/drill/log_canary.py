"""Whether secrets that pass through the product turn up in its logs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

from launchready.collect.services import Folder
from launchready.drill.log_watch import LogWatch
from launchready.drill.marks import Canary, Finder, Mark
from launchready.drill.plan import Outcome, Plan
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult
from launchready.manifest.schema import Manifest, Route
from launchready.net.cookies import CookieJar
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.login_form import filled, login_form
from launchready.net.network import USER_AGENT, Network

MAX_ROUTES = 10
WAIT_S = 10.0
LOOK_EVERY_S = 0.2

NOT_TAKEN_IN = frozenset({404, 405, 429})
"""Answers that say that what was sent was not read."""


def canary_routes(manifest: Manifest) -> tuple[Route, ...]:
    """Give the routes that the canary is sent through."""
    wanted = [each for each in manifest.routes if each.kind in {"login", "webhook"}]
    return tuple(wanted[:MAX_ROUTES])


def plan_canary(manifest: Manifest, wait_s: float = WAIT_S) -> Plan:
    """Say what will be sent, and where.

    Raises:
        CannotSee: there is nothing to send it through, or no log to look in.
    """
    routes = canary_routes(manifest)
    if not routes:
        raise CannotSee('no route of kind "login" or "webhook" is declared')
    logs = manifest.repository.logs if manifest.repository else ()
    if not logs:
        raise CannotSee("no logs are declared: name them as `logs` in [repository]")
    steps = [_step(route) for route in routes]
    steps.append(
        f"reads what is added to {', '.join(logs)} for {wait_s:g} s, and looks for all of them"
    )
    requests = sum(2 for _ in routes)
    return Plan(
        "log-canary",
        tuple(steps),
        (f"{requests} requests, none of them repeated",),
        "a failed sign-in and refused webhook calls, marked launchready-..., in the logs. "
        "Everything sent is made up; the card number is of the range for tests",
    )


def _step(route: Route) -> str:
    if route.kind == "login":
        return (
            f"opens {route.url} and tries to sign in there once, with a made-up mail address, "
            "a made-up password, and a made-up token in the Authorization header"
        )
    return (
        f"posts to {route.url} twice, unsigned: an event with a made-up customer, card number "
        "and token, and the same event cut short, which is no JSON"
    )


@dataclass(slots=True)
class _Search:
    """What the logs have shown so far."""

    found: dict[tuple[str, str], DrillFinding] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    grown: set[str] = field(default_factory=set)
    traced: set[str] = field(default_factory=set)


async def fly_canary(
    manifest: Manifest, folder: Folder, network: Network, canary: Canary, wait_s: float = WAIT_S
) -> Outcome:
    """Send the canary and look where it turns up.

    Raises:
        CannotSee: nothing could be sent, or no log is there to look in.
    """
    from launchready.net.dns import Resolver

    repository = manifest.repository
    assert repository is not None, "plan_canary has seen to it"
    root = (folder.path or Path()) / repository.path
    finder = Finder(canary)
    watch = await asyncio.to_thread(LogWatch, root, repository.logs, Finder.overlap)
    if not watch.files:
        raise CannotSee(f"no file fits {', '.join(repository.logs)} yet, so nothing was sent")
    routes = canary_routes(manifest)
    async with HttpClient(network, Resolver(network)) as http:
        sender = _Sender(http, canary)
        sent = {route: await sender.send(route) for route in routes}
    signs = [canary.beacon, *(path for r in routes if len(path := urlsplit(r.url).path) > 1)]
    search = _Search()
    until = time.monotonic() + wait_s
    while True:
        last = time.monotonic() >= until
        await asyncio.to_thread(_look, watch, finder, signs, search)
        if last or len(search.kinds) == len(canary.marks):
            return _judge(sent, search, watch, canary)
        await asyncio.sleep(LOOK_EVERY_S)


class _Sender(Struct, frozen=True):
    """Sends the canary through one route after another."""

    http: HttpClient
    canary: Canary

    async def send(self, route: Route) -> str:
        """Send what a route gets; gives why it was not taken in, or ""."""
        try:
            if route.kind == "login":
                answers = [await self._sign_in(route)]
            else:
                whole = json.dumps(_event(self.canary)).encode()
                answers = [await self._post(route.url, body) for body in (whole, whole[:-2])]
        except CannotSee as error:
            return str(error)
        for answer in answers:
            exchange = answer.exchange
            if exchange.challenge:
                return f"{exchange.challenge} asked for proof of a human"
            if exchange.failure is not None:
                return f"no answer: {exchange.detail or exchange.failure}"
            if exchange.status in NOT_TAKEN_IN:
                return f"answered {exchange.status}"
        return ""

    async def _sign_in(self, route: Route) -> Response:
        """Fill in the login form; where scripts make it, post JSON as they would."""
        jar = CookieJar()
        _, page = await self.http.follow(route.url, jar=jar, headers=_headers(self.canary))
        email, password = self.canary.email.value, self.canary.password.value
        form = login_form(page.text, page.exchange.url)
        if form is None:
            body = json.dumps({"email": email, "password": password}).encode()
            return await self._post(route.url, body, jar=jar)
        own = {urlsplit(route.url).hostname, urlsplit(page.exchange.url).hostname}
        if form.method != "post" or urlsplit(form.action).hostname not in own:
            raise CannotSee("its form is not posted to the product itself, so it was not sent")
        body = urlencode(filled(form, email, password)).encode()
        return await self._post(
            form.action, body, kind="application/x-www-form-urlencoded", jar=jar
        )

    async def _post(
        self,
        url: str,
        body: bytes,
        *,
        kind: str = "application/json",
        jar: CookieJar | None = None,
    ) -> Response:
        origin = urlsplit(url)
        headers = (
            *_headers(self.canary),
            ("content-type", kind),
            ("origin", f"{origin.scheme}://{origin.netloc}"),
            ("authorization", f"Bearer {self.canary.token.value}"),
        )
        return await self.http.request("POST", url, headers=headers, content=body, jar=jar)


def _headers(canary: Canary) -> tuple[tuple[str, str], ...]:
    return (
        ("user-agent", f"{USER_AGENT} {canary.beacon}"),
        ("x-request-id", canary.beacon),
    )


def _event(canary: Canary) -> dict[str, object]:
    """Make an event as payment providers send them, with what should never be logged."""
    return {
        "id": f"evt_{canary.beacon}",
        "type": "launchready.canary",
        "livemode": False,
        "data": {
            "customer": {"name": canary.name.value, "email": canary.email.value},
            "card": {"number": canary.card.value, "exp_month": 12, "exp_year": 2035},
            "access_token": canary.token.value,
        },
    }


def _look(watch: LogWatch, finder: Finder, signs: list[str], search: _Search) -> None:
    for piece in watch.added():
        search.grown.add(piece.path)
        if any(sign.encode() in piece.text for sign in signs):
            search.traced.add(piece.path)
        for hit in finder.hits(piece.text):
            search.kinds.add(hit.mark.kind)
            key = (piece.path, hit.mark.kind)
            if key not in search.found:
                line = watch.line_at(piece.path, piece.start + hit.start)
                search.found[key] = _leak(piece.path, line, hit.mark, hit.form)


def _leak(path: str, line: int, mark: Mark, form: str) -> DrillFinding:
    place = f"{path}:{line}" if line else path
    return DrillFinding(place, f"holds the {mark.kind} ({mark.masked}), {form}")


def _judge(
    sent: Mapping[Route, str], search: _Search, watch: LogWatch, canary: Canary
) -> Outcome:
    if search.found:
        kinds = ", ".join(mark.kind for mark in canary.marks if mark.kind in search.kinds)
        return Outcome(
            DrillResult.FAILED, f"the logs hold: {kinds}", tuple(search.found.values())
        )
    lost = [DrillFinding(route.url, why) for route, why in sent.items() if why]
    if lost:
        return Outcome(
            DrillResult.UNKNOWN,
            f"no mark turned up, but {len(lost)} of {len(sent)} routes did not take it in",
            tuple(lost),
        )
    if watch.exhausted:
        return Outcome(DrillResult.UNKNOWN, "more was logged than could be looked through")
    if not search.traced:
        seen = ", ".join(sorted(search.grown)[:5]) or "none of them"
        return Outcome(
            DrillResult.UNKNOWN,
            "no mark turned up, but neither did the requests themselves: are these the logs "
            f"of this product, and does it log requests? (grew meanwhile: {seen})",
        )
    files = ", ".join(sorted(search.traced)[:5])
    return Outcome(
        DrillResult.PASSED, f"the requests are in {files}, and none of what was marked secret"
    )
