"""What logs and documents tell of is read from real files, whatever their format."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.collect.incident_guide import incident_guide
from launchready.collect.log_lines import context_of, events_of, telling_lines
from launchready.collect.logs import events_in
from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.operations import LogEvent
from launchready.manifest.schema import Repository
from tests.checks.given import manifest

ERROR, SIGN_IN = LogEvent.ERROR, LogEvent.SIGN_IN
PAYMENT, WEBHOOK = LogEvent.PAYMENT, LogEvent.WEBHOOK

LINES = [
    (
        b"2026-11-02T09:00:00Z ERROR request_id=5f0c11 GET /board 500 division by 0",
        {ERROR},
    ),
    (b'{"level":"error","time":1793600000000,"msg":"boom","path":"/api/x"}', {ERROR}),
    (b'{"level":50,"time":1793600000000,"msg":"boom"}', {ERROR}),
    (b'10.0.0.7 - - [02/Nov/2026:09:00:01 +0000] "GET /reports HTTP/1.1" 502 17', {ERROR}),
    (b"Nov  2 09:00:02 web app[7]: level=error msg=timeout", {ERROR}),
    (b"2026-11-02 09:00:03 WARN POST /login 401 user_id=1482", {SIGN_IN}),
    (b"2026-11-02 09:00:03 INFO sign-in failed: unknown account", {SIGN_IN}),
    (b"2026-11-02 09:00:04 WARN charge declined: insufficient_funds", {PAYMENT}),
    (b"2026-11-02 09:00:05 ERROR webhook rejected: invalid signature", {ERROR, WEBHOOK}),
    (b"2026-11-02 09:00:05 WARN POST /webhooks/payments 401", {WEBHOOK}),
    (b"2026-11-02 09:00:06 INFO GET /dashboard 200 12 ms", set()),
    (b"2026-11-02 09:00:07 INFO invoice 5023 paid", set()),
    (b"2026-11-02 09:00:08 INFO webhook accepted", set()),
]


@pytest.mark.parametrize(("line", "events"), LINES)
def test_a_line_tells_of_what_its_words_say(line: bytes, events: set[LogEvent]) -> None:
    """JSON, key=value, syslog and access logs are read alike; what went well is no failure."""
    told = {event for _, each in telling_lines(line) for event in events_of(each)}
    assert told == events


def test_lines_are_counted_from_the_start() -> None:
    """A finding leads to its line, however many lines tell of nothing."""
    quiet = b"INFO GET / 200\n"
    text = quiet * 3 + b"ERROR one\n" + quiet + b"ERROR two and ERROR again\n" + b"ERROR three"
    assert [number for number, _ in telling_lines(text)] == [4, 6, 7]


@pytest.mark.parametrize(
    ("line", "context"),
    [
        (b"2026-11-02T09:00:00Z ERROR request=5f0c11aa GET /dashboard", (True, True, True)),
        (b'{"time":1793600000000,"url":"/x","traceId":"4bf92f3577b34da6"}', (True, True, True)),
        (b"2026-11-02T09:00:00Z ERROR something went wrong", (True, False, False)),
        (b"ERROR job=NightlyReport failed", (False, True, True)),
        (b"ERROR something went wrong", (False, False, False)),
    ],
)
def test_context_is_when_what_and_an_id(line: bytes, context: tuple[bool, bool, bool]) -> None:
    """A line is worth something in a search only by what it says beside the error."""
    assert context_of(line) == context


@given(st.binary(max_size=400))
def test_any_octets_are_a_log(text: bytes) -> None:
    """Whatever a product writes, reading it raises nothing, and lines are lines of it."""
    for number, line in telling_lines(text):
        assert text.split(b"\n")[number - 1] == line
        list(events_of(line))
        context_of(line)


def test_events_are_counted_with_their_context(tmp_path: Path) -> None:
    """Over several logs: how many lines, how many with an id, and where the last one is."""
    (tmp_path / "a.log").write_bytes(
        b"ERROR bare\n\x1b[31m2026-11-02T09:00:00Z ERROR\x1b[0m x\n"
    )
    (tmp_path / "b.log").write_bytes(b"2026-11-02T09:00:00Z ERROR request=5f0c11aa GET /x\n")
    seen = events_in(tmp_path, ("*.log", "gone/*.log"))
    errors = seen.of(ERROR)
    assert errors is not None
    assert (errors.count, errors.timed, errors.placed, errors.traced) == (3, 2, 1, 1)
    assert errors.place == "b.log:1"
    assert (seen.files, seen.lines, seen.missing) == (2, 3, ("gone/*.log",))


GUIDE = """\
# When it is down
Call the person on call, +1 555 0100. Take the release back: make rollback.
Errors and logs are at the tracker. Tell customers on the status page.
"""


@pytest.mark.parametrize("path", ["docs/incident.md", "RUNBOOK.md", "ops/on-call.txt"])
async def test_a_guide_is_found_by_its_usual_name(tmp_path: Path, path: str) -> None:
    """Nobody has to declare what stands where people look for it."""
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(GUIDE)
    guide = await incident_guide(Repository(), manifest(repository={}), Folder(tmp_path))
    assert guide.path == path
    assert set(guide.names) == {"who", "rollback", "status", "logs"}


async def test_a_declared_guide_stays_within_the_repository(tmp_path: Path) -> None:
    """A path that leads out of the folder is not followed; without a folder nothing is seen."""
    root = tmp_path / "repository"
    root.mkdir()
    (tmp_path / "outside.md").write_text(GUIDE)
    said = manifest(repository={}, monitoring={"incident_checklist": "../outside.md"})
    assert (await incident_guide(Repository(), said, Folder(root))).path == ""
    with pytest.raises(CannotSee):
        await incident_guide(Repository(), said, Folder(None))
