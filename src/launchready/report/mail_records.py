"""Mail's records and the way to enforcement, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from launchready.mail.publish.authoritative import Answer
from launchready.mail.publish.entry import Entry, State
from launchready.mail.publish.steps import Step
from launchready.report.plain import plain

MAX_VALUE = 2000

_WORDS = {
    State.THERE: "is there",
    State.ADD: "ADD",
    State.REPLACE: "REPLACE",
    State.CONSOLE: "ADD, value from the console",
    State.UNSEEN: "could not be looked up",
}


def render_records(entries: Sequence[Entry], answers: Mapping[Entry, Sequence[Answer]]) -> str:
    """Write each record: as panel fields, and as a line of a zone file."""
    return "\n\n".join(_record(each, answers.get(each, ())) for each in entries) + "\n"


def _record(entry: Entry, answers: Sequence[Answer]) -> str:
    lines = [f"{plain(entry.name)}: {_WORDS[entry.state]}", f"  {entry.why}"]
    if entry.note:
        lines.append(f"  {plain(entry.note)}")
    if entry.state is not State.THERE:
        lines += [f"  remove:  {plain(old, MAX_VALUE)}" for old in entry.instead_of]
        lines += [
            f"  type:    {entry.type}",
            f"  name:    {plain(entry.host)}    (in {entry.zone}; some panels want it whole)",
            f"  value:   {plain(entry.value, MAX_VALUE)}",
        ]
        if entry.type == "TXT" and len(entry.strings) > 1:
            lines.append("  split, for panels that take 255 characters:")
            lines += [f'    "{plain(each, MAX_VALUE)}"' for each in entry.strings]
        if entry.state in {State.ADD, State.REPLACE}:
            lines.append(f"  zone:    {plain(entry.zone_line, MAX_VALUE)}")
    for answer in answers:
        word = {True: "says so", False: "does not say so yet", None: "could not be asked"}
        detail = f": {plain(answer.detail, 120)}" if answer.detail else ""
        lines.append(f"  {plain(answer.server, 80)} {word[answer.there]}{detail}")
    return "\n".join(lines)


def render_steps(plans: Mapping[str, Sequence[Step]]) -> str:
    """Write each domain's way."""
    return "\n\n".join(_way(domain, steps) for domain, steps in plans.items()) + "\n"


def _way(domain: str, steps: Sequence[Step]) -> str:
    lines = [f"{plain(domain)}: from today to p=reject"]
    for number, step in enumerate(steps, 1):
        when = f"from {step.on}" if step.on else "done"
        lines.append(f"  {number}. {when:15} {step.title}")
        if step.on is None:
            continue
        lines += [f"       if: {plain(each, 600)}" for each in step.conditions if each]
        if step.record:
            lines.append(f"       _dmarc.{plain(domain)} TXT {plain(step.record, MAX_VALUE)}")
    return "\n".join(lines)
