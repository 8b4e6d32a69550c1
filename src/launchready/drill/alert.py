"""The alert drill: a test by every channel, and the minutes until a person acknowledges.

Each message bears a code.  Whoever types it where the drill runs, or presses the button
behind the link where the monitor runs, has got the message: that is what is measured.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from launchready.drill.plan import Outcome, Plan
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure
from launchready.manifest.schema import Manifest
from launchready.watch.deliver.channel import Channel, Sender
from launchready.watch.deliver.message import Message, NotSent
from launchready.watch.model import News, Severity

Asked = Callable[[], Awaitable[tuple[float, str] | None]]
"""Says when somebody acknowledged, seconds since 1970, and who; None of nobody yet."""

ASK_EVERY_S = 0.5


def plan_alert(manifest: Manifest, wait_min: float, *, links: bool) -> Plan:
    """Say what the drill will do.

    Raises:
        CannotSee: no channel is declared.
    """
    if not manifest.channels:
        raise CannotSee("the manifest declares no [[channels]]")
    words = [
        f"sends a test to {each.name} ({', '.join(filter(None, (each.kind, each.person)))}), "
        f"which takes {' and '.join(each.severity)}"
        for each in manifest.channels
    ]
    how = "the code in it is typed here" + (", or its link is followed" if links else "")
    return Plan(
        "alert",
        (*words, f"waits until {how}"),
        ("one message for each channel", f"{wait_min:g} minutes of waiting"),
        "the messages, which say that nothing is down",
    )


class Links(Struct, frozen=True):
    """Acknowledging by the running monitor.

    Attributes:
        incident: id of the incident that is tried out.
        url_for: gives a channel's link.
        asked: says whether somebody followed one.
    """

    incident: str
    url_for: Callable[[str], str]
    asked: Asked


@dataclass(slots=True)
class _Sent:
    """How sending to each channel went: seconds, or why not."""

    seconds: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


async def raise_alarm(
    manifest: Manifest,
    channels: dict[str, Channel],
    sender: Sender,
    typed: Asked,
    *,
    wait_min: float,
    code: str,
    links: Links | None = None,
) -> Outcome:
    """Send, wait, and measure.

    Args:
        manifest: which channels take what.
        channels: ready to be used.
        sender: sends.
        typed: says whether somebody typed the code.
        wait_min: how long to wait.
        code: what each message bears.
        links: where the monitor runs and can be reached.
    """
    started = time.time()
    message = Message(
        f"drill-{secrets.token_hex(8)}",
        links.incident if links else f"drill-{code}",
        News.TEST,
        "page",
        manifest.product.name,
        f"TEST {code}: nothing is down",
        "This is a drill of the alerts. Please acknowledge it as you would a real one: "
        f"type {code} where the drill runs" + (", or follow the link." if links else "."),
        at=int(started * 1000),
    )
    sent = _Sent()
    asks = [typed, *([links.asked] if links else [])]
    waiting = asyncio.create_task(_acknowledged(asks))
    try:
        await asyncio.gather(
            *(
                _send(
                    sender,
                    channels[each.name],
                    _addressed(message, each.name, _gravest(each.severity), links),
                    sent,
                )
                for each in manifest.channels
            )
        )
        if sent.seconds:
            await asyncio.wait({waiting}, timeout=wait_min * 60)
        found = waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    return _outcome(sent, found, started, wait_min)


def _gravest(severities: tuple[Severity, ...]) -> Severity:
    return "page" if "page" in severities else "notify"


def _addressed(
    message: Message, channel: str, severity: Severity, links: Links | None
) -> Message:
    return replace(
        message,
        key=f"{message.key}:{channel}",
        severity=severity,
        acknowledge_url=links.url_for(channel) if links else "",
    )


async def _send(sender: Sender, channel: Channel, message: Message, sent: _Sent) -> None:
    started = time.monotonic()
    try:
        await sender.send(channel, message)
    except NotSent as error:
        sent.refused[channel.name] = str(error)
    else:
        sent.seconds[channel.name] = time.monotonic() - started


async def _acknowledged(asks: list[Asked]) -> tuple[float, str]:
    while True:
        for ask in asks:
            found = await ask()
            if found is not None:
                return found
        await asyncio.sleep(ASK_EVERY_S)


def _outcome(
    sent: _Sent, found: tuple[float, str] | None, started: float, wait_min: float
) -> Outcome:
    findings = tuple(
        DrillFinding(name, f"not taken: {why}") for name, why in sent.refused.items()
    )
    figures = [Figure(f"taken by {name}", round(s, 2), "s") for name, s in sent.seconds.items()]
    names = ", ".join(sent.seconds) or "no channel"
    if found is not None:
        minutes = round(max(0.0, found[0] - started) / 60, 2)
        figures.append(Figure(f"acknowledged by {found[1]}", minutes, "min"))
    if findings:
        refused = ", ".join(sent.refused)
        summary = f"not delivered by {refused}; delivered by {names}"
        return Outcome(DrillResult.FAILED, summary, findings, tuple(figures))
    if found is None:
        summary = f"delivered by {names}, and nobody acknowledged within {wait_min:g} min"
        return Outcome(DrillResult.UNKNOWN, summary, (), tuple(figures))
    summary = f"delivered by {names}, acknowledged by {found[1]}"
    return Outcome(DrillResult.PASSED, summary, (), tuple(figures))
