"""A whole smoke test: every step that the manifest gives reason for, at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from launchready.collect.services import Environment
from launchready.facts.base import CannotSee
from launchready.facts.smoke import SmokeRun, Step, StepResult
from launchready.manifest.schema import Manifest
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.sign_in import SignIn
from launchready.smoke import steps
from launchready.smoke.steps import Visitor, skipped

MAIL_DEADLINE_S = 180.0


async def smoke(
    manifest: Manifest,
    network: Network,
    environment: Mapping[str, str],
    *,
    release: str = "",
    screenshots: Path | None = None,
    say: Callable[[str], None] | None = None,
) -> SmokeRun:
    """Visit the product as a customer does, and its machines as their callers do.

    Args:
        manifest: what is meant to be there.
        network: with its overrides.
        environment: where the variables that `_env` keys name are.
        release: that must be running; "" for any.
        screenshots: folder for the browser's pictures.
        say: takes a line of progress.
    """
    began = time.monotonic()
    tell = say or (lambda _line: None)
    async with HttpClient(network, Resolver(network)) as http:
        session = SignIn(http, manifest, Environment(environment))
        visitor = Visitor(manifest, http, session, environment)
        signed_in = await steps.sign_in(visitor)
        tell(f"sign-in: {signed_in.result.value}")
        (homepage, assets, pages, webhooks, (health, running)), mails = await asyncio.gather(
            _requests(visitor, release), _mails(manifest, network, environment, tell)
        )
    browser = await _browser(manifest, network, environment, screenshots)
    visited = (homepage, signed_in, *pages, *mails, *webhooks, *health, assets, *browser)
    elapsed = round(time.monotonic() - began, 2)
    return SmokeRun(manifest.product.name, running, visited, elapsed)


async def _requests(
    visitor: Visitor, release: str
) -> tuple[Step, Step, list[Step], list[Step], tuple[list[Step], str]]:
    async with asyncio.TaskGroup() as group:
        homepage = group.create_task(steps.homepage(visitor))
        assets = group.create_task(steps.assets(visitor))
        pages = group.create_task(_pages(visitor))
        webhooks = group.create_task(_webhooks(visitor))
        health = group.create_task(_health(visitor, release))
    return (
        homepage.result(),
        assets.result(),
        pages.result(),
        webhooks.result(),
        health.result(),
    )


async def _pages(visitor: Visitor) -> list[Step]:
    routes = steps.user_pages(visitor.manifest)
    if not routes:
        return [skipped("dashboard", 'no page with access = "user" is declared')]
    return list(await asyncio.gather(*(steps.user_page(visitor, each) for each in routes)))


async def _webhooks(visitor: Visitor) -> list[Step]:
    routes = [route for route in visitor.manifest.routes if route.kind == "webhook"]
    if not routes:
        return [skipped("webhook", "no route of kind webhook is declared")]
    each = await asyncio.gather(*(steps.webhook(visitor, route) for route in routes))
    return [step for found in each for step in found]


async def _health(visitor: Visitor, release: str) -> tuple[list[Step], str]:
    manifest = visitor.manifest
    named = manifest.deploy.health if manifest.deploy else ""
    routes = [route for route in manifest.routes if route.kind == "health"]
    chosen = manifest.route_named(named) or (routes[0] if routes else None)
    if chosen is None:
        return [skipped("health", "no route of kind health is declared")], ""
    step, running = await steps.health(visitor, chosen, release)
    return [step], running


async def _mails(
    manifest: Manifest,
    network: Network,
    environment: Mapping[str, str],
    say: Callable[[str], None],
) -> list[Step]:
    """Trigger the mail that is named for it, as `launchready drill mail` does."""
    from launchready.drill.mail.recipients import make_token
    from launchready.drill.mail.run import send_mails
    from launchready.facts.drills import DrillResult

    name = manifest.smoke.mail
    chosen = tuple(mail for mail in manifest.mails if mail.name == name)
    if not chosen:
        return [skipped("signup mail", "[smoke] names no mail to trigger")]
    only = manifest.model_copy(update={"mails": chosen})

    async def work() -> str:
        outcome = await send_mails(
            only, network, make_token(), say=say, environment=environment
        )
        arrivals = [each for each in outcome.trials if each.aspect == "arrives"]
        if not arrivals or any(each.result is DrillResult.UNKNOWN for each in arrivals):
            raise CannotSee(arrivals[0].text if arrivals else outcome.summary)
        for trial in arrivals:
            if trial.result is DrillResult.FAILED:
                raise steps.StepFailed(trial.text, *trial.evidence)
        return arrivals[0].text

    return [await steps.take("signup mail", name, work, MAIL_DEADLINE_S)]


async def _browser(
    manifest: Manifest,
    network: Network,
    environment: Mapping[str, str],
    screenshots: Path | None,
) -> list[Step]:
    if not manifest.smoke.browser:
        return []
    from launchready.smoke.browser import visit

    return await visit(manifest, network, environment, screenshots)


EXIT_STATUS = {
    StepResult.PASSED: 0,
    StepResult.FAILED: 1,
    StepResult.UNKNOWN: 3,
    StepResult.SKIPPED: 3,
}
