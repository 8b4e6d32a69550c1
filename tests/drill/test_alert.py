"""Tests arrive by every channel, and only a person's acknowledgement proves anything."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from launchready.drill.alert import Asked, Links, plan_alert, raise_alarm
from launchready.drill.plan import Outcome
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Manifest
from launchready.watch.deliver.channel import Channel, Sender
from launchready.watch.deliver.posts import Secret
from tests.checks.given import manifest as given_manifest
from tests.servers.http import TableResolver, answer, make_authority
from tests.watch.channels import Channels, serve_channels
from tests.watch.stage import staged
from tests.watch.test_service import running

DECLARED = [
    {"name": "oncall", "kind": "slack", "url_env": "A", "severity": ["page"], "person": "Ana"},
    {"name": "team", "kind": "webhook", "url_env": "B", "severity": ["notify"]},
]
CHANNELS = {
    "oncall": Channel("oncall", "slack", Secret("https://hooks.slack.test/x")),
    "team": Channel("team", "webhook", Secret("https://hooks.acme.test/x")),
}


@pytest.fixture
async def channels(tmp_path: Path) -> AsyncIterator[Channels]:
    """Serve every provider."""
    async with serve_channels(make_authority(tmp_path)) as serving:
        yield serving


def product() -> Manifest:
    """Declare a product with two channels."""
    return given_manifest(channels=DECLARED)


def after(asks: int, who: str = "Ana") -> Asked:
    """Acknowledge when asked for so many times."""
    left = [asks]

    async def asked() -> tuple[float, str] | None:
        left[0] -= 1
        return (time.time(), who) if left[0] < 0 else None

    return asked


async def drill(channels: Channels, typed: Asked, **options: object) -> Outcome:
    """Run the drill."""
    given = {"wait_min": 0.5, "code": "4821", **options}
    sender = Sender(channels.network, TableResolver())
    return await raise_alarm(product(), CHANNELS, sender, typed, **given)  # type: ignore[arg-type]


async def test_every_channel_gets_the_code_and_the_minutes_are_measured(
    channels: Channels,
) -> None:
    """Once each, whatever the severity; the figure is what the check of the bar reads."""
    outcome = await drill(channels, after(1))
    assert outcome.result is DrillResult.PASSED
    assert outcome.summary == "delivered by oncall, team, acknowledged by Ana"
    assert len(channels.requests) == 2
    assert all(b"TEST 4821: nothing is down" in request.body for request in channels.requests)
    [minutes] = [figure for figure in outcome.figures if figure.unit == "min"]
    assert minutes.name == "acknowledged by Ana"
    assert 0 <= minutes.value < 1
    assert len({figure.name for figure in outcome.figures}) == 3


async def test_nobody_who_acknowledges_proves_nothing(channels: Channels) -> None:
    """Delivered is not read."""
    outcome = await drill(channels, after(10**9), wait_min=0.005)
    assert outcome.result is DrillResult.UNKNOWN
    assert "nobody acknowledged" in outcome.summary


async def test_a_channel_that_does_not_take_it_fails_and_is_named(channels: Channels) -> None:
    """Even where somebody acknowledged what another channel brought."""
    channels.replies += [answer(404), answer(404)]
    outcome = await drill(channels, after(10**9), wait_min=0.005)
    assert outcome.result is DrillResult.FAILED
    assert {finding.place for finding in outcome.findings} == {"oncall", "team"}
    assert {finding.text for finding in outcome.findings} == {"not taken: status 404"}


async def test_a_link_counts_as_well(channels: Channels) -> None:
    """Who follows the link is who acknowledged."""
    links = Links("i1", lambda name: f"https://watch.test/ack/{name}", after(1, "Ben"))
    outcome = await drill(channels, after(10**9), links=links)
    assert outcome.summary.endswith("acknowledged by Ben")
    assert any(b"https://watch.test/ack/oncall" in each.body for each in channels.requests)


def test_it_says_who_will_be_told() -> None:
    """And has nothing to do without channels."""
    plan = plan_alert(product(), 5, links=False)
    assert plan.steps[0] == "sends a test to oncall (slack, Ana), which takes page"
    with pytest.raises(CannotSee):
        plan_alert(given_manifest(), 5, links=False)


@pytest.mark.timeout(90)
async def test_the_link_in_the_drill_works_where_the_monitor_runs(tmp_path: Path) -> None:
    """The command, the store and the running monitor together; the evidence is kept."""
    more = '[watch]\npublic_url = "http://watch.test"\n'
    async with staged(tmp_path, more=more) as stage, running(stage) as monitor:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "launchready", "drill", "alert",
            str(tmp_path / "launchready.toml"), "--yes", "--really", "--format", "json",
            "--data-dir", str(stage.data), "--wait", "1",
            env={**os.environ, "HOOK": "http://hook.acme.test/hook"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        while not stage.arrived:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        [body] = stage.arrived.values()
        url = body["data"]["acknowledge_url"]
        page = await monitor.ask(url.removeprefix("http://watch.test"), "POST")
        assert "taken on by hook" in page.text
        out, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
    record = json.loads(out)
    assert record["summary"] == "delivered by hook, acknowledged by hook"
    files = list((tmp_path / ".launchready" / "drills" / "alert").glob("*.json"))
    assert len(files) == 1
    assert re.search(r'"unit": ?"min"', files[0].read_text())
