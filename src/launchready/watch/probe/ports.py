"""Ports that must be open, certificates that must live, and mail servers that must greet."""

from __future__ import annotations

import ssl
import time
from datetime import UTC, datetime

from launchready.net.dial import Dialler, Line, Unreachable
from launchready.watch.model import DAY, Phases, Verdict
from launchready.watch.probe.seen import Seen, down

SMTPS = 465
"""Where TLS comes before SMTP (RFC 8314 section 3.3)."""


async def look_tcp(dialler: Dialler, host: str, port: int) -> Seen:
    """Open a connection and close it.

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
    """
    try:
        async with dialler.open(host, port) as line:
            return Seen(Verdict.UP, latency_ms=_total(line), phases=_phases(line))
    except Unreachable as error:
        return down(str(error))


async def look_tls(dialler: Dialler, host: str, port: int, days: int) -> Seen:
    """Shake hands as a browser does, and read when the certificate ends.

    Args:
        dialler: opens the connection.
        host: whose certificate it is.
        port: where.
        days: least days that it must still be valid.

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
    """
    try:
        async with dialler.open(host, port, tls=True) as line:
            ends = _certificate_ends(line)
            left = (ends - int(time.time() * 1000)) // DAY
            short = left < days
            return Seen(
                Verdict.DOWN if short else Verdict.UP,
                f"the certificate ends in {left} days" if short else "",
                _total(line),
                certificate_ends=ends,
                phases=_phases(line),
            )
    except Unreachable as error:
        return down(str(error))


def _certificate_ends(line: Line) -> int:
    certificate = line.writer.get_extra_info("peercert")
    ends = ssl.cert_time_to_seconds(certificate["notAfter"])
    return int(datetime.fromtimestamp(ends, UTC).timestamp() * 1000)


async def look_smtp(dialler: Dialler, host: str, port: int) -> Seen:
    """Be greeted by a mail server and say goodbye (RFC 5321 section 3.1).

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
    """
    started = time.monotonic()
    try:
        async with dialler.open(host, port, tls=port == SMTPS) as line:
            greeting = await _reply(line)
            if greeting != "220":
                return down(f"greets with {greeting} in place of 220")
            await line.send(b"EHLO launchready.invalid\r\n")
            answer = await _reply(line)
            if answer != "250":
                return down(f"answers EHLO with {answer} in place of 250")
            took = (time.monotonic() - started) * 1000
            await line.send(b"QUIT\r\n")
            return Seen(Verdict.UP, latency_ms=round(took, 3), phases=_phases(line))
    except Unreachable as error:
        return down(str(error))


async def _reply(line: Line) -> str:
    """Read a reply of one line or several; give its code."""
    for _ in range(100):
        text = await line.read_line()
        if not text[:3].isdigit():
            raise Unreachable("does not speak SMTP")
        if text[3:4] != "-":
            return text[:3]
    raise Unreachable("sent a reply without an end")


def _total(line: Line) -> float:
    spent = line.timing
    phases = (spent.dns_ms, spent.connect_ms, spent.tls_ms)
    return round(sum(each or 0.0 for each in phases), 3)


def _phases(line: Line) -> Phases:
    return Phases(line.timing.dns_ms, line.timing.connect_ms, line.timing.tls_ms)
