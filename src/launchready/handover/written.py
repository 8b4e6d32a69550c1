"""The pack's pages as Markdown, and all of them as one HTML file."""

from __future__ import annotations

from launchready.handover.model import Pack, Section, Table
from launchready.report.markdown import prose
from launchready.report.plain import plain
from launchready.report.templates import templates

MAX_CELL = 500


def index_page(pack: Pack) -> str:
    """Write the first page: what there is, what is unproven, and the boxes to tick."""
    open_points = sum(len(section.unproven) for section in pack.sections)
    made = f"Made {pack.made_at:%Y-%m-%d %H:%M} UTC from launchready.toml, the newest audit"
    lines = [
        f"# Handover of {prose(pack.product)}",
        "",
        f"{made} ({prose(pack.decision)}) and the evidence of drills.",
        "",
        f"{open_points} points are unproven.",
        "",
        "Read each page, do what it says once yourself, and tick it off.",
        "",
    ]
    for section in pack.sections:
        open_here = f", {len(section.unproven)} unproven" if section.unproven else ""
        lines.append(f"- [ ] [{section.title}]({section.id}.md){open_here}")
    lines += ["", "Handed over by: ________________  on: __________", ""]
    lines += ["Taken over by: ________________  on: __________", ""]
    lines += ["Sign it: `launchready handover sign --by NAME`, and commit `.launchready`.", ""]
    return "\n".join(lines)


def markdown_page(pack: Pack, section: Section) -> str:
    """Write one page."""
    lines = [f"# {section.title}", "", f"{prose(pack.product)}, {pack.made_at:%Y-%m-%d}.", ""]
    for words in section.words:
        lines += [prose(words, MAX_CELL), ""]
    if section.commands:
        lines += ["```sh", *(plain(each, MAX_CELL) for each in section.commands), "```", ""]
    for table in section.tables:
        lines += [*_table(table), ""]
    if section.unproven:
        lines += ["## Unproven", "", *(f"- {prose(e, MAX_CELL)}" for e in section.unproven), ""]
    if section.document:
        lines += ["---", "", section.document.rstrip(), ""]
    lines += ["- [ ] I have read this page and tried what it says.  Name: __________", ""]
    return "\n".join(lines)


def _table(table: Table) -> list[str]:
    lines = [f"**{table.caption}**", "", _row(table.head), _row(["---"] * len(table.head))]
    lines += [_row([_cell(cell) for cell in row]) for row in table.rows]
    return lines


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Write a cell: a code span where it is no plain word, and no pipe that ends it."""
    if not text:
        return ""
    shown = prose(text, MAX_CELL)
    return shown.replace("|", "\\|")


def html_page(pack: Pack) -> str:
    """Write all pages as one file that works offline and runs no script."""
    return templates().get_template("handover.html").render(pack=pack)
