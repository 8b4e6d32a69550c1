"""Calls the chain of emergency contacts, one after the other, until somebody answers.

Each call bears a code of its own: whoever types it where the drill runs, or presses the
button behind the link where the monitor runs, is who answered.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from launchready.drill.alert import ASK_EVERY_S, Asked, Links
from launchready.drill.plan import Outcome, Plan
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.manifest.schema import Contact, Manifest
from launchready.watch.deliver.channel import Channel, Sender
from launchready.watch.deliver.message import Message, NotSent
from launchready.watch.model import News

ANSWERED = "first answer"
"""Name of the figure that the check reads, in minutes since the first call."""


class Line(Struct, frozen=True):
    """One contact, ready to be called.

    Attributes:
        contact: who.
        code: that the call bears.
        typed: says whether the code was typed.
        links: where the monitor runs; the incident is this contact's alone.
    """

    contact: Contact
    code: str
    typed: Asked
    links: Links | None = None


def plan_contacts(manifest: Manifest, *, everyone: bool) -> Plan:
    """Say who will be called, how, and for how long.

    Raises:
        CannotSee: no contact is declared.
    """
    if not manifest.contacts:
        raise CannotSee("nobody is named to be called: the manifest declares no [[contacts]]")
    kinds = {channel.name: channel.kind for channel in manifest.channels}
    steps = [
        f"calls {each.name} {_way(each, kinds)}, and waits {each.wait_min:g} min for an answer"
        for each in manifest.contacts
    ]
    waits = sum(each.wait_min for each in manifest.contacts)
    ends = "calls everyone, whoever answers" if everyone else "stops at the first answer"
    return Plan(
        "failover-contact",
        tuple(steps),
        ("one call for each contact", f"{waits:g} minutes altogether", ends),
        "the messages, which say that nothing is down",
    )


def _way(contact: Contact, kinds: Mapping[str, str]) -> str:
    if contact.channel:
        return f"by {contact.channel} ({kinds[contact.channel]})"
    return f"by hand: you do it, at {contact.reach}"


def make_codes(count: int) -> list[str]:
    """Make codes of four digits, no two of them the same."""
    return [str(1000 + each) for each in secrets.SystemRandom().sample(range(9000), count)]


async def call_chain(
    manifest: Manifest,
    lines: Sequence[Line],
    channels: Mapping[str, Channel],
    sender: Sender,
    say: Callable[[str], None],
    *,
    everyone: bool = False,
) -> Outcome:
    """Call one after the other, and measure.

    Args:
        manifest: of the product.
        lines: the contacts, in their order.
        channels: ready to be used, by name.
        sender: sends.
        say: takes a line of progress.
        everyone: go on after an answer, so that each is tried.
    """
    started = time.time()
    kinds = {channel.name: channel.kind for channel in manifest.channels}
    calls: list[_Call] = []
    for line in lines:
        say(f"calling {line.contact.name} {_way(line.contact, kinds)}; the code {_shown(line)}")
        calls.append(_Call(line, time.time(), await _call(manifest, line, channels, sender)))
        if calls[-1].refused:
            continue
        # Whoever was called before may still answer.
        waiting = [line] if everyone else [each.line for each in calls]
        if await _wait(waiting, line.contact.wait_min * 60) and not everyone:
            break
    answers = {each.line.contact.name: await _answer(each.line) for each in calls}
    return _outcome(calls, answers, started, kinds)


class _Call(Struct, frozen=True):
    """A contact that was called: when, seconds since 1970, and why it was not taken."""

    line: Line
    at: float
    refused: str


def _shown(line: Line) -> str:
    """Show the code to whoever calls by hand: it is told over the telephone."""
    return "is in the message" if line.contact.channel else f"to tell them is {line.code}"


async def _call(
    manifest: Manifest, line: Line, channels: Mapping[str, Channel], sender: Sender
) -> str:
    """Send the test; gives why it was not taken, "" where it was."""
    name = line.contact.channel
    if not name:
        return ""
    mark = secrets.token_hex(8)
    message = Message(
        f"drill-{mark}",
        line.links.incident if line.links else f"drill-{mark}",
        News.TEST,
        "page",
        manifest.product.name,
        f"TEST {line.code}: nothing is down",
        f"{line.contact.name}, this is a drill of the emergency contacts. Please answer it as "
        f"you would a real call: type {line.code} where the drill runs, or say it to whoever "
        "asks" + (", or follow the link." if line.links else "."),
        acknowledge_url=line.links.url_for(name) if line.links else "",
        at=int(time.time() * 1000),
    )
    try:
        await sender.send(channels[name], message)
    except NotSent as error:
        return str(error)
    return ""


async def _wait(lines: Sequence[Line], seconds: float) -> bool:
    """Wait until one of them answers, or so long; says whether one did."""
    until = time.monotonic() + seconds
    while True:
        for line in lines:
            if await _answer(line) is not None:
                return True
        left = until - time.monotonic()
        if left <= 0:
            return False
        await asyncio.sleep(min(ASK_EVERY_S, left))


async def _answer(line: Line) -> float | None:
    """Say when a contact answered, seconds since 1970."""
    for ask in (line.typed, *([line.links.asked] if line.links else [])):
        found = await ask()
        if found is not None:
            return found[0]
    return None


def _outcome(
    calls: Sequence[_Call],
    answers: Mapping[str, float | None],
    started: float,
    kinds: Mapping[str, str],
) -> Outcome:
    trials, figures, findings, words = [], [], [], []
    for call in calls:
        contact = call.line.contact
        at = answers[contact.name]
        place = kinds.get(contact.channel, "by hand")
        if at is not None:
            minutes = round(max(0.0, at - call.at) / 60, 2)
            text, result = f"after {minutes:g} min", DrillResult.PASSED
            figures.append(Figure(f"answered by {contact.name}", minutes, "min"))
            words.append(f"{contact.name} answered after {minutes:g} min")
        else:
            waited = f"no answer within {contact.wait_min:g} min"
            text = f"not taken: {call.refused}" if call.refused else waited
            result = DrillResult.FAILED
            findings.append(DrillFinding(contact.name, text))
            words.append(f"{contact.name}: {text}")
        trials.append(Trial(contact.name, place, "answers", result, text))
    first = min((at for at in answers.values() if at is not None), default=None)
    if first is None:
        summary = f"nobody answered: {'; '.join(words)}"
        return Outcome(DrillResult.FAILED, summary, tuple(findings), (), tuple(trials))
    figures.insert(0, Figure(ANSWERED, round(max(0.0, first - started) / 60, 2), "min"))
    return Outcome(
        DrillResult.PASSED, "; ".join(words), tuple(findings), tuple(figures), tuple(trials)
    )
