"""The HTML of declared routes, read without a session or as the product's user."""

from __future__ import annotations

from urllib.parse import urlsplit

from launchready.facts.base import CannotSee, Every
from launchready.facts.http import HttpExchange, RouteVisit, Trace
from launchready.facts.pages import (
    FormTarget,
    PageAnswers,
    PageContent,
    SignedInVisit,
    SignInTrace,
    Subresource,
)
from launchready.manifest.schema import Host, Manifest, Product, Route
from launchready.net.cookies import CookieJar
from launchready.net.exchanges import Response
from launchready.net.html_page import HtmlPage, read_html
from launchready.net.http import HttpClient
from launchready.net.login_form import login_form
from launchready.net.masking import mask_urls
from launchready.net.sign_in import SignIn

PAGE_KINDS = {"page", "login", "report"}
MAX_URL = 500
"""Characters that are kept of a URL found in a page."""


async def page_content(
    route: Route, manifest: Manifest, http: HttpClient, sign_in: SignIn
) -> PageContent:
    """Read what a page loads, sends and links to."""
    if route.kind not in PAGE_KINDS or route.access == "service":
        raise CannotSee("it is no page for people")
    if route.access == "user":
        exchange, response = await _as_user(route, manifest, sign_in)
    else:
        trace, response = await http.follow(route.url, jar=CookieJar())
        exchange = _answered(trace)
    if not is_html(exchange):
        return PageContent(exchange.url, html=False)
    page = read_html(response.text, exchange.url)
    return PageContent(
        url=exchange.url,
        subresources=tuple(Subresource(_shown(url), use) for url, use in page.embedded),
        forms=tuple(
            FormTarget(_shown(form.action), form.method[:10], bool(form.passwords))
            for form in page.forms
        ),
        links=tuple(_shown(url) for url in page.links),
        policies=_policies(exchange, page),
        referrer=page.referrer[:100],
        cut=page.cut,
    )


async def signed_in_visit(route: Route, manifest: Manifest, sign_in: SignIn) -> SignedInVisit:
    """Read a user's route as its user."""
    if route.access != "user":
        raise CannotSee("the route is not a user's")
    exchange, _ = await _as_user(route, manifest, sign_in)
    return SignedInVisit(exchange)


async def sign_in_trace(product: Product, sign_in: SignIn) -> SignInTrace:
    """Sign in, and keep what was answered on the way."""
    return SignInTrace(await sign_in.hops())


async def page_answers(
    host: Host,
    manifest: Manifest,
    visits: Every[RouteVisit],
    signed_in: Every[SignedInVisit],
    pages: Every[PageContent],
) -> PageAnswers:
    """Bring together how a host answers for its pages, to anyone and to the user."""
    answers: list[HttpExchange] = []
    unseen: list[str] = []
    for route in manifest.routes:
        if route.host != host.name or route.kind not in PAGE_KINDS:
            continue
        seen = signed_in.seen.get(route.target)
        visit = visits.seen.get(route.target)
        if seen is not None and route.access == "user":
            final = seen.exchange
        elif visit is not None:
            final = visit.trace.final
        else:
            reason = visits.unseen.get(route.target)
            unseen.append(f"{route.url}: {reason.reason if reason else 'not seen'}")
            continue
        own = urlsplit(final.url).hostname == host.name
        if own and final.failure is None and not final.challenge and is_html(final):
            answers.append(final)
        elif final.failure is not None or final.challenge:
            why = final.challenge or final.detail or str(final.failure)
            unseen.append(f"{route.url}: {why}")
    shown = {answer.url for answer in answers}
    read = [page for page in pages.seen.values() if page.url in shown]
    return PageAnswers(
        tuple({answer.url: answer for answer in answers}.values()),
        tuple((page.url, page.referrer) for page in read if page.referrer),
        tuple((page.url, policy) for page in read for policy in page.policies),
        tuple(unseen),
    )


def is_html(exchange: HttpExchange) -> bool:
    """Say whether an answer is a page by its media type."""
    kind = exchange.header("content-type").partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"}


async def _as_user(
    route: Route, manifest: Manifest, sign_in: SignIn
) -> tuple[HttpExchange, Response]:
    """GET a route within the session.

    Raises:
        CannotSee: there is none, or the product does not take it.
    """
    trace, response = await sign_in.follow(route.url)
    final = _answered(trace)
    logins = {urlsplit(each.url)[1:3] for each in manifest.routes if each.kind == "login"}
    if final.status in {401, 403}:
        raise CannotSee(f"the session was refused with {final.status}")
    if urlsplit(final.url)[1:3] in logins or (
        is_html(final) and trace.redirect_count and login_form(response.text, final.url)
    ):
        raise CannotSee("the session is not accepted here: it led to the login form")
    return final, response


def _answered(trace: Trace) -> HttpExchange:
    final = trace.final
    if final.challenge:
        raise CannotSee(f"{final.challenge} asked for proof of a human")
    if final.failure is not None:
        raise CannotSee(f"no answer: {final.detail or final.failure}")
    return final


def _policies(exchange: HttpExchange, page: HtmlPage) -> tuple[str, ...]:
    name = "content-security-policy"
    fields = [value[:4096] for key, value in exchange.headers if key == name]
    return (*fields[:10], *page.policies)


def _shown(url: str) -> str:
    return mask_urls(url)[:MAX_URL]
