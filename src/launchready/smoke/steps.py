"""The steps of a smoke test, each a few requests as a customer's browser makes them."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.facts.http import HttpExchange, Trace
from launchready.facts.smoke import Step, StepResult
from launchready.manifest.schema import Manifest, Route
from launchready.net.exchanges import Response
from launchready.net.html_page import read_html
from launchready.net.http import HttpClient
from launchready.net.sign_in import SignIn

STEP_DEADLINE_S = 10.0
MAX_ASSETS = 20
MAX_PAGES = 5

PASSED, FAILED = StepResult.PASSED, StepResult.FAILED
UNKNOWN, SKIPPED = StepResult.UNKNOWN, StepResult.SKIPPED


class Visitor(Struct, frozen=True):
    """What every step needs.

    Attributes:
        manifest: what is meant to be there.
        http: the transport; sign_in: the test user's session.
        environment: where keys are; values never reach a step's text.
    """

    manifest: Manifest
    http: HttpClient
    sign_in: SignIn
    environment: Mapping[str, str]


class StepFailed(Exception):
    """The step saw something wrong; the message says what."""

    def __init__(self, text: str, *trace: str) -> None:
        super().__init__(text)
        self.trace = trace


async def take(
    name: str, target: str, work: Callable[[], Awaitable[str]], seconds: float = STEP_DEADLINE_S
) -> Step:
    """Carry out a step: whatever happens, it has a result.

    Args:
        name: of the step.
        target: what it looks at.
        work: gives what was seen, and raises `StepFailed` or `CannotSee`.
        seconds: it may take.
    """
    began = time.monotonic()
    trace: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(seconds):
            result, text = PASSED, await work()
    except StepFailed as error:
        result, text, trace = FAILED, str(error), error.trace
    except CannotSee as error:
        result, text = UNKNOWN, str(error)
    except TimeoutError:
        result, text = UNKNOWN, f"no answer within {seconds:g} s"
    elapsed = round((time.monotonic() - began) * 1000, 1)
    return Step(name, target, result, text, elapsed, trace)


def skipped(name: str, why: str) -> Step:
    """Make a step that there is nothing to do for."""
    return Step(name, "", SKIPPED, why)


async def homepage(visitor: Visitor) -> Step:
    """Open the page where visitors should land."""
    url = f"{visitor.manifest.product.canonical.rstrip('/')}/"

    async def work() -> str:
        trace, response = await visitor.http.follow(url)
        _expect(trace, 200)
        if "html" not in trace.final.header("content-type"):
            kind = trace.final.header("content-type") or "none"
            raise StepFailed(f"is no page: content-type {kind}", *_told(trace.hops))
        return f"200, {len(response.content)} octets"

    return await take("homepage", url, work)


async def sign_in(visitor: Visitor) -> Step:
    """Sign in as the test user, as a browser does."""
    session = visitor.manifest.session
    if session is None:
        return skipped("sign-in", "the manifest has no [session]")
    route = visitor.manifest.route_named(session.login)

    async def work() -> str:
        if route is None:
            return "a ready session is declared; nobody signs in"
        try:
            await visitor.sign_in.open()
            hops = await visitor.sign_in.hops()
        except CannotSee as error:
            if "environment variable" in str(error):
                raise
            raise StepFailed(str(error), *await _hops(visitor)) from error
        return f"signed in, after {len(hops)} requests"

    return await take("sign-in", route.url if route else "", work)


async def _hops(visitor: Visitor) -> tuple[str, ...]:
    try:
        return _told(await visitor.sign_in.hops())
    except CannotSee:
        return ()


async def user_page(visitor: Visitor, route: Route) -> Step:
    """Open a page of the signed-in user, and look for what is theirs."""
    wanted = visitor.manifest.smoke.text if route.kind == "page" else ""

    async def work() -> str:
        trace, response = await visitor.sign_in.follow(route.url)
        _expect(trace, route.expect)
        if trace.redirect_count and urlsplit(trace.final.url)[:3] != urlsplit(route.url)[:3]:
            raise StepFailed(f"led to {trace.final.url} instead", *_told(trace.hops))
        if wanted and wanted not in response.text:
            raise StepFailed(
                f'answers {trace.final.status}, and does not show "{wanted}"',
                *_told(trace.hops),
            )
        shows = f', shows "{wanted}"' if wanted else ""
        return f"{trace.final.status}, {len(response.content)} octets{shows}"

    return await take("dashboard", route.url, work)


async def health(visitor: Visitor, route: Route, release: str) -> tuple[Step, str]:
    """Ask the API for its health, and which release answers; gives that, too."""
    declared = visitor.manifest.deploy
    header = declared.release_header if declared else ""
    shown: list[str] = []

    async def work() -> str:
        trace, _ = await visitor.http.follow(route.url)
        _expect(trace, route.expect)
        running = trace.final.header(header)[:60] if header else ""
        shown.append(running)
        if release and not header:
            raise CannotSee("[deploy] names no release_header to tell the release by")
        if release and running != release:
            said = running or "no release"
            raise StepFailed(f"runs {said}, not {release}", *_told(trace.hops))
        return f"{trace.final.status}" + (f", release {running}" if running else "")

    step = await take("health", route.url, work)
    return step, shown[0] if shown else ""


async def webhook(visitor: Visitor, route: Route) -> list[Step]:
    """Call a webhook unsigned, and, where a key is declared, signed."""
    declared = visitor.manifest.smoke

    async def unsigned() -> str:
        answer = await visitor.http.request(
            "POST", route.url, headers=_JSON, content=declared.webhook_body.encode()
        )
        exchange = _answered(answer)
        if exchange.status != route.expect:
            raise StepFailed(
                f"answers an unsigned event with {exchange.status}, not {route.expect}",
                *_told([exchange]),
            )
        return f"refuses an unsigned event with {exchange.status}"

    async def signed() -> str:
        variable = declared.webhook_key_env
        key = visitor.environment.get(variable or "", "")
        if not key:
            raise CannotSee(f"the environment variable {variable} is not set")
        body = declared.webhook_body.encode()
        signature = hmac.new(key.encode(), body, "sha256").hexdigest()
        headers = (*_JSON, (declared.webhook_header.lower(), signature))
        answer = await visitor.http.request("POST", route.url, headers=headers, content=body)
        exchange = _answered(answer)
        if exchange.status != declared.webhook_expect:
            raise StepFailed(
                f"answers a signed event with {exchange.status}, not {declared.webhook_expect}",
                *_told([exchange]),
            )
        return f"takes a signed event with {exchange.status}"

    steps = [await take("webhook", route.url, unsigned)]
    if declared.webhook_key_env and declared.webhook_header:
        steps.append(await take("webhook, signed", route.url, signed))
    return steps


async def assets(visitor: Visitor) -> Step:
    """Load the scripts and styles that the pages of this release name."""
    own = {host.name for host in visitor.manifest.all_hosts}
    home = f"{visitor.manifest.product.canonical.rstrip('/')}/"

    async def work() -> str:
        wanted = await _named_files(visitor, home, own)
        if not wanted:
            return "the pages load no script or style of the product's own"
        answers = await asyncio.gather(
            *(visitor.http.request("GET", url) for url in wanted[:MAX_ASSETS])
        )
        wrong = []
        for answer in answers:
            exchange = _answered(answer)
            kind = exchange.header("content-type")
            if exchange.status != 200 or "html" in kind:
                wrong.append(f"GET {exchange.url} -> {exchange.status} {kind}")
        if wrong:
            raise StepFailed(f"{len(wrong)} of {len(answers)} files do not load", *wrong)
        return f"{len(answers)} files load"

    return await take("assets", home, work)


async def _named_files(visitor: Visitor, home: str, own: set[str]) -> list[str]:
    trace, response = await visitor.http.follow(home)
    texts = [(response.text, trace.final.url)]
    for route in user_pages(visitor.manifest)[:MAX_PAGES]:
        try:
            trace, response = await visitor.sign_in.follow(route.url)
        except CannotSee:
            continue  # the step for that page says so
        texts.append((response.text, trace.final.url))
    urls = [
        url
        for text, base in texts
        for url, use in read_html(text, base).embedded
        if use in {"script", "style"} and urlsplit(url).hostname in own
    ]
    return list(dict.fromkeys(urls))


def user_pages(manifest: Manifest) -> list[Route]:
    """List what the test user opens: pages of users, the critical ones where any is."""
    pages = [
        route
        for route in manifest.routes
        if route.access == "user" and route.kind in {"page", "api"}
    ]
    return [route for route in pages if route.critical] or pages[:1]


_JSON = (("content-type", "application/json"),)


def _expect(trace: Trace, status: int) -> None:
    final = trace.final
    if final.challenge:
        raise StepFailed(f"{final.challenge} asks for proof of a human", *_told(trace.hops))
    if final.failure is not None or trace.end.value != "final":
        why = final.detail or str(final.failure or trace.end)
        raise StepFailed(f"no answer: {why}", *_told(trace.hops))
    if final.status != status:
        raise StepFailed(f"answers {final.status}, not {status}", *_told(trace.hops))


def _answered(response: Response) -> HttpExchange:
    exchange = response.exchange
    if exchange.challenge:
        raise StepFailed(f"{exchange.challenge} asks for proof of a human", *_told([exchange]))
    if exchange.failure is not None:
        raise StepFailed(f"no answer: {exchange.detail or exchange.failure}")
    return exchange


def _told(hops: tuple[HttpExchange, ...] | list[HttpExchange]) -> tuple[str, ...]:
    """Write the requests and answers of a step, a line each; values are masked already."""
    lines = []
    for hop in hops[-8:]:
        request = hop.header("x-request-id") or hop.header("cf-ray")
        known = f" (request {request[:60]})" if request else ""
        to = f" -> {hop.location[:200]}" if hop.redirects else ""
        said = hop.status or hop.failure or "no answer"
        lines.append(f"{hop.method} {hop.url} {said}{to}{known}")
    return tuple(lines)
