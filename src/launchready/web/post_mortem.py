"""An incident's post-mortem as Markdown: what is known is written, what is not is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from launchready.report.markdown import prose
from launchready.watch.store.rows import IncidentPage
from launchready.web.incidents import Tick
from launchready.web.words import iso, lasting

QUESTIONS = {
    "What customers noticed": "Who was touched, how many, and what could they not do?",
    "Causes": "What made it happen, and what made that possible? Five times why.",
    "What went well": "",
    "What did not": "",
    "What is done so that it does not happen again": "- [ ] what, by whom, until when",
}


def write(page: IncidentPage, ticks: Sequence[Tick], product: str) -> str:
    """Write it; what a product or a person said is shown as it was said."""
    return "\n".join(_lines(page, ticks, product)) + "\n"


def _lines(page: IncidentPage, ticks: Sequence[Tick], product: str) -> Iterator[str]:
    row = page.row
    yield f"# Post-mortem: {prose(row.group, 120)}, {iso(row.opened_at)[:10]}"
    yield ""
    yield f"- Product: {prose(product, 120)}"
    yield f"- Opened: {iso(row.opened_at)}"
    if row.acknowledged_at is not None:
        after = lasting(row.acknowledged_at - row.opened_at)
        yield f"- Taken on: after {after}, by {prose(row.acknowledged_by, 120)}"
    else:
        yield "- Taken on: by nobody"
    if row.closed_at is not None:
        lasted = lasting(row.closed_at - row.opened_at)
        yield f"- Closed: {iso(row.closed_at)}, after {lasted}"
    else:
        yield "- Closed: not yet"
    yield f"- First sign: {prose(row.cause, 400)}"
    yield ""
    yield "## What was down"
    yield ""
    for member in page.members:
        until = iso(member.up_since) if member.up_since else "now"
        yield (
            f"- {prose(member.monitor, 120)}: {iso(member.down_since)} to {until},"
            f" {prose(member.reason, 400)}"
        )
    yield ""
    yield "## Timeline"
    yield ""
    for line in page.timeline:
        yield f"- {iso(line.at)} {line.kind}: {prose(line.text, 2000)}"
    for tick in ticks:
        yield f"- {iso(tick.at)} done by {prose(tick.who, 80)}: {prose(tick.step, 300)}"
    yield ""
    yield "## Who was told"
    yield ""
    for sent in page.deliveries:
        when = f"at {iso(sent.sent_at)}" if sent.sent_at else f"not ({sent.state})"
        yield f"- {prose(sent.channel, 80)}, {sent.news.value}: {when}"
    if not page.deliveries:
        yield "- nobody"
    for title, question in QUESTIONS.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield question or "-"
