"""Writes a page for each check, from its docstring and outcomes: python docs/check_pages.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from launchready.checks.catalogue import MINIMUM_BAR, STAGES, Check, check_modules, load_check
from launchready.report.words import hours

FOLDER = Path(__file__).parent / "checks"


def check_page(check: Check) -> str:
    """Write one check's page as Markdown."""
    documentation = check.documentation
    parts = [f"# {check.id}", documentation.title]
    if documentation.notes:
        parts.append(documentation.notes)
    if check.bar:
        parts.append(f"Part of the minimum bar: **{MINIMUM_BAR[check.bar]}**.")
    parts += [
        f"## Why it matters\n\n{_sentence(documentation.why)}",
        f"## How to fix\n\n{_sentence(documentation.general_fix)}",
        f"It takes {hours(check.effort_hours)}.",
        f"## Verify a fix\n\n```console\n$ {check.verify}\n```",
        "## Outcomes\n\n| outcome | status | impact | says |\n| --- | --- | --- | --- |\n"
        + "\n".join(
            f"| {each.id} | {each.status} | {each.impact or ''} | {_cell(each.summary)} |"
            for each in check.outcomes
        ),
        f"## References\n\n{documentation.references}",
    ]
    return "\n\n".join(parts) + "\n"


def index_page() -> str:
    """Write the list of all checks, stage by stage."""
    lines = ["# Checks", "", f"{len(check_modules())} checks, in the order of the stages."]
    for stage, title in STAGES.items():
        own = [load_check(each) for each in check_modules() if each.startswith(f"{stage}/")]
        if own:
            lines += ["", f"## {title}", "", "| check | promise |", "| --- | --- |"]
        for check in own:
            name = check.id.partition("/")[2]
            link = f"[{check.id}]({stage}/{name}.md)"
            lines.append(f"| {link} | {_cell(check.documentation.title)} |")
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def pages() -> Iterator[tuple[str, str]]:
    """Give every page's path below the folder, and its text."""
    yield "index.md", index_page()
    for check_id in check_modules():
        yield f"{check_id}.md", check_page(load_check(check_id))


def main() -> None:
    """Write the folder anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, text in pages():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
