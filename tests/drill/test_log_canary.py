"""A product that logs secrets is caught; one that does not, and logs at all, passes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from launchready.collect.services import Folder
from launchready.drill import Outcome
from launchready.drill.log_canary import fly_canary, plan_canary
from launchready.drill.marks import Canary, make_canary
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.checks.given import manifest as given_manifest
from tests.servers.http import make_authority, real_server

HOST = "app.acme.example"
FORM = (
    '<!doctype html><html><form method="post" action="/login">'
    '<input type="hidden" name="csrf" value="t0"><input type="email" name="email">'
    '<input type="password" name="password"></form></html>'
)


class Product:
    """A small product whose log is a list of what it says of each request."""

    def __init__(
        self,
        log: Path,
        says: Callable[[Request, bytes], str],
        page: str = FORM,
        status: int = 401,
    ) -> None:
        self.log, self.says, self.page, self.status = log, says, page, status
        self.bodies: list[bytes] = []
        log.parent.mkdir(exist_ok=True)
        log.write_text("started\n")

    def application(self) -> Starlette:
        """Make the application."""
        return Starlette(
            routes=[
                Route("/login", self.login, methods=["GET", "POST"]),
                Route("/hooks", self.hook, methods=["POST"]),
            ]
        )

    async def login(self, request: Request) -> Response:
        """Show the form, or refuse."""
        await self._write(request)
        status = 200 if request.method == "GET" else self.status
        return HTMLResponse(self.page, status)

    async def hook(self, request: Request) -> Response:
        """Refuse an unsigned event."""
        await self._write(request)
        return JSONResponse({"error": "unsigned"}, self.status)

    async def _write(self, request: Request) -> None:
        body = await request.body()
        self.bodies.append(body)
        with self.log.open("a") as file:
            file.write(self.says(request, body) + "\n")


def access(request: Request, body: bytes) -> str:
    """Log what an access log holds, and nothing else."""
    return f"{request.method} {request.url.path} {request.headers.get('user-agent')}"


def described(logs: list[str] | None = None, **more: Any) -> Manifest:
    """Declare the product."""
    return given_manifest(
        product={"environment": "staging"},
        routes=[
            {"name": "login", "url": f"https://{HOST}/login", "kind": "login"},
            {"name": "hooks", "url": f"https://{HOST}/hooks", "kind": "webhook"},
            {"name": "home", "url": f"https://{HOST}/"},
        ],
        repository={"logs": ["logs/*.log"] if logs is None else logs},
        **more,
    )


@asynccontextmanager
async def running(product: Product, folder: Path) -> AsyncIterator[Network]:
    """Serve a product over TLS on loopback."""
    authority = make_authority(folder)
    async with real_server(authority, folder, HOST, product.application()) as port:
        yield Network({f"{HOST}:443": f"127.0.0.1:{port}"}, authority.ca_file)


async def fly(
    product: Product, folder: Path, canary: Canary | None = None, **manifest: Any
) -> Outcome:
    """Run the drill against a product."""
    async with running(product, folder) as network:
        return await fly_canary(
            described(**manifest), Folder(folder), network, canary or make_canary(), wait_s=0.4
        )


async def test_a_product_that_logs_requests_alone_passes(tmp_path: Path) -> None:
    """Everything was sent, the requests are in the log, and no mark is."""
    canary = make_canary()
    product = Product(tmp_path / "logs/app.log", access)
    outcome = await fly(product, tmp_path, canary)
    assert outcome.result is DrillResult.PASSED, outcome
    form, event, broken = product.bodies[1:]
    assert b"csrf=t0" in form
    assert canary.password.core.encode() in form
    assert json.loads(event)["data"]["card"]["number"] == canary.card.value
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(broken)


@pytest.mark.parametrize(
    ("says", "kinds"),
    [
        (lambda _, body: f"form: {body.decode()}", {"password", "token", "card number"}),
        (lambda request, _: str(dict(request.headers)), {"token"}),
        (
            lambda request, body: access(request, body) + " " + body.decode()[-40:],
            {"token", "password"},
        ),
    ],
)
async def test_a_product_that_logs_too_much_fails(
    says: Callable[[Request, bytes], str], kinds: set[str], tmp_path: Path
) -> None:
    """Every kind of secret that is logged is named, with its line, and never shown."""
    canary = make_canary()
    outcome = await fly(Product(tmp_path / "logs/app.log", says), tmp_path, canary)
    assert outcome.result is DrillResult.FAILED
    assert all(kind in outcome.summary for kind in kinds)
    assert all(finding.place.startswith("logs/app.log:") for finding in outcome.findings)
    for mark in canary.marks:
        assert mark.core not in repr(outcome)


async def test_the_line_is_the_right_one(tmp_path: Path) -> None:
    """A finding points to the line that a person opens."""
    canary = make_canary()
    log = tmp_path / "logs/app.log"
    product = Product(log, lambda request, body: f"{request.url.path}\n{body.decode()}")
    outcome = await fly(product, tmp_path, canary)
    (place,) = [each.place for each in outcome.findings if "password" in each.text]
    line = log.read_text().splitlines()[int(place.partition(":")[2]) - 1]
    assert canary.password.core in line


async def test_logs_without_the_requests_prove_nothing(tmp_path: Path) -> None:
    """A log that is not the product's, or does not move, is no proof of anything."""
    quiet = Product(tmp_path / "logs/app.log", lambda *_: "something happened")
    outcome = await fly(quiet, tmp_path)
    assert outcome.result is DrillResult.UNKNOWN
    assert "grew meanwhile: logs/app.log" in outcome.summary


