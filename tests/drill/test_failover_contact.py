"""The chain of contacts is called in its order, and who answered is told from who did not."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from launchready.drill.alert import Asked
from launchready.drill.failover_contact import Line, call_chain, make_codes, plan_contacts
from launchready.drill.plan import Outcome
from launchready.evidence import read_history
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

CHANNELS = {
    "oncall": Channel("oncall", "slack", Secret("https://hooks.slack.test/x")),
    "team": Channel("team", "webhook", Secret("https://hooks.acme.test/x")),
}
SHORT_MIN = 0.004


def product(*contacts: Mapping[str, object]) -> Manifest:
    """Declare two channels, and whom they reach."""
    return given_manifest(
        channels=[
            {"name": "oncall", "kind": "slack", "url_env": "A"},
            {"name": "team", "kind": "webhook", "url_env": "B"},
        ],
        contacts=[{"wait_min": SHORT_MIN, **each} for each in contacts],
    )


ANA: Mapping[str, object] = {"name": "Ana", "channel": "oncall"}
BEN: Mapping[str, object] = {"name": "Ben", "channel": "team"}


@pytest.fixture
async def channels(tmp_path: Path) -> AsyncIterator[Channels]:
    """Serve every provider."""
    async with serve_channels(make_authority(tmp_path)) as serving:
        yield serving


async def never() -> tuple[float, str] | None:
    """Say that nobody has answered yet."""
    return None


def after(asks: int) -> Asked:
    """Answer when asked for so many times."""
    left = [asks]

    async def asked() -> tuple[float, str] | None:
        left[0] -= 1
        return (time.time(), "whoever typed the code") if left[0] < 0 else None

    return asked


async def drill(
    channels: Channels, declared: Manifest, *typed: Asked, everyone: bool = False
) -> tuple[Outcome, list[str]]:
    """Run the drill; also gives what it said meanwhile."""
    said: list[str] = []
    lines = [
        Line(contact, str(1000 + place), asked)
        for place, (contact, asked) in enumerate(zip(declared.contacts, typed, strict=True))
    ]
    sender = Sender(channels.network, TableResolver())
    outcome = await call_chain(
        declared, lines, CHANNELS, sender, said.append, everyone=everyone
    )
    return outcome, said


async def test_the_first_who_answers_ends_the_drill(channels: Channels) -> None:
    """The next one sleeps on; the minutes and the name are the evidence."""
    outcome, _ = await drill(channels, product(ANA, BEN), after(0), never)
    assert outcome.result is DrillResult.PASSED
    assert outcome.summary.startswith("Ana answered after 0")
    assert [figure.name for figure in outcome.figures] == ["first answer", "answered by Ana"]
    (request,) = channels.requests
    assert b"TEST 1000: nothing is down" in request.body


async def test_silence_is_followed_by_the_next(channels: Channels) -> None:
    """Who did not answer is a finding, though the chain holds."""
    outcome, _ = await drill(channels, product(ANA, BEN), never, after(0))
    assert outcome.result is DrillResult.PASSED
    assert outcome.summary.startswith(f"Ana: no answer within {SHORT_MIN:g} min; Ben answered")
    assert [finding.place for finding in outcome.findings] == ["Ana"]
    assert [trial.result for trial in outcome.trials] == [
        DrillResult.FAILED, DrillResult.PASSED,
    ]  # fmt: skip
    assert b"TEST 1001" in channels.requests[1].body


async def test_a_late_answer_counts_for_whom_it_came_from(channels: Channels) -> None:
    """Ana wakes while Ben is called: Ana answered, and Ben did not."""
    outcome, _ = await drill(channels, product(ANA, BEN), after(3), never)
    results = {trial.subject: trial.result for trial in outcome.trials}
    assert results == {"Ana": DrillResult.PASSED, "Ben": DrillResult.FAILED}


async def test_a_chain_that_nobody_answers_fails(channels: Channels) -> None:
    """All were called, and each is named."""
    outcome, _ = await drill(channels, product(ANA, BEN), never, never)
    assert outcome.result is DrillResult.FAILED
    assert outcome.summary.startswith("nobody answered: Ana: no answer")
    assert {finding.place for finding in outcome.findings} == {"Ana", "Ben"}


async def test_a_channel_that_does_not_take_it_is_not_waited_for(channels: Channels) -> None:
    """The next one is called at once, and the reason is kept."""
    channels.replies.append(answer(404))
    declared = product({**ANA, "wait_min": 60}, BEN)
    outcome, _ = await drill(channels, declared, never, after(0))
    assert outcome.result is DrillResult.PASSED
    assert outcome.trials[0].text == "not taken: status 404"


async def test_everyone_can_be_tried(channels: Channels) -> None:
    """An answer does not end it; each has to answer for themselves."""
    outcome, _ = await drill(channels, product(ANA, BEN), after(0), after(1), everyone=True)
    assert [trial.subject for trial in outcome.trials] == ["Ana", "Ben"]
    assert outcome.findings == ()
    assert len(channels.requests) == 2


async def test_who_has_no_channel_is_called_by_hand(channels: Channels) -> None:
    """Whoever runs the drill is told whom to call, where, and with which code."""
    declared = product({"name": "Hosting's support", "reach": "+1 555 0142"})
    outcome, said = await drill(channels, declared, after(0))
    (line,) = said
    assert "Hosting's support by hand: you do it, at +1 555 0142" in line
    assert line.endswith("the code to tell them is 1000")
    assert outcome.trials[0].place == "by hand"
    assert channels.requests == []


def test_it_says_who_will_be_called() -> None:
    """And has nothing to do without contacts; no two of them share a code."""
    plan = plan_contacts(product(ANA, BEN), everyone=False)
    assert plan.steps[1] == "calls Ben by team (webhook), and waits 0.004 min for an answer"
    assert "stops at the first answer" in plan.limits
    with pytest.raises(CannotSee, match=r"\[\[contacts\]\]"):
        plan_contacts(given_manifest(), everyone=False)
    assert len(set(make_codes(50))) == 50


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ({"name": "Ana"}, 'needs "reach", "channel" or both'),
        ({"name": "Ana", "channel": "pager"}, 'no channel is named "pager"'),
    ],
)
def test_a_contact_can_be_reached(contact: dict[str, object], said: str) -> None:
    """The manifest names a way, and the way is there."""
    with pytest.raises(ValidationError, match=said):
        product(contact)


@pytest.mark.timeout(90)
async def test_the_link_answers_where_the_monitor_runs(tmp_path: Path) -> None:
    """The command, the store and the running monitor together; signed evidence is kept."""
    more = (
        '[watch]\npublic_url = "http://watch.test"\n'
        '[[contacts]]\nname = "Ana"\nchannel = "hook"\nwait_min = 1\n'
    )
    async with staged(tmp_path, more=more) as stage, running(stage) as monitor:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "launchready", "drill", "failover-contact",
            str(tmp_path / "launchready.toml"), "--yes", "--really", "--format", "json",
            "--data-dir", str(stage.data),
            env={**os.environ, "HOOK": "http://hook.acme.test/hook",
                 "XDG_CONFIG_HOME": str(tmp_path / "config")},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        while not stage.arrived:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        [body] = stage.arrived.values()
        url = body["data"]["acknowledge_url"]
        await monitor.ask(url.removeprefix("http://watch.test"), "POST")
        out, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
    assert json.loads(out)["summary"].startswith("Ana answered after")
    product = json.loads(out)["product"]
    (record,) = read_history(tmp_path, product).records
    assert record.key


def test_the_code_is_typed_where_the_drill_runs(tmp_path: Path) -> None:
    """Whoever calls by hand types it when the call was taken; a wrong one is told so."""
    (tmp_path / "launchready.toml").write_text(
        '[product]\nname = "Acme"\ndomain = "acme.example"\nenvironment = "staging"\n'
        '[[contacts]]\nname = "Support"\nreach = "+1 555 0142"\nwait_min = 2\n'
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        (sys.executable, "-m", "launchready", "drill", "failover-contact", "--yes"),
        cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")},
    ) as process:  # fmt: skip
        os.close(theirs)
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"the code to tell them is (\d{4})", line)
            if found:
                os.write(ours, f"0000\n{found[1]}\n".encode())
                break
        out, err = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0, err
    assert "that is not the code" in err
    assert "passed: Support answered after" in out


def test_where_nobody_can_answer_nothing_is_told(tmp_path: Path) -> None:
    """Without a terminal and without the monitor, the chain is not called in vain."""
    (tmp_path / "launchready.toml").write_text(
        '[product]\nname = "Acme"\ndomain = "acme.example"\nenvironment = "staging"\n'
        '[[contacts]]\nname = "Support"\nreach = "+1 555 0142"\n'
    )
    done = subprocess.run(
        (sys.executable, "-m", "launchready", "drill", "failover-contact", "--yes"),
        check=False, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")},
    )  # fmt: skip
    assert done.returncode == 3
    assert "nobody can answer here" in done.stdout
