"""Writes a page for each check, from its docstring and outcomes, when the docs are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launchready.checks.catalogue import MINIMUM_BAR, STAGES, Check, check_modules, load_check

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


def check_page(check: Check) -> str:
    """Write one check's page as Markdown."""
    documentation = check.documentation
    parts = [f"# {check.id}", documentation.title]
    if documentation.notes:
        parts.append(documentation.notes)
    if check.bar:
        parts.append(f"Part of the minimum bar: **{MINIMUM_BAR[check.bar]}**.")
    parts += [
        f"## Why it matters\n\n{documentation.why}",
        f"## How to fix\n\n{documentation.fix}\n\nAbout {check.effort_hours:g} hours.",
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


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to the site (an event of mkdocs)."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, "checks/index.md", content=index_page()))
    for check_id in check_modules():
        content = check_page(load_check(check_id))
        files.append(File.generated(config, f"checks/{check_id}.md", content=content))
    return files
