"""Takes the pictures of the dashboard's page: make pictures.

The monitors, releases and outages in them are made up; the pages are the real ones.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright
from tests.report.given import finding, report
from tests.web.site import PASSWORD, Site, serving
from tests.web.world import fill

from launchready.audit.model import Report
from launchready.checks.verdict import Impact
from launchready.watch.service.health import Vitals
from launchready.watch.store.engine import Transaction
from launchready.web import kept
from launchready.web.roles import Role

IMAGES = Path(__file__).parent / "images"
DESK: ViewportSize = {"width": 1100, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 760}

MANIFEST = """
[product]
name = "Acme Portal"
domain = "acme.example"
[[routes]]
name = "homepage"
url = "https://acme.example/"
[[routes]]
name = "dashboard"
url = "https://app.acme.example/dashboard"
[[routes]]
name = "api"
url = "https://app.acme.example/api/health"
[[monitors]]
route = "homepage"
shown_as = "Website"
[[monitors]]
route = "dashboard"
shown_as = "Dashboard"
[[monitors]]
route = "api"
shown_as = "API"
[[monitors]]
kind = "heartbeat"
name = "nightly backup"
every_s = 86400
[[monitors]]
kind = "smtp"
name = "outgoing mail"
at = "smtp.acme.example:587"
"""


def prepare(site: Site) -> None:
    """Add somebody to sign in, and the audits of two months."""
    site.add("Ana", Role.OWNER)
    now = datetime.fromtimestamp(site.service.now() / 1000, UTC)
    for number in range(20):
        findings = [
            finding(
                f"edge/example-{n}", target=f"h{n}.acme.example", impact=list(Impact)[n % 4]
            )
            for n in range(17 - number * 3 // 4)
        ]
        made = report(*findings, started_at=now - timedelta(days=3 * (20 - number), hours=-62))
        met = tuple(
            item.model_copy(update={"met": place * 2 < number})
            for place, item in enumerate(made.minimum_bar)
        )
        made = made.model_copy(update={"minimum_bar": met})
        site.run(site.desk.write(partial(_keep, made=made, now=site.service.now())))


def _keep(run: Transaction, made: Report, now: int) -> None:
    kept.keep(run, made, "token CI", now)


def shoot(page: Page, name: str) -> None:
    """Take a picture with few colours: it is read beside text, not hung on a wall."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(256, dither=Image.Dither.NONE)
    small.save(IMAGES / f"dashboard-{name}.png", optimize=True)
    print(f"wrote dashboard-{name}.png")


def main() -> None:
    """Serve the dashboard, sign in, and take the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("this needs Chromium: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), MANIFEST, fill=partial(fill, said="")) as site,
        sync_playwright() as playwright,
    ):
        prepare(site)
        # It looks at nothing, and would say so.
        vars(site.service)["vitals"] = lambda: Vitals("probing")
        rows = site.run(site.service.hand.read(lambda reader: reader.incidents(open_only=True)))
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport=DESK)
        page.goto(f"{site.start}/sign-in")
        page.fill("[name=name]", "Ana")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_selector("h1.headline")
        shoot(page, "overview")
        for name, path in (
            ("monitor", "/monitor?name=dashboard&range=month"),
            ("incident", f"/incidents/{rows[0].id}"),
            ("audits", "/audits"),
        ):
            page.goto(site.start + path)
            shoot(page, name)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(PHONE)
        page.goto(f"{site.start}/status")
        shoot(page, "status")
        browser.close()


if __name__ == "__main__":
    main()
