"""An error that was raised is visible with its context, or the drill says what is missing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from launchready.drill import Outcome
from launchready.drill.error.context import Signs, entries
from launchready.drill.error.run import plan_error, raise_error
from launchready.drill.error.sources import Command, LogFiles, Source, listening
from launchready.drill.marks import Finder, make_canary
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from launchready.watch.service.opening import listen
from tests.checks.given import manifest as given_manifest
from tests.servers.http import make_authority, real_server

HOST = "app.acme.example"
RELEASE = "v1.5.0"
USER = "robin@acme.example"
Told = Callable[[Request], str]


def described(**monitoring: Any) -> Manifest:
    """Declare the product and what fails on purpose."""
    told = {"error_url": f"https://{HOST}/debug/error", **monitoring}
    return given_manifest(
        product={"environment": "staging"},
        hosts={HOST: {"role": "app"}},
        repository={"logs": ["logs/*.log"]},
        monitoring=told,
        deploy={"command": "make deploy", "release_header": "x-release"},
        session={"authorization_env": "AUTH", "username_env": "USER_NAME"},
    )


def product(log: Path, told: Told, status: int = 500, also: Told | None = None) -> Starlette:
    """Make a product that fails, and logs what a test wants; later, from another thread."""
    log.parent.mkdir(exist_ok=True)
    log.write_text("2026-11-02T10:00:00Z INFO started\n")

    def write(text: str) -> None:
        with log.open("a") as file:
            file.write(text)

    async def fail(request: Request) -> Response:
        await asyncio.to_thread(write, told(request))
        if also is not None:
            await asyncio.to_thread(also, request)
        return JSONResponse({"error": "internal"}, status, {"x-release": RELEASE})

    return Starlette(routes=[Route("/debug/error", fail, methods=["GET", "POST"])])


@asynccontextmanager
async def running(app: Starlette, folder: Path) -> AsyncIterator[Network]:
    """Serve it over TLS on loopback."""
    authority = make_authority(folder)
    async with real_server(authority, folder, HOST, app) as port:
        yield Network({f"{HOST}:443": f"127.0.0.1:{port}"}, authority.ca_file)


async def drill(
    folder: Path,
    told: Told,
    *,
    status: int = 500,
    wait_s: float = 60,
    environment: Mapping[str, str] | None = None,
    **monitoring: Any,
) -> Outcome:
    """Run the drill against a product that logs what is told."""
    async with running(product(folder / "logs/app.log", told, status), folder) as network:
        return await raise_error(
            described(**monitoring),
            network,
            environment or {},
            make_canary(),
            sources=[LogFiles(folder, ("logs/*.log",))],
            wait_s=wait_s,
        )


def well(request: Request) -> str:
    """Log an error as it should be: an entry of several lines."""
    identity = request.headers["x-request-id"]
    return (
        f"2026-11-02T10:00:01Z ERROR request_id={identity} release={RELEASE} user_id=17 "
        f"GET {request.url.path}\nTraceback (most recent call last):\n"
        '  File "app.py", line 3, in fail\nZeroDivisionError: division by zero\n'
    )


def access(request: Request) -> str:
    """Log what an access log holds, and nothing else."""
    identity = request.headers["x-request-id"]
    return f'- - - [02/Nov/2026:10:00:00 +0000] "GET /debug/error HTTP/1.1" 500 9 {identity}\n'


def failed(outcome: Outcome) -> set[str]:
    """Give the aspects that went wrong."""
    return {each.aspect for each in outcome.trials if each.result is DrillResult.FAILED}


async def test_an_error_with_its_context_passes(tmp_path: Path) -> None:
    """Every aspect is seen, the user too where one was signed in, and the time is measured."""
    environment = {"AUTH": f"Bearer {secrets.token_hex(8)}", "USER_NAME": USER}
    outcome = await drill(tmp_path, well, environment=environment, error_as_user=True)
    assert outcome.result is DrillResult.PASSED, outcome
    assert [each.aspect for each in outcome.trials] == [
        "visible", "cause", "request-id", "release", "user", "nothing-personal",
    ]  # fmt: skip
    [figure] = outcome.figures
    assert (figure.name, figure.unit) == ("visible in the log", "min")
    assert figure.value < 5


@pytest.mark.parametrize(
    ("told", "aspects"),
    [
        (lambda r: well(r).replace(r.headers["x-request-id"], "0"), {"request-id"}),
        (lambda r: well(r).replace(RELEASE, "v1.4.0"), {"release"}),
        (lambda r: well(r).replace("user_id=17", "user=robin"), {"user"}),
        (
            lambda r: well(r) + f"  {r.headers['x-launchready-customer']}\n",
            {"nothing-personal"},
        ),
        (lambda r: well(r) + f"  user {USER}\n", {"nothing-personal"}),
    ],
)
async def test_what_is_missing_or_personal_is_told(
    told: Told, aspects: set[str], tmp_path: Path
) -> None:
    """Each alone, and nothing personal is in what the drill says."""
    environment = {"AUTH": f"Bearer {secrets.token_hex(8)}", "USER_NAME": USER}
    outcome = await drill(tmp_path, told, environment=environment, error_as_user=True)
    assert outcome.result is DrillResult.FAILED
    assert failed(outcome) == aspects
    assert len(outcome.findings) == 1
    assert "robin" not in repr(outcome).lower()


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (lambda _: "", "not visible within"),
        (
            lambda _: "2026-11-02T10:00:01Z ERROR another thing failed at /login\n",
            "not visible",
        ),
        (access, "the request is there, and not what failed"),
    ],
)
async def test_an_error_that_nobody_could_find_fails(
    told: Told, text: str, tmp_path: Path
) -> None:
    """Neither another error, nor a status in an access log, is the error."""
    outcome = await drill(tmp_path, told, wait_s=0.6)
    assert outcome.result is DrillResult.FAILED
    assert "visible" in failed(outcome)
    assert text in outcome.summary
    assert not outcome.figures


@pytest.mark.parametrize("status", [200, 404])
async def test_what_does_not_fail_proves_nothing(status: int, tmp_path: Path) -> None:
    """A switch that is off on this staging is no error that stayed invisible."""
    with pytest.raises(CannotSee, match=f"answered {status}"):
        await drill(tmp_path, well, status=status)


def event(request: Request) -> bytes:
    """Make what a tracker posts."""
    error = {
        "release": RELEASE, "exception": {"values": [{"type": "ZeroDivisionError"}]},
        "user": {"id": "17"},
        "request": {"headers": [["X-Request-Id", request.headers["x-request-id"]]]},
    }  # fmt: skip
    return json.dumps({"action": "created", "data": {"error": error}}).encode()


@pytest.mark.parametrize("right", [True, False])
async def test_a_trackers_webhook_is_waited_for(right: bool, tmp_path: Path) -> None:
    """Signed with the secret it is the error; with another it is nothing."""
    secret = secrets.token_hex(16)
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]

    def post(request: Request) -> str:
        import http.client

        body = event(request)
        key = secret if right else "another secret"
        signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"sentry-hook-signature": signature, "sentry-hook-resource": "error"}
        connection.request("POST", "/hook", body, headers)
        assert connection.getresponse().status == (200 if right else 401)
        connection.close()
        return ""

    app = product(tmp_path / "logs/app.log", well, also=post)
    async with AsyncExitStack() as stack:
        network = await stack.enter_async_context(running(app, tmp_path))
        tracker = await stack.enter_async_context(listening(taken, secret))
        sources: list[Source] = [LogFiles(tmp_path, ("logs/*.log",)), tracker]
        outcome = await raise_error(
            described(), network, {}, make_canary(), sources=sources,
            wait_s=60 if right else 0.6,
        )  # fmt: skip
    by_place = {each.place for each in outcome.trials if each.result is DrillResult.FAILED}
    assert by_place == (set() if right else {"tracker"})
    assert tracker.refused == (0 if right else 1)


async def test_a_commands_output_is_looked_at(tmp_path: Path) -> None:
    """Where logs are in no file of this machine, a command fetches them."""
    app = product(tmp_path / "hidden/app.log", well)
    async with running(app, tmp_path) as network:
        outcome = await raise_error(
            described(), network, {}, make_canary(),
            sources=[Command("cat hidden/app.log", tmp_path)], wait_s=60,
        )  # fmt: skip
    assert outcome.result is DrillResult.PASSED, outcome
    assert {each.place for each in outcome.trials} == {"command"}


def test_hostile_logs_cost_little() -> None:
    """Neither a line without an end nor a million short ones are kept."""
    signs = Signs(("launchready-abc",), "/debug/error", "", False, Finder(make_canary()))
    assert not list(entries("log", b"x" * 5_000_000, signs))
    assert not list(entries("log", b"user_id=\n" * 300_000, signs))
    [found] = entries("log", b"ERROR launchready-abc " + b"y" * 5_000_000, signs)
    assert len(found.text) <= 32 * 1024


def test_what_is_not_declared_is_asked_for() -> None:
    """The message names the key to write."""
    with pytest.raises(CannotSee, match="error_url"):
        plan_error(given_manifest(), 300)
    monitoring = {"error_url": f"https://{HOST}/x"}
    with pytest.raises(CannotSee, match="no host of the manifest"):
        plan_error(given_manifest(monitoring=monitoring), 300)
    bare = given_manifest(monitoring=monitoring, hosts={HOST: {"role": "app"}})
    with pytest.raises(CannotSee, match="logs"):
        plan_error(bare, 300)
    plan = plan_error(bare, 300, "127.0.0.1:8099")
    assert "127.0.0.1:8099" in plan.text("Acme", "staging")
