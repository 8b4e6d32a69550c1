"""What one line of a log tells of, whatever wrote it: words, not formats, are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launchready.facts.operations import LogEvent

_TELLING = re.compile(
    rb"error|fail|exception|critical|fatal|severe|invalid|denied|declin|refus|reject"
    rb"|unauthori[sz]ed|wrong|past.due|[ =:\"]5\d\d\b|[ =:\"]40[13]\b"
    rb"|\"level\"\s{0,3}:\s{0,3}[56]0\b",
    re.IGNORECASE,
)
_ERROR = re.compile(
    rb"\b(?:ERROR|CRITICAL|FATAL|SEVERE)\b|\[(?:error|crit|alert|emerg)\]"
    rb"|[\"']?(?:level|severity|levelname|lvl)[\"']?\s{0,3}[=:]\s{0,3}[\"']?"
    rb"(?:error|critical|fatal|err|crit)\b"
    rb"|\"level\"\s{0,3}:\s{0,3}[56]0\b"  # pino: 50 is error, 60 fatal
    rb"|Traceback \(most recent call last\)|\bUnhandled\b|\bUncaught\b"
    rb"|HTTP/[\d.]{1,3}\"? 5\d\d\b|\bstatus[\"']?\s{0,3}[=:]\s{0,3}[\"']?5\d\d\b",
)
_WENT_WRONG = re.compile(
    rb"fail|invalid|denied|declin|refus|reject|unauthori[sz]ed|wrong|incorrect|error"
    rb"|exception|past.due|[ =:\"](?:40[013]|5\d\d)\b",
    re.IGNORECASE,
)
_ABOUT = {
    LogEvent.SIGN_IN: re.compile(
        rb"\blog.?in\b|sign.?in|\bsignin\b|authenticat|\bauth\b|password|/session|credential",
        re.IGNORECASE,
    ),
    LogEvent.PAYMENT: re.compile(
        rb"payment|\bcharge|invoice|billing|subscription|stripe|paddle|checkout",
        re.IGNORECASE,
    ),
    LogEvent.WEBHOOK: re.compile(rb"web.?hook", re.IGNORECASE),
}
_PATH = re.compile(rb"/[\w./-]{1,500}")
_TIMED = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d"
    rb"|\b[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\b1[6-9]\d{8}(?:\d{3}|\.\d{1,9})?\b"
)
_PLACED = re.compile(
    rb"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \"?/|[\"']?(?:path|route|url|uri|endpoint|job|task"
    rb"|job_class|queue)[\"']?\s{0,3}[=:]\s{0,3}[\"']?[\w/]"
)
_TRACED = re.compile(
    rb"(?:request|trace|correlation|req|span|event|transaction|job|task)[-_. ]?(?:id)?"
    rb"[\"']?\s{0,3}[=:]\s{0,3}[\"']?[0-9A-Za-z]{1,4}[0-9A-Za-z-]{4,64}"
    rb"|\[[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\]",
    re.IGNORECASE,
)


def telling_lines(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the lines that may tell of a failure, with their numbers from 1."""
    number, counted, end = 1, 0, -1
    for match in _TELLING.finditer(text):
        if match.start() < end:
            continue
        start = text.rfind(b"\n", 0, match.start()) + 1
        end = text.find(b"\n", match.end())
        end = len(text) if end < 0 else end
        number += text.count(b"\n", counted, start)
        counted = start
        yield number, text[start:end]


def events_of(line: bytes) -> Iterator[LogEvent]:
    """Say what a line tells of; a failed sign-in is no error of the product's."""
    if _ERROR.search(line):
        yield LogEvent.ERROR
    if _WENT_WRONG.search(line):
        # What went wrong at /webhooks/payments was a webhook, and perhaps no payment.
        said = _PATH.sub(b"", line)
        for event, about in _ABOUT.items():
            if about.search(said if event is LogEvent.PAYMENT else line):
                yield event


def context_of(line: bytes) -> tuple[int, int, int]:
    """Count by 0 or 1 whether a line tells when, what was asked for, and an id to follow."""
    found = (pattern.search(line) for pattern in (_TIMED, _PLACED, _TRACED))
    timed, placed, traced = (int(match is not None) for match in found)
    return timed, placed, traced
