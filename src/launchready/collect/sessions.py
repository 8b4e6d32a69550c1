"""The user's routes, read as two users of different customers."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Mapping

from launchready.collect.services import Environment
from launchready.facts.base import CannotSee
from launchready.facts.sessions import TwoAnswers, TwoUsers
from launchready.manifest.schema import Manifest, Product, Route, Session
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.masking import mask_urls
from launchready.net.sign_in import SignIn

MAX_ROUTES = 6
KINDS = frozenset({"page", "api", "report"})
SHORTEST_NAME = 5
"""Characters; a shorter name would be met by chance."""


async def two_users(
    product: Product,
    manifest: Manifest,
    environment: Environment,
    http: HttpClient,
    sign_in: SignIn,
) -> TwoUsers:
    """Read each of the user's routes as one user, then as the other."""
    second = manifest.second_session
    if second is None or manifest.session is None:
        raise CannotSee("no second user is declared: [second_session]")
    other = SignIn(http, manifest.model_copy(update={"session": second}), environment)
    names = _name(manifest.session, environment), _name(second, environment)
    if names[0] and names[0] == names[1]:
        raise CannotSee("[session] and [second_session] name the same user")
    routes = [r for r in manifest.routes if r.access == "user" and r.kind in KINDS]
    answers = [
        await _compared(route, http, sign_in, other, names) for route in routes[:MAX_ROUTES]
    ]
    return TwoUsers(tuple(answers))


def _name(session: Session, environment: Mapping[str, str]) -> str:
    name = environment.get(session.username_env or "", "").strip().casefold()
    return name if len(name) >= SHORTEST_NAME else ""


async def _compared(
    route: Route, http: HttpClient, sign_in: SignIn, other: SignIn, names: tuple[str, str]
) -> TwoAnswers:
    url = mask_urls(route.url)
    try:
        first = await sign_in.request("GET", route.url)
        second = await other.request("GET", route.url)
    except CannotSee as error:
        return TwoAnswers(url, unseen=str(error))
    for answer in (first, second):
        exchange = answer.exchange
        if exchange.failure is not None or exchange.challenge:
            why = exchange.challenge or exchange.detail or str(exchange.failure)
            return TwoAnswers(url, unseen=why)
        if exchange.status != route.expect:
            return TwoAnswers(url, unseen=f"it answered {exchange.status}")
    same = first.exchange.body.sha256 == second.exchange.body.sha256
    public = False
    if same:
        with contextlib.suppress(CannotSee):
            alone = (await http.request("GET", route.url)).exchange
            public = alone.status == route.expect and (
                alone.body.sha256 == first.exchange.body.sha256
            )
    ours, theirs = names
    texts = _text(first), _text(second)
    return TwoAnswers(
        url,
        same=same,
        public=public,
        own=bool(ours and theirs) and ours in texts[0] and theirs in texts[1],
        crossed=bool(ours and ours in texts[1]) or bool(theirs and theirs in texts[0]),
    )


def _text(answer: Response) -> str:
    return html.unescape(answer.text).casefold()
