"""Draws the pictures of the docs from a real run of the demo: make pictures.

They show what the commands print, dates and all, and so differ a little from run to run.
The page's picture needs Chromium, and stays as it is where there is none.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from launchready.audit.model import Report
from launchready.demo.faults import BROKEN
from launchready.demo.twin import background
from launchready.report import html, map_picture, terminal

IMAGES = Path(__file__).parent / "images"
WIDTH = 96
LINES = 44

THEME = TerminalTheme(
    (16, 20, 25),
    (231, 234, 239),
    [(50, 59, 69), (255, 147, 138), (107, 210, 140), (242, 186, 88),
     (127, 184, 255), (214, 160, 255), (120, 214, 214), (231, 234, 239)],
)  # fmt: skip

FORMAT = """\
<svg viewBox="0 0 {width} {height}" width="{width}" role="img"
  xmlns="http://www.w3.org/2000/svg">
<title>launchready audit, of a product that is not ready</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace,
  SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{height}" rx="8" fill="#101419"/>
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""
"""Rich's own format, without the window around it and without a font from elsewhere."""


def terminal_picture(report: Report) -> str:
    """Draw how a report begins on a terminal."""
    text = terminal.render(report, width=WIDTH, color=True)
    shown = text.splitlines()[:LINES]
    while "Verify:" not in shown[-1]:
        del shown[-1]
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ launchready audit", style="bold"))
    for line in shown:
        console.print(Text.from_ansi(line), soft_wrap=True)
    console.print(Text("…"))
    drawn = console.export_svg(theme=THEME, code_format=FORMAT, unique_id="terminal")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def screenshot(page: Path, picture: Path) -> None:
    """Take a picture of a page's beginning with Chromium, where that is installed."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium here: the page's picture stays as it is")
        return
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   "--disable-background-networking", "--hide-scrollbars",
                   f"--user-data-dir={profile}", "--window-size=1160,900",
                   f"--screenshot={picture}", page.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(picture) as whole:
        few = whole.convert("RGB").quantize(160)
    few.save(picture, optimize=True)


def audited(folder: Path) -> Report:
    """Audit the demo's broken twin with the command itself."""
    out = folder / "report.json"
    with background(BROKEN, folder) as twin:
        command = [
            sys.executable,
            "-m",
            "launchready",
            "audit",
            "--format",
            "json",
            "--out",
            str(out),
        ]
        environment = {**os.environ, **twin.environment}
        done = subprocess.run(command, cwd=folder, env=environment, check=False)
        assert done.returncode == 1, "the broken twin has blockers"
    return Report.model_validate_json(out.read_bytes())


def main() -> None:
    """Draw all pictures anew."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        report = audited(Path(temporary)).model_copy(update={"manifest": "launchready.toml"})
        page = Path(temporary) / "report.html"
        page.write_text(html.render(report), encoding="utf-8")
        screenshot(page, IMAGES / "report.png")
    (IMAGES / "terminal.svg").write_text(terminal_picture(report), encoding="utf-8")
    domain_map = map_picture.render_svg(report.domain_map)
    (IMAGES / "domain-map.svg").write_text(domain_map, encoding="utf-8")


if __name__ == "__main__":
    main()
