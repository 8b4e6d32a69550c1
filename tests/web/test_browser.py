"""The main ways through the dashboard in a real Chromium, and axe on every page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launchready.web import kept
from launchready.web.roles import Role
from tests.report.given import everything
from tests.web.site import PASSWORD, Site, serving
from tests.web.test_status import PUBLIC
from tests.web.world import fill

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
    pytest.mark.timeout(300),
]

PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Run one browser for the module."""
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a product with all that pages can show."""
    with serving(tmp_path_factory.mktemp("shown"), PUBLIC, fill=fill) as site:
        for role in Role:
            site.add(role.value, role)
        report, now = everything(product="Acme Shop"), site.service.now()
        site.run(site.desk.write(lambda run: kept.keep(run, report, "token CI", now)))
        later = everything(product="Acme Shop", duration_s=0.9)
        site.run(site.desk.write(lambda run: kept.keep(run, later, "token CI", now)))
        yield site


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a page; it fails the test where a script fails or the policy stops something."""
    context = browser.new_context()
    context.set_default_timeout(60_000)
    opened, wrong = context.new_page(), []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if is_wrong(said) else None)
    yield opened
    context.close()
    assert not wrong


def is_wrong(said: Any) -> bool:
    """Say whether the console tells of a fault, and not of a refusal that was asked for."""
    return said.type == "error" and "status of 404" not in said.text


def sign_in(page: Any, site: Site, name: str) -> None:
    """Sign in as people do, by the keyboard alone."""
    page.goto(f"{site.start}/sign-in")
    page.wait_for_function("document.activeElement.name === 'name'")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1.headline")


def test_a_first_owner_sets_up(page: Any, tmp_path: Path) -> None:
    """From the code on the terminal to the overview."""
    with serving(tmp_path, PUBLIC) as site:
        page.goto(site.start)
        page.get_by_label("Code").fill(site.desk.set_up_code)
        page.get_by_label("Your name").fill("Ana")
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_role("button", name="Make me the owner").click()
        page.wait_for_selector("h1.headline")
        assert "Ana" in page.inner_text("header")
        page.goto("about:blank")


def test_an_open_page_follows_what_happens(page: Any, shown: Site) -> None:
    """What a member does elsewhere is seen without a reload, and focus stays where it is."""
    sign_in(page, shown, "viewer")
    link = page.get_by_role("link", name="dashboard", exact=True)
    link.focus()
    assert "nobody is on it" in page.inner_text("#incidents + ul")
    member = shown.client("member")
    rows = shown.run(shown.service.hand.read(lambda reader: reader.incidents(open_only=True)))
    for row in rows:
        where = f"/incidents/{row.id}"
        assert member.fill(where, {}, to=f"{where}/acknowledge").status == 303
    page.wait_for_function("() => document.body.innerText.includes('member is on it')")
    assert page.evaluate("document.activeElement.innerText") == "dashboard"


def test_an_incident_is_worked_on_without_scripts(browser: Any, shown: Site) -> None:
    """Signing in, a note, a tick: all by plain forms."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{shown.start}/sign-in")
    page.fill("[name=name]", "member")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.click("text=app.acme.test >> nth=0")
    page.fill("#text", "written without a script")
    page.click("text=Add to the timeline")
    assert "member: written without a script" in page.inner_text(".timeline")
    page.click(".checklist button >> nth=1")
    assert page.get_attribute(".checklist button >> nth=1", "aria-pressed") == "true"
    context.close()


def test_no_name_or_reason_is_run(page: Any, shown: Site) -> None:
    """Markup in every field that a product fills; nothing of it becomes an element."""
    page.add_init_script("window.evil = () => { window.ran = true }")
    sign_in(page, shown, "owner")
    for path in every_page(shown):
        page.goto(shown.start + path)
        assert not page.evaluate("window.ran"), path
        assert page.locator("main script, main img, [onerror]").count() == 0, path


def test_every_page_is_clean_by_axe(page: Any, shown: Site) -> None:
    """On a screen that is light, on one that is dark; and a phone scrolls no page sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    found: dict[str, list[str]] = {}

    def look(path: str, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme)
        page.goto(shown.start + path)
        for each in axe.run(page, options=rules).response["violations"]:
            nodes = [node["html"][:150] for node in each["nodes"]]
            found.setdefault(f"{each['id']}: {each['help']}", []).append(f"{path}: {nodes}")

    for path in ("/sign-in", "/status", "/nothing"):
        look(path, "light")
    sign_in(page, shown, "owner")
    size = page.viewport_size
    # A whole report has tests of its own; lists of one kind are alike.
    skipped = ("report", "/incidents", "/deliveries", "/settings/log", "/settings/account")
    for number, path in enumerate(every_page(shown)):
        if path.endswith(skipped):
            continue
        look(path, ("light", "dark")[number % 2])
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            found.setdefault("wider than a phone", []).append(path)
        page.set_viewport_size(size)
    assert not found


def every_page(site: Site) -> list[str]:
    """Give a path of each kind of page that an owner sees."""
    owner = site.client("owner")
    incident = re.findall(r'href="(/incidents/\w+)"', owner.ask("/incidents").text)[0]
    audit = re.findall(r'href="(/audits/\w{12})"', owner.ask("/audits").text)[0]
    return [
        "/", "/monitor?name=api&range=month", "/incidents", incident, "/releases",
        "/release?tag=v1.3.0", "/audits?product=Acme+Shop", audit, f"{audit}/report",
        "/deliveries", "/settings", "/settings/account", "/settings/people",
        "/settings/tokens", "/settings/log",
    ]  # fmt: skip