@pytest.mark.parametrize("status", [404, 405, 429])
async def test_what_was_not_taken_in_proves_nothing(status: int, tmp_path: Path) -> None:
    """A route that did not read what was sent cannot have leaked it."""
    product = Product(tmp_path / "logs/app.log", access, status=status)
    outcome = await fly(product, tmp_path)
    assert outcome.result is DrillResult.UNKNOWN
    assert {each.text for each in outcome.findings} == {f"answered {status}"}


async def test_a_form_made_by_scripts_gets_json(tmp_path: Path) -> None:
    """Without a form in the page, credentials go the way that scripts send them."""
    canary = make_canary()
    product = Product(tmp_path / "logs/app.log", access, page="<html><script></script></html>")
    outcome = await fly(product, tmp_path, canary)
    assert outcome.result is DrillResult.PASSED, outcome
    assert json.loads(product.bodies[1])["password"] == canary.password.value


async def test_a_form_that_leads_elsewhere_gets_nothing(tmp_path: Path) -> None:
    """Even made-up credentials are not posted to another site."""
    page = FORM.replace('action="/login"', 'action="https://sso.other.example/in"')
    outcome = await fly(Product(tmp_path / "logs/app.log", access, page=page), tmp_path)
    assert outcome.result is DrillResult.UNKNOWN
    assert "not posted to the product itself" in outcome.findings[0].text


async def test_no_log_to_look_in_sends_nothing(tmp_path: Path) -> None:
    """Where no log is there, the product is left alone."""
    product = Product(tmp_path / "logs/app.log", access)
    with pytest.raises(CannotSee, match="nothing was sent"):
        await fly(product, tmp_path, logs=["other/*.log"])
    assert product.bodies == []


def test_the_plan_names_every_route_and_every_log() -> None:
    """Nothing is sent that was not announced."""
    text = plan_canary(described()).text("Acme", "staging")
    assert "STAGING" in text
    for words in (f"https://{HOST}/login", f"https://{HOST}/hooks", "logs/*.log"):
        assert words in text
    assert f"https://{HOST}/ " not in text


@pytest.mark.parametrize(("changed", "says"), [({"logs": []}, "no logs are declared")])
def test_nothing_to_do_is_said(changed: dict[str, Any], says: str) -> None:
    """A manifest that lacks what the drill needs is answered with what to add."""
    with pytest.raises(CannotSee, match=says):
        plan_canary(described(**changed))
    with pytest.raises(CannotSee, match="login"):
        plan_canary(given_manifest(repository={"logs": ["x.log"]}))
