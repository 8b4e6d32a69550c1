"""Opens the pages in a real browser: errors of scripts, requests that fail, a picture."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.facts.base import CannotSee
from launchready.facts.smoke import Step
from launchready.manifest.schema import Manifest
from launchready.net.dns import Resolver
from launchready.net.network import Network, join_endpoint
from launchready.smoke.steps import StepFailed, take, user_pages

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEADLINE_S = 30.0
MAX_TOLD = 8
_NAME_FIELDS = "input[type=email], input[type=text], input:not([type])"


def find_browser() -> str:
    """Find a Chromium on this machine: CHROMIUM_PATH, or a usual name.

    Raises:
        CannotSee: there is none; says what to do.
    """
    named = os.environ.get("CHROMIUM_PATH", "")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), "")
    if not found:
        raise CannotSee("no Chromium is installed; install one, or name it in CHROMIUM_PATH")
    return found


async def visit(
    manifest: Manifest,
    network: Network,
    environment: Mapping[str, str],
    screenshots: Path | None,
) -> list[Step]:
    """Open the homepage and the user's pages, signed in through the form."""
    try:
        from playwright.async_api import async_playwright
    except ModuleNotFoundError:
        missing = "needs an extra: pip install 'launchready[browser]'"
        return [await take("browser", "", lambda: _unseen(missing))]
    try:
        path = find_browser()
    except CannotSee as error:
        reason = str(error)
        return [await take("browser", "", lambda: _unseen(reason))]
    rules = await _rules(manifest, network)
    with tempfile.TemporaryDirectory(prefix="launchready-browser-") as scratch:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=path, args=_arguments(rules), env={"HOME": scratch}
            )
            try:
                return await _visit(browser, manifest, environment, screenshots)
            finally:
                await browser.close()


def _arguments(rules: Sequence[str]) -> list[str]:
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return [*arguments, f"--host-resolver-rules={','.join(rules)}"] if rules else arguments


async def _rules(manifest: Manifest, network: Network) -> list[str]:
    """Lead the browser where `[network]` leads every other request."""
    if not network.connect and network.resolver is None:
        return []
    resolver = Resolver(network)
    rules = []
    for host in manifest.all_hosts:
        for port in (80, 443):
            route = network.route(host.name, port)
            for address in () if route else await resolver.addresses(host.name):
                route = route or network.route(host.name, port, address)
            if route:
                rules.append(f"MAP {host.name}:{port} {join_endpoint(*route)}")
    return rules


async def _unseen(reason: str) -> str:
    raise CannotSee(reason)


async def _visit(
    browser: Browser,
    manifest: Manifest,
    environment: Mapping[str, str],
    screenshots: Path | None,
) -> list[Step]:
    # A product that brings its own authority is staging; its certificates are audited.
    context = await browser.new_context(ignore_https_errors=bool(manifest.network.ca_file))
    home = f"{manifest.product.canonical.rstrip('/')}/"
    steps = [await _open(context, "browser: homepage", home, screenshots)]
    session = manifest.session
    route = manifest.route_named(session.login) if session else None
    if session is None or route is None:
        return steps
    name = environment.get(session.username_env or "", "")
    password = environment.get(session.password_env or "", "")
    steps.append(
        await _take(
            "browser: sign-in", route.url, lambda: _sign_in(context, route.url, name, password)
        )
    )
    pages = [each.url for each in user_pages(manifest) if each.kind == "page"]
    seen = [await _open(context, "browser: dashboard", url, screenshots) for url in pages]
    return [*steps, *seen]


async def _sign_in(context: BrowserContext, url: str, name: str, password: str) -> str:
    if not name or not password:
        raise CannotSee("[session]'s variables for the test user are not set")
    page = await context.new_page()
    await page.goto(url)
    secret = page.locator("input[type=password]").first
    names = page.locator("form", has=secret).locator(_NAME_FIELDS)
    await names.first.fill(name)
    await secret.fill(password)
    await secret.press("Enter")
    await page.wait_for_load_state("networkidle")
    if await page.locator("input[type=password]").count():
        raise StepFailed("the form is still there after it was sent")
    return f"led to {urlsplit(page.url).path}"


async def _open(context: BrowserContext, name: str, url: str, screenshots: Path | None) -> Step:
    page = await context.new_page()
    wrong: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"console: {message.text[:200]}")

    page.on("pageerror", lambda error: wrong.append(f"script: {str(error)[:200]}"))
    page.on("console", hear)
    page.on("requestfailed", lambda request: wrong.append(f"request: {request.url[:200]}"))

    async def work() -> str:
        answer = await page.goto(url, wait_until="networkidle")
        status = answer.status if answer else 0
        picture = await _picture(page, screenshots)
        if status != 200:
            raise StepFailed(f"answers {status}", *wrong[:MAX_TOLD])
        if wrong:
            raise StepFailed(f"{len(wrong)} errors in the browser", *wrong[:MAX_TOLD])
        return f"no error in the browser{picture}"

    step = await _take(name, url, work)
    await page.close()
    return step


async def _take(name: str, url: str, work: Callable[[], Awaitable[str]]) -> Step:
    """Carry out a step; what the browser could not do is a failure that it names."""
    from playwright.async_api import Error

    async def caught() -> str:
        try:
            return await work()
        except Error as error:
            raise StepFailed(error.message.partition("\n")[0][:300]) from None

    return await take(name, url, caught, DEADLINE_S)


async def _picture(page: Page, folder: Path | None) -> str:
    if folder is None:
        return ""
    parts = urlsplit(page.url)
    name = f"{parts.hostname}{parts.path}".strip("/").replace("/", "-")[:100]
    await page.screenshot(path=folder / f"{name}.png", full_page=True)
    return f", picture {name}.png"
