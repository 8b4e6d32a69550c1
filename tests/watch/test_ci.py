"""The running monitor, told of releases by CI, GitHub and Sentry; strangers tell it nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.manifest.load import load_manifest
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.watch.decide.timeline import Deploy, Stay, Step
from launchready.watch.model import HOUR
from launchready.watch.service.app import make_app
from launchready.watch.service.opening import listen, open_service, serve
from launchready.watch.service.plan import PlanError, make_plan
from launchready.watch.service.release_book import RunningBook, stays_of
from launchready.watch.service.run import Service
from launchready.watch.service.running import Refused, Running
from launchready.watch.store.latencies import Latencies
from launchready.watch.store.traffic import Cell, OutOfStep, Reach
from tests.servers.http import TableResolver, answer, raw_server

KEY, GITHUB, SENTRY = (secrets.token_hex(16) for _ in range(3))
MANIFEST = """\
[product]
name = "Acme"
domain = "acme.test"
[[routes]]
name = "home"
url = "http://acme.test/"
[[monitors]]
route = "home"
[watch]
release_key_env = "KEY"
github_secret_env = "GITHUB"
sentry_secret_env = "SENTRY"
"""
AT = 1_790_000_000_000


class Site:
    """A monitor that answers, and does not look."""

    def __init__(self, service: Service, client: HttpClient, port: int) -> None:
        self.service = service
        self.start = f"http://127.0.0.1:{port}"
        self.book = RunningBook(Running(self.start, KEY, Network(max_connections=2**31)))
        self._client = client

    async def ask(
        self,
        method: str,
        path: str,
        body: object = b"",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Ask; give status and text."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"authorization": f"Bearer {KEY}"} if headers is None else headers
        response = await self._client.request(
            method, self.start + path, headers=list(given.items()), content=content
        )
        return response.exchange.status, response.text

    async def tags(self) -> list[str]:
        """Give the releases that are known."""
        found = await self.service.hand.read(lambda reader: reader.releases())
        return [each.tag for each in found]


@asynccontextmanager
async def site(folder: Path, manifest: str = MANIFEST) -> AsyncIterator[Site]:
    """Serve the application."""
    path = folder / "launchready.toml"
    path.write_text(manifest)
    declared = load_manifest(path)
    environment = {"KEY": KEY, "GITHUB": GITHUB, "SENTRY": SENTRY}
    plan = make_plan(declared, environment, open_network(declared, Folder(folder)))
    stop = asyncio.Event()
    async with (
        open_service(plan, folder / "data") as service,
        HttpClient(Network(max_connections=2**31), TableResolver()) as client,
    ):
        taken = listen("127.0.0.1", 0)
        port = taken.getsockname()[1]
        task = asyncio.create_task(serve(make_app(service), taken, stop))
        try:
            async with asyncio.timeout(50):
                yield Site(service, client, port)
        finally:
            stop.set()
            await task


async def test_a_job_tells_of_a_release_and_asks_what_it_did(tmp_path: Path) -> None:
    """Over HTTP, with the key: deployments, counts of a log, and the verdict."""
    async with site(tmp_path) as running:
        book = running.book
        for step, tag, at in [
            (Step.FINISH, "v1", AT),
            (Step.START, "feature/v2 ü", AT + HOUR),
            (Step.FINISH, "feature/v2 ü", AT + HOUR + 1),
        ]:
            assert await book.tell(Deploy(tag, step, at), now=False)
        stays = stays_of(await book.releases())
        assert stays == [Stay("v1", AT, AT + HOUR), Stay("feature/v2 ü", AT + HOUR + 1)]
        hour = AT // HOUR * HOUR
        cells = {
            ("home", "v1", hour): Cell(400, 0, Latencies.of([50.0] * 400)),
            ("home", "feature/v2 ü", hour + HOUR): Cell(400, 0, Latencies.of([90.0] * 400)),
        }
        name, digest = "a" * 64, "b" * 64
        await book.count(cells, Reach(name), Reach(name, 9, digest))
        with pytest.raises(OutOfStep):
            await book.count(cells, Reach(name), Reach(name, 9, digest))
        assert await book.reach(name) == Reach(name, 9, digest)
        found = await book.release("feature/v2 ü", "")
        assert found is not None
        assert (found["verdict"], found["against"]) == ("regressed", "v1")
        [home] = found["measured"]
        assert (home["kind"], home["name"], home["after"]["requests"]) == (
            "traffic",
            "home",
            400,
        )
        assert home["after"]["p95_ms"] == pytest.approx(90, rel=0.02)
        assert await book.release("v9", "") is None
        assert await book.tell(Deploy("v2.1", Step.FINISH, 0), now=True)
        [first, *_] = (await book.releases())["releases"]
        assert (first["tag"], first["running"], first["sources"]) == ("v2.1", True, ["ci"])


async def test_without_the_key_nothing_is_told_or_heard(tmp_path: Path) -> None:
    """Neither with a wrong one, nor with one of another kind, nor where none is declared."""
    news = {"tag": "v1", "step": "finish", "key": "k"}
    asks = [
        ("GET", "/ci/releases", b""),
        ("POST", "/ci/releases", news),
        ("GET", "/ci/releases/v1", b""),
        ("GET", f"/ci/traffic/{'a' * 64}", b""),
        ("POST", "/ci/traffic", {}),
    ]
    strangers: list[dict[str, str]] = [
        {},
        {"authorization": "Bearer"},
        {"authorization": f"Bearer {KEY[:-1]}"},
        {"authorization": f"Basic {KEY}"},
        {"authorization": f"Bearer {GITHUB}"},
    ]
    async with site(tmp_path) as running:
        for method, path, body in asks:
            for headers in strangers:
                status, text = await running.ask(method, path, body, headers)
                assert (status, KEY in text) == (401, False)
        assert await running.tags() == []
    (tmp_path / "none").mkdir()
    bare = MANIFEST[: MANIFEST.index("[watch]")]
    async with site(tmp_path / "none", bare) as running:
        assert (await running.ask("POST", "/ci/releases", news))[0] == 401
        empty = {"authorization": "Bearer"}
        assert (await running.ask("POST", "/ci/releases", news, empty))[0] == 401
        body = b"{}"
        signed = hmac.new(b"", body, hashlib.sha256).hexdigest()
        for path, name, value in (
            ("/hooks/github", "x-hub-signature-256", f"sha256={signed}"),
            ("/hooks/sentry", "sentry-hook-signature", signed),
        ):
            assert (await running.ask("POST", path, body, {name: value}))[0] == 401


REACH = {"name": "a" * 64, "octets": 0, "digest": ""}
CELL = {
    "route": "home", "release": "v1", "at": 0, "requests": 1, "errors": 0, "latencies": [[3, 1]]
}  # fmt: skip
WRONG: list[tuple[str, object, int]] = [
    ("/ci/releases", b"not json", 422),
    ("/ci/releases", {"tag": "", "step": "finish", "key": "k"}, 422),
    ("/ci/releases", {"tag": "a\nb", "step": "finish", "key": "k"}, 422),
    ("/ci/releases", {"tag": "v1", "step": "explode", "key": "k"}, 422),
    ("/ci/releases", {"tag": "v1", "step": "finish", "key": "k", "more": 1}, 422),
    ("/ci/releases", {"tag": "v1", "step": "finish", "key": "k", "at": -1}, 422),
    ("/ci/releases", {"tag": "v1", "step": "finish", "key": "k", "at": 2**80}, 422),
    ("/ci/releases", b"x" * 20_000, 413),
    ("/ci/releases", b"[" * 10_000, 422),
    ("/ci/traffic", {"before": REACH, "after": REACH, "cells": [{**CELL, "at": 7}]}, 422),
    (
        "/ci/traffic",
        {"before": REACH, "after": REACH, "cells": [{**CELL, "latencies": [[600, 1]]}]},
        422,
    ),
    (
        "/ci/traffic",
        {"before": REACH, "after": REACH, "cells": [{**CELL, "requests": 2**70}]},
        422,
    ),
    ("/ci/traffic", {"before": REACH, "after": REACH, "cells": [CELL] * 5001}, 422),
    ("/ci/traffic", {"before": {**REACH, "name": "x"}, "after": REACH, "cells": []}, 422),
]


async def test_what_is_not_as_it_should_be_is_refused(tmp_path: Path) -> None:
    """With the key, too: nothing ends the monitor, and nothing of it is kept."""
    async with site(tmp_path) as running:
        for path, body, wanted in WRONG:
            status, text = await running.ask("POST", path, body)
            assert status == wanted, (path, str(body)[:80], text)
        assert await running.tags() == []
        good = {"tag": "v1", "step": "finish", "key": "k"}
        assert await running.ask("POST", "/ci/releases", good) == (200, '{"kept":true}')
        assert await running.ask("POST", "/ci/releases", good) == (200, '{"kept":false}')


def deployment(state: str, **more: Any) -> dict[str, Any]:
    """Make what GitHub sends of a deployment, as far as it is read."""
    return {
        "deployment_status": {"state": state},
        "deployment": {
            "ref": "v1.5.0", "sha": "0123456789abcdef0123", "environment": "Production", **more,
        },
        "repository": {"default_branch": "main"},
    }  # fmt: skip


def signed(
    body: object, secret: str = GITHUB, event: str = "deployment_status"
) -> tuple[bytes, dict[str, str]]:
    """Sign a body as GitHub does."""
    octets = json.dumps(body).encode()
    mark = hmac.new(secret.encode(), octets, hashlib.sha256).hexdigest()
    return octets, {"x-hub-signature-256": f"sha256={mark}", "x-github-event": event}


async def test_github_tells_of_deployments_to_production(tmp_path: Path) -> None:
    """Start, success and failure; tags as they are, branches by their commit; each once."""
    async with site(tmp_path) as running:

        async def tell(body: object, event: str = "deployment_status") -> str:
            octets, headers = signed(body, event=event)
            status, text = await running.ask("POST", "/hooks/github", octets, headers)
            assert status == 200
            return text

        assert await tell({"zen": "words"}, "ping") == '{"kept":false}'
        assert await tell(deployment("success", environment="Preview")) == '{"kept":false}'
        assert await tell(deployment("queued")) == '{"kept":false}'
        assert await tell(deployment("inactive")) == '{"kept":false}'
        assert await running.tags() == []
        assert await tell(deployment("success")) == '{"kept":true}'
        assert await tell(deployment("success")) == '{"kept":false}', "delivered again"
        assert await running.tags() == ["v1.5.0"]
        await tell(deployment("in_progress", ref="main"))
        await tell(deployment("failure", ref="main"))
        [failed, first] = await running.service.hand.read(lambda reader: reader.releases())
        assert (failed.tag, failed.running, failed.sources) == (
            "0123456789ab", False, ("github",),
        )  # fmt: skip
        assert failed.rolled_back_at is not None
        assert first.running
        await tell(deployment("success", ref="refs/tags/v2", environment="live-eu",
                              production_environment=True))  # fmt: skip
        assert "v2" in await running.tags()


async def test_what_is_forged_is_refused(tmp_path: Path) -> None:
    """Another secret, another body, no signature, and a signed body that is nonsense."""
    async with site(tmp_path) as running:
        body, right = signed(deployment("success"))
        other, wrong = signed(deployment("success"), "another secret altogether")
        forged: list[tuple[bytes, dict[str, str]]] = [
            (other, wrong),
            (body.replace(b"v1.5.0", b"v6.6.6"), right),
            (body, {"x-github-event": "deployment_status"}),
            (body, {**right, "x-hub-signature-256": "sha256="}),
            (body, {**right, "x-hub-signature-256": "sha256=\u00e9"}),
        ]
        for octets, headers in forged:
            assert (await running.ask("POST", "/hooks/github", octets, headers))[0] == 401
        unread: list[object] = [[], {}, {"deployment": 1}, deployment("success", ref="a\nb")]
        for nonsense in unread:
            octets, headers = signed(nonsense)
            assert (await running.ask("POST", "/hooks/github", octets, headers))[0] == 422
        assert await running.tags() == []


async def test_sentry_names_releases_that_it_saw(tmp_path: Path) -> None:
    """Signed as its integrations sign; an event without a release tells nothing."""
    async with site(tmp_path) as running:

        async def send(body: object, secret: str = SENTRY) -> tuple[int, str]:
            octets = json.dumps(body).encode()
            mark = hmac.new(secret.encode(), octets, hashlib.sha256).hexdigest()
            headers = {"sentry-hook-signature": mark, "sentry-hook-resource": "error"}
            return await running.ask("POST", "/hooks/sentry", octets, headers)

        seen = {"action": "created", "data": {"error": {"release": "acme@1.5.0"}}}
        assert (await send(seen, "not the client secret"))[0] == 401
        assert await send({"data": {"error": {"release": None}}}) == (200, '{"kept":false}')
        assert await send({"data": {"issue": {"id": "1"}}}) == (200, '{"kept":false}')
        assert (await send({"data": []}))[0] == 422
        assert (await send({"data": {"event": {"release": "x" * 200}}}))[0] == 422
        assert await running.tags() == []
        assert await send(seen) == (200, '{"kept":true}')
        assert await running.tags() == ["acme@1.5.0"]


def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    """Before the monitor runs, and without being shown."""
    path = tmp_path / "launchready.toml"
    path.write_text(MANIFEST)
    declared = load_manifest(path)
    environment = {"KEY": "hunter2", "GITHUB": GITHUB, "SENTRY": SENTRY}
    with pytest.raises(PlanError) as caught:
        make_plan(declared, environment, open_network(declared, Folder(tmp_path)))
    [problem] = caught.value.problems
    assert "[watch] KEY" in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("url", ["http://watch.acme.example", "ftp://x", "watch.acme.example"])
def test_the_key_is_not_sent_in_the_clear(url: str) -> None:
    """Over http it goes no further than this machine and its private network."""
    with pytest.raises(Refused):
        Running(url, KEY, Network())


@pytest.mark.parametrize(
    "url", ["https://w.example", "http://localhost:8", "http://watch:8", "http://10.0.0.5:8"]
)
def test_where_the_key_may_be_sent(url: str) -> None:
    """A container beside it, this machine, a private address, and anybody over TLS."""
    assert KEY not in repr(RunningBook(Running(url, KEY, Network())))


@pytest.mark.parametrize(
    "reply",
    [answer(200, body=b"<html>"), answer(200, body=b"[]"), answer(302, "Location: http://x/"),
     answer(500, body=b'{"error": "\\u001b[31m"}')],
)  # fmt: skip
async def test_what_answers_but_is_no_monitor(reply: bytes) -> None:
    """Is told as such, on one line that a terminal can show."""
    async with raw_server(reply) as server:
        book = RunningBook(Running(f"http://127.0.0.1:{server.port}", KEY, Network()))
        with pytest.raises(Refused) as caught:
            await book.releases()
        assert str(caught.value).isprintable()
        assert KEY not in str(caught.value)
