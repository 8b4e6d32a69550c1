"""A smoke test finds what a customer would meet first, on the demo's real servers."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.demo.faults import READY, Faults
from launchready.demo.places import RELEASE
from launchready.demo.twin import serve
from launchready.facts.smoke import SmokeRun, Step, StepResult
from launchready.manifest.load import load_manifest
from launchready.manifest.schema import Manifest
from launchready.report import smoke as written
from launchready.smoke.run import EXIT_STATUS, smoke
from launchready.smoke.steps import take

BARE: dict[str, Any] = {
    "routes": [],
    "mails": [],
    "writes": [],
    "monitors": [],
    "deploy": None,
    "session": None,
    "second_session": None,
}

PASSED, FAILED = StepResult.PASSED, StepResult.FAILED
UNKNOWN, SKIPPED = StepResult.UNKNOWN, StepResult.SKIPPED


async def run(
    folder: Path,
    faults: Faults = READY,
    *,
    release: str = "",
    environment: Mapping[str, str] | None = None,
    **changes: object,
) -> SmokeRun:
    """Smoke-test a twin; `changes` are tables of its manifest."""
    async with serve(faults, folder, drilled=False) as twin:
        manifest = load_manifest(twin.manifest_path)
        changed = Manifest.model_validate(manifest.model_dump(by_alias=True) | changes)
        network = open_network(manifest, Folder(folder))
        values = twin.environment if environment is None else environment
        return await smoke(
            changed, network, values, release=release, screenshots=folder / "pictures"
        )


def results(made: SmokeRun) -> dict[str, StepResult]:
    """Give each step's result by name."""
    return {step.name: step.result for step in made.steps}


async def test_a_product_that_works_passes_every_step(tmp_path: Path) -> None:
    """Home, sign-in, dashboard, mail, webhook both ways, health with its release, files."""
    made = await run(tmp_path, release=RELEASE)
    assert [(step.name, step.text) for step in made.steps if step.result is not PASSED] == []
    assert set(results(made)) == {
        "homepage", "sign-in", "dashboard", "signup mail", "webhook", "webhook, signed",
        "health", "assets",
    }  # fmt: skip
    assert made.release == RELEASE
    assert EXIT_STATUS[made.result] == 0


@pytest.mark.parametrize(
    ("fault", "failed"),
    [
        ("login_down", {"sign-in"}),
        ("webhook_missing", {"webhook", "webhook, signed"}),
        ("webhook_redirected", {"webhook", "webhook, signed"}),
        ("health_down", {"health"}),
        ("mail_not_sent", {"signup mail"}),
    ],
)
async def test_what_is_broken_is_found_by_its_step(
    tmp_path: Path, fault: str, failed: set[str]
) -> None:
    """The step that meets a fault fails; what was not touched by it does not."""
    made = await run(tmp_path, Faults.only(fault))
    if fault == "mail_not_sent":  # the reset is what is not sent
        manifest_mail = {"text": "", "mail": "reset"}
        made = await run(tmp_path, Faults.only(fault), smoke=manifest_mail)
        failed = {"signup mail"}
    assert {name for name, each in results(made).items() if each is FAILED} == failed
    assert EXIT_STATUS[made.result] == 1


async def test_another_release_than_the_one_deployed_fails(tmp_path: Path) -> None:
    """An old process that still answers is no success, and both names are told."""
    made = await run(tmp_path, release="1999.1")
    (health,) = (step for step in made.steps if step.name == "health")
    assert health.result is FAILED
    assert health.text == f"runs {RELEASE}, not 1999.1"
    assert health.trace[0].startswith("GET https://api.acme.example/health 200")


async def test_a_dashboard_without_the_users_data_fails(tmp_path: Path) -> None:
    """A page that answers 200 with somebody else's data, or none, is no success."""
    made = await run(tmp_path, smoke={"text": "Signed in as somebody-else@acme.example"})
    (page,) = (step for step in made.steps if step.name == "dashboard")
    assert page.result is FAILED
    assert "does not show" in page.text


async def test_what_cannot_be_seen_is_unknown_and_what_is_not_there_is_skipped(
    tmp_path: Path,
) -> None:
    """Without the test user's password nothing is called failed, and nothing passed."""
    made = await run(tmp_path, environment={}, smoke={}, **BARE)
    told = results(made)
    assert told["homepage"] is PASSED
    assert {told["webhook"], told["health"], told["signup mail"], told["dashboard"]} == {
        SKIPPED
    }
    without = await run(tmp_path, environment={}, smoke={})
    assert results(without)["sign-in"] is UNKNOWN
    assert results(without)["dashboard"] is UNKNOWN
    assert EXIT_STATUS[without.result] == 3


async def test_no_secret_reaches_a_smoke_test(tmp_path: Path) -> None:
    """Neither password nor signing key stands in what is printed or written."""
    async with serve(Faults.only("webhook_missing"), tmp_path, drilled=False) as twin:
        manifest = load_manifest(twin.manifest_path)
        network = open_network(manifest, Folder(tmp_path))
        made = await smoke(manifest, network, twin.environment)
    texts = written.as_json(made) + written.terminal(made, color=False) + written.junit(made)
    for name in ("ACME_PASSWORD", "PAYMENTS_SIGNING_KEY"):
        assert twin.environment[name] not in texts


async def test_a_step_that_hangs_ends_in_time() -> None:
    """What does not answer is unknown, with the seconds that were waited."""

    async def forever() -> str:
        await asyncio.Event().wait()
        return ""

    step = await take("homepage", "https://acme.example/", forever, 0.05)
    assert (step.result, step.text) == (UNKNOWN, "no answer within 0.05 s")


def test_each_format_tells_the_four_results_apart() -> None:
    """A person, a program and a CI job see the same, hostile words included."""
    evil = "\x1b[31m<b>&]]>"
    each = [Step(evil, evil, result, evil, 1.0, (evil,)) for result in StepResult]
    made = SmokeRun("Acme", evil, tuple(each), 1.0)
    text = written.terminal(made, color=False)
    assert "\x1b" not in text
    # A line for each step, and one below it for its trace.
    assert [line.split()[0] for line in text.splitlines()[:-1:2]] == [
        "ok", "FAIL", "unknown", "-",
    ]  # fmt: skip
    assert json.loads(written.as_json(made))["result"] == "failed"
    suite = ET.fromstring(written.junit(made))
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "2")
    assert [len(case) for case in suite] == [0, 1, 1, 1]


needs_browser = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="Debian's chromium is not installed"
)


@needs_browser
async def test_a_real_browser_signs_in_and_takes_pictures(tmp_path: Path) -> None:
    """With [smoke] browser, pages are opened as people open them, scripts and all."""
    made = await run(tmp_path, smoke={"browser": True, "text": "", "mail": ""})
    steps = {s.name: (s.result, s.text) for s in made.steps if s.name.startswith("browser")}
    assert {result for result, _ in steps.values()} == {PASSED}, steps
    assert set(steps) == {"browser: homepage", "browser: sign-in", "browser: dashboard"}
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 2


@needs_browser
async def test_what_the_browser_blocks_fails_in_the_browser(tmp_path: Path) -> None:
    """A picture over http is blocked on an https page: only a browser sees that."""
    made = await run(
        tmp_path,
        Faults.only("mixed_content"),
        smoke={"browser": True, "text": "", "mail": ""},
    )
    assert results(made)["browser: homepage"] is FAILED
