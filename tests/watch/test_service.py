"""The running monitor, asked over HTTP as jobs, people, Prometheus and others ask it."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.manifest.load import load_manifest
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.watch.model import Gap, News, Verdict
from launchready.watch.service.app import make_app
from launchready.watch.service.ballast import Ballast
from launchready.watch.service.opening import listen, open_service, serve
from launchready.watch.service.others import SecondMonitor
from launchready.watch.service.plan import make_plan
from launchready.watch.service.run import Service
from tests.servers.http import TableResolver, answer, raw_server
from tests.watch.fast_monitor import faster
from tests.watch.stage import Stage, staged

ENVIRONMENT = {"HOOK": "http://hook.acme.test/hook", "SHARED": "shared key"}


class Running:
    """A monitor in this process, and a client of it."""

    def __init__(self, service: Service, client: HttpClient, port: int) -> None:
        self.service = service
        self._client = client
        self.start = f"http://127.0.0.1:{port}"

    async def ask(
        self, path: str, method: str = "GET", headers: tuple[tuple[str, str], ...] = ()
    ) -> Response:
        """Ask it over HTTP."""
        return await self._client.request(method, self.start + path, headers=headers)


@asynccontextmanager
async def running(stage: Stage, *, scale: float = 50) -> AsyncIterator[Running]:
    """Run the monitor."""
    path = stage.folder / "launchready.toml"
    declared = load_manifest(path)
    network = open_network(declared, Folder(stage.folder))
    plan = dataclasses.replace(
        faster(make_plan(declared, ENVIRONMENT, network), scale),
        public_url="http://watch.test",
    )
    stop = asyncio.Event()
    async with (
        open_service(plan, stage.data) as service,
        HttpClient(Network(max_connections=2**31), TableResolver()) as client,
    ):
        taken = listen("127.0.0.1", 0)
        port = taken.getsockname()[1]
        tasks = [
            asyncio.create_task(serve(make_app(service), taken, stop)),
            asyncio.create_task(service.run(stop)),
        ]
        try:
            async with asyncio.timeout(45):
                yield Running(service, client, port)
        finally:
            stop.set()
            await asyncio.gather(*tasks)


async def changed(monitor: Running, count: int = 0) -> int:
    """Wait until something may have changed."""
    return await monitor.service.changes.after(count, 5)


async def test_health_is_honest(tmp_path: Path) -> None:
    """Well when all is; not when alerts cannot be kept, and it says why."""
    async with staged(tmp_path) as stage, running(stage) as monitor:
        await changed(monitor)
        response = await monitor.ask("/health")
        assert (response.exchange.status, response.text) == (
            200,
            '{"status":"pass","role":"probing","problems":[]}',
        )
        engine = monitor.service.hand.engine

        def break_store() -> None:
            with engine.transaction() as run:
                run.run("ALTER TABLE looks RENAME TO gone")

        await monitor.service.hand.write(break_store)
        while (response := await monitor.ask("/health")).exchange.status == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert response.exchange.status == 503
        assert "the store cannot be written" in response.text


async def test_metrics_have_blackbox_exporters_names(tmp_path: Path) -> None:
    """And label values cannot break the format."""
    async with staged(tmp_path) as stage, running(stage) as monitor:
        stage.product_up = False
        await stage.until("opened")
        response = await monitor.ask("/metrics")
        lines = response.text.splitlines()
        assert 'probe_success{monitor="r0",kind="http"} 0' in lines
        assert 'probe_http_status_code{monitor="r0",kind="http"} 500' in lines
        assert any(line.startswith("probe_duration_seconds{") for line in lines)
        assert any('phase="connect"' in line for line in lines)
        assert "launchready_incidents_open 1" in lines
        assert response.exchange.header("content-type").startswith("text/plain; version=0.0.4")


JOB = '[[monitors]]\nkind = "heartbeat"\nname = "nightly"\nevery_s = 3600\n'


async def test_jobs_call_as_healthchecks_clients_do(tmp_path: Path) -> None:
    """Start, success, fail and exit status; a failure is told, a success closes it."""
    async with staged(tmp_path, more=JOB) as stage, running(stage, scale=300) as monitor:
        await changed(monitor)
        path = monitor.service.ping_urls()["nightly"]
        for method, word in [("GET", "/start"), ("POST", ""), ("HEAD", "")]:
            response = await monitor.ask(path + word, method)
            assert response.exchange.status == 200
        assert (await monitor.ask(path + "/3", "POST")).text == "OK\n"
        await stage.until("opened")
        [body] = stage.arrived.values()
        assert "nightly: the job failed with exit status 3" in body["data"]["text"]
        await monitor.ask(path + "/0")
        await stage.until("opened", "closed")
        await monitor.ask(path + "/fail")
        await stage.until("opened", "closed", "opened")
        for word in ("/256", "/-1", "/nonsense", "/²"):
            assert (await monitor.ask(path + word)).exchange.status == 400
        unknown = "/ping/00000000-0000-4000-8000-000000000000"
        assert (await monitor.ask(unknown)).exchange.status == 404


async def test_an_acknowledgement_is_a_button_behind_the_link(tmp_path: Path) -> None:
    """Following the link takes nothing on; the button does, once, and the page is inert."""
    more = 'severity = ["page"]\nperson = "Ana"\n'
    async with staged(tmp_path, more=more) as stage, running(stage) as monitor:
        stage.product_up = False
        await stage.until("opened")
        [body] = stage.arrived.values()
        path = body["data"]["acknowledge_url"].removeprefix("http://watch.test")
        page = await monitor.ask(path)
        assert "app.acme.test is down." in page.text
        assert "<button>" in page.text
        assert "default-src 'none'" in page.exchange.header("content-security-policy")
        reader = monitor.service.hand.read
        [incident] = await reader(lambda each: each.incidents())
        assert incident.acknowledged_at is None
        page = await monitor.ask(path, "POST")
        assert "taken on by Ana" in page.text
        [incident] = await reader(lambda each: each.incidents())
        assert incident.acknowledged_by == "Ana"
        stage.product_up = True
        await stage.until("opened", "closed")
        assert "is good again" in (await monitor.ask(path)).text
        # Not the last character, of which base64 heeds four bits alone.
        forged = path[:-9] + ("A" if path[-9] != "A" else "B") + path[-8:]
        for wrong in ("/ack/x", forged, "/ack/%00"):
            assert (await monitor.ask(wrong)).exchange.status == 404


async def test_another_monitor_may_ask_with_the_key(tmp_path: Path) -> None:
    """Whoever has it is told what is seen now; nobody else is."""
    more = '[watch]\nsecond_env = "HOOK"\nsecond_key_env = "SHARED"\n'
    async with staged(tmp_path, more=more) as stage, running(stage) as monitor:
        await changed(monitor)
        good = (("authorization", "Bearer shared key"),)
        response = await monitor.ask("/probe/r0", "POST", good)
        assert response.text == '{"verdict":"up","reason":""}'
        stage.product_up = False
        response = await monitor.ask("/probe/r0", "POST", good)
        assert response.text == '{"verdict":"down","reason":"status 500 in place of 200"}'
        assert (await monitor.ask("/probe/none", "POST", good)).exchange.status == 404
        for bad in ((), (("authorization", "Bearer other"),)):
            assert (await monitor.ask("/probe/r0", "POST", bad)).exchange.status == 401


async def test_the_dead_mans_switch_is_called(tmp_path: Path) -> None:
    """As long as all is well; and again after a call that it did not take."""
    calls: list[int] = []
    called = asyncio.Event()

    def take(_: bytes) -> bytes:
        calls.append(1)
        if len(calls) == 3:
            called.set()
        return answer(500 if len(calls) == 1 else 200)

    more = '[watch]\ndead_man_env = "DEAD_MAN"\ndead_man_every_s = 5\n'
    async with raw_server(take) as switch, staged(tmp_path, more=more) as stage:
        ENVIRONMENT["DEAD_MAN"] = f"http://127.0.0.1:{switch.port}/ping"
        async with running(stage):
            await asyncio.wait_for(called.wait(), 20)


async def test_without_channels_it_still_watches(tmp_path: Path) -> None:
    """Whoever only wants the metrics gets them."""
    async with staged(tmp_path) as stage:
        path = tmp_path / "launchready.toml"
        text = path.read_text()
        channel = text[text.index("[[channels]]") : text.index("[network.connect]")]
        path.write_text(text.replace(channel, ""))
        async with running(stage) as monitor:
            await changed(monitor)
            [now] = await monitor.service.hand.read(lambda reader: reader.monitors())
            assert now.seen_at is not None


async def test_another_manifest_is_taken_without_an_end(tmp_path: Path) -> None:
    """What is new is watched, what is gone is closed; states of the others stay."""
    async with staged(tmp_path, monitors=2) as stage, running(stage) as monitor:
        stage.product_up = False
        await stage.until("opened")
        plan = monitor.service.plan
        kept = {"r0": plan.setting.watched["r0"]}
        monitor.service.reload(
            dataclasses.replace(plan, setting=replace(plan.setting, watched=kept))
        )
        reader = monitor.service.hand.read
        while len(await reader(lambda each: each.monitors())) != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        stage.product_up = True
        await stage.until("opened", "closed")


async def test_a_restart_that_cost_looks_is_a_window_of_ours(tmp_path: Path) -> None:
    """How long nobody looked is known after a crash, and is nobody's downtime."""
    async with staged(tmp_path) as stage:
        async with running(stage) as monitor:
            await changed(monitor)
        await asyncio.sleep(0.3)
        async with running(stage) as monitor:
            count = await changed(monitor)
            await changed(monitor, count)
            windows = await monitor.service.hand.read(lambda reader: reader.windows())
        assert [each.cause for each in windows] == [Gap.RESTART]
        assert not stage.arrived


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 60 megabytes: room for the ballast three times over."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root alone")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_on_a_full_disk_the_ballast_lets_alerts_out(small_disk: Path) -> None:
    """Somebody else fills the disk; the outage is still kept and told, and health says it."""
    async with staged(small_disk) as stage, running(stage) as monitor:
        await changed(monitor)
        assert Ballast(stage.data).there
        with (small_disk / "filler").open("wb", buffering=0) as filler:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        filler.write(bytes(size))
                except OSError:
                    continue
        while Ballast(stage.data).there:  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.05)
        stage.product_up = False
        await stage.until("opened")
        deliveries = await monitor.service.hand.read(lambda reader: reader.deliveries())
        assert deliveries[0].news is News.OPENED


async def test_the_second_monitor_is_asked_over_http(tmp_path: Path) -> None:
    """What it says is what it sees now; without the key, or without it, nothing is known."""
    more = '[watch]\nsecond_env = "HOOK"\nsecond_key_env = "SHARED"\n'
    async with staged(tmp_path, more=more) as stage, running(stage) as monitor:
        await changed(monitor)
        url = monitor.start

        def second(url: str, key: str) -> SecondMonitor:
            return SecondMonitor(Network(), TableResolver(), url, key)

        assert await second(url, "shared key")("r0") is Verdict.UP
        stage.product_up = False
        assert await second(url, "shared key")("r0") is Verdict.DOWN
        assert await second(url, "shared key")("none") is Verdict.UNJUDGED
        assert await second(url, "other")("r0") is Verdict.UNJUDGED
        assert await second("http://127.0.0.1:1", "shared key")("r0") is Verdict.UNJUDGED
