"""Guessing links, jobs' URLs and keys: so many tries, then none for a while."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request

from launchready.watch.service.throttle import MAX_KEYS, NOBODY, Throttle, address_of
from tests.watch.stage import staged
from tests.watch.test_service import JOB, running


def asked(peer: str, *forwarded: str) -> Request:
    """Make a request that comes from somewhere."""
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "client": (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("request_", "address"),
    [
        (asked("8.8.8.8"), "8.8.8.8"),
        (asked("8.8.8.8", "9.9.9.9"), "8.8.8.8"),
        (asked("127.0.0.1", "8.8.8.8, 9.9.9.9"), "9.9.9.9"),
        (asked("10.0.0.1", "1.1.1.1", "9.9.9.9"), "9.9.9.9"),
        (asked("127.0.0.1", "9.9.9.9, nonsense"), NOBODY),
        (asked("127.0.0.1"), NOBODY),
        (asked("::ffff:8.8.8.8"), "8.8.8.8"),
        (asked("2001:4860:4860:1:2:3:4:5"), "2001:4860:4860:1::/64"),
        (asked("unix"), NOBODY),
    ],
)
def test_from_where_somebody_asks(request_: Request, address: str) -> None:
    """A proxy near us is believed, and only its own word; strangers are not."""
    assert address_of(request_) == address


def test_so_many_guessers_are_remembered_and_no_more() -> None:
    """Whoever comes from everywhere does not fill the memory."""
    throttle = Throttle(2, 60, lambda: 0.0)
    for number in range(MAX_KEYS + 50):
        throttle.wrong(str(number))
    assert len(throttle._full) == MAX_KEYS
    assert throttle._level("0") == 0


async def test_guessing_is_throttled_and_jobs_are_not(tmp_path: Path) -> None:
    """After sixty wrong tries one address waits; others, and whoever a proxy hides, do not."""
    async with staged(tmp_path, more=JOB) as stage, running(stage) as monitor:
        await monitor.service.changes.after(0, 30)
        path = monitor.service.ping_urls()["nightly"]
        guesser = (("x-forwarded-for", "9.9.9.9"),)
        for wrong in ("/ping/00000000-0000-4000-8000-000000000000", "/ack/guess"):
            found = [
                (await monitor.ask(wrong, headers=guesser)).exchange.status for _ in range(65)
            ]
            assert found[:60] == [404] * 60
            assert found[-1] == 429
            unknown = [(await monitor.ask(wrong)).exchange.status for _ in range(65)]
            assert set(unknown) == {404}
        assert (await monitor.ask(path, headers=guesser)).exchange.status == 429
        other = (("x-forwarded-for", "8.8.8.8"),)
        assert (await monitor.ask(path, headers=other)).exchange.status == 200
        assert (await monitor.ask(path)).exchange.status == 200
