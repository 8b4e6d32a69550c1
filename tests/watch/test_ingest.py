"""Access logs become counts by route, hour and release, and nothing else of them is kept."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.manifest.schema import Route
from launchready.watch.decide.timeline import Stay
from launchready.watch.ingest.counting import Counter, Differs, ReleaseOf, Tally, count_log
from launchready.watch.ingest.formats import Manner, Request, parser_of
from launchready.watch.ingest.reading import MAX_LINE, Damaged, LineReader, unpacked
from launchready.watch.ingest.routes import RouteTable
from launchready.watch.model import HOUR
from launchready.watch.store.engine import SqliteEngine
from launchready.watch.store.migrations import migrate
from launchready.watch.store.read import Reader
from launchready.watch.store.traffic import Cells, OutOfStep, Reach, keep_traffic

ADDRESS = "203.0.113.77"
AGENT = "Mozilla/5.0 (SecretBrowser)"
TEN = 1_793_613_600_000
"""2026-11-02 10:00:00 UTC."""

COMBINED = (
    f"{ADDRESS} - ana [02/Nov/2026:11:00:00 +0100] "
    f'"GET /api/orders?token=abc HTTP/1.1" 200 512 "https://x.test/?q=secret" "{AGENT}"'
)
HEROKU = (
    'at=info method=GET path="/api/orders?token=abc" host=app.acme.example '
    f'request_id=8601b555 fwd="{ADDRESS}" dyno=web.1 connect=1ms service=18ms status=200 '
    "bytes=13 protocol=https"
)


def caddy(**more: object) -> str:
    """Write a line as Caddy does."""
    inner = {
        "remote_ip": ADDRESS, "method": "GET", "host": "app.acme.example:443",
        "uri": "/api/orders?token=abc", "headers": {"User-Agent": [AGENT]},
    }  # fmt: skip
    line = {"ts": TEN / 1000, "request": inner, "duration": 0.0125, "status": 200}
    return json.dumps({**line, **more})


ORDERS = "/api/orders?token=abc"
APP = "app.acme.example"
LINES: dict[str, tuple[str, Manner, Request | None]] = {
    "combined": (COMBINED, Manner(), Request(TEN, "", ORDERS, "GET", 200)),
    "combined, nginx's $request_time": (
        COMBINED + " 0.045", Manner(), Request(TEN, "", ORDERS, "GET", 200, 45.0)
    ),
    "combined, times with names": (
        COMBINED + ' rt=0.250 uct="0.001"', Manner(),
        Request(TEN, "", ORDERS, "GET", 200, 250.0),
    ),
    "combined, Apache's %D": (
        COMBINED + " 45000", Manner("us"), Request(TEN, "", ORDERS, "GET", 200, 45.0)
    ),
    "combined, a number without a unit": (
        COMBINED + " 45000", Manner(), Request(TEN, "", ORDERS, "GET", 200)
    ),
    "combined, a time within the user agent is none": (
        COMBINED.replace("SecretBrowser", "rt=9.9"), Manner(),
        Request(TEN, "", ORDERS, "GET", 200),
    ),
    "combined, quotes within the user agent": (
        COMBINED.replace("SecretBrowser", '\\" 500 9 \\"') + " 0.045", Manner(),
        Request(TEN, "", ORDERS, "GET", 200, 45.0),
    ),
    "common, without referer and agent": (
        COMBINED[: COMBINED.index(' "https')], Manner(), Request(TEN, "", ORDERS, "GET", 200)
    ),
    "vhost_combined": (
        f"{APP}:443 " + COMBINED, Manner(), Request(TEN, APP, ORDERS, "GET", 200)
    ),
    "Caddy": (caddy(), Manner(), Request(TEN, APP, ORDERS, "GET", 200, 12.5)),
    "JSON of nginx": (
        json.dumps({
            "time_iso8601": "2026-11-02T11:00:00+01:00", "request": f"GET {ORDERS} HTTP/1.1",
            "status": "502", "request_time": "0.100", "host": APP,
        }), Manner(), Request(TEN, APP, ORDERS, "GET", 502, 100.0),
    ),
    "JSON of a logger": (
        json.dumps({
            "timestamp": TEN, "method": "post", "path": ORDERS, "status_code": 201,
            "duration_ms": 12, "version": "v7",
        }), Manner(release_field="version"),
        Request(TEN, "", ORDERS, "POST", 201, 12.0, "v7"),
    ),
    "JSON, a duration without a unit": (
        json.dumps({"ts": TEN / 1000, "path": "/", "status": 200, "duration": 5}), Manner(),
        Request(TEN, "", "/", "GET", 200),
    ),
    "Heroku's router": (
        f"2026-11-02T10:00:00.000000+00:00 heroku[router]: {HEROKU}", Manner(),
        Request(TEN, APP, ORDERS, "GET", 200, 19.0),
    ),
    "Heroku's router, drained": (
        f"<158>1 2026-11-02T10:00:00+00:00 host heroku router - {HEROKU}", Manner(),
        Request(TEN, APP, ORDERS, "GET", 200, 19.0),
    ),
    "Heroku's H12": (
        ('2026-11-02T10:00:00+00:00 heroku[router]: at=error code=H12 desc="Request timeout" '
        f'method=GET path=/ host={APP} fwd="{ADDRESS}" dyno=web.1 connect= service=30000ms '
        "status=503 bytes=0"), Manner(), Request(TEN, APP, "/", "GET", 503, 30000.0),
    ),
    "Heroku, a forged header adds nothing": (
        ("2026-11-02T10:00:00+00:00 heroku[router]: at=info method=GET path=/ host=a.test "
        'fwd="1, service=1ms status=500" connect=1ms service=18ms status=200 bytes=1'),
        Manner(), Request(TEN, "a.test", "/", "GET", 200, 19.0),
    ),
    "an application's line": ("2026-11-02 10:00:00 INFO started", Manner(), None),
    "no such day": (COMBINED.replace("02/Nov", "31/Feb"), Manner(), None),
    "JSON, no time": (json.dumps({"path": "/", "status": 200}), Manner(), None),
    "JSON, no such status": (caddy(status=2000), Manner(), None),
    "JSON, truth as a status": (caddy(status=True), Manner(), None),
    "JSON, an endless number": (caddy(ts=10**400), Manner(), None),
    "JSON, not a number": (caddy(duration=float("nan")), Manner(),
        Request(TEN, APP, ORDERS, "GET", 200)),
    "JSON, deep": ("{" + '"a":{' * 5000, Manner(), None),
    "JSON, a list": ("[1]", Manner(), None),
    "binary": ("\x00\xff\x80 [" * 50, Manner(), None),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_each_format(name: str) -> None:
    """What is counted is read, whatever else stands in the line."""
    line, manner, wanted = LINES[name]
    assert parser_of("auto", manner)(line.encode("latin-1")) == wanted


@pytest.mark.parametrize(
    ("format_", "name"),
    [("combined", "combined"), ("nginx", "combined"), ("json", "Caddy"), ("caddy", "Caddy")],
)
def test_a_format_that_is_named_is_the_only_one(format_: str, name: str) -> None:
    """Lines of others are not understood."""
    parse = parser_of(format_, Manner())
    assert parse(LINES[name][0].encode()) == LINES[name][2]
    assert parse(LINES["Heroku's router"][0].encode()) is None


@given(st.binary(max_size=300))
def test_any_line_at_all(line: bytes) -> None:
    """No line ends the count."""
    for name in ("auto", "combined", "json", "heroku"):
        parser_of(name, Manner("ms", "release"))(line)


def routes() -> list[Route]:
    """Declare some."""

    def route(name: str, path: str, kind: str = "page", *paths: str) -> Route:
        return Route.model_validate(
            {"name": name, "url": f"https://{path}", "kind": kind, "paths": paths}
        )

    return [
        route("home", "acme.example/"),
        route("app", "app.acme.example/"),
        route("orders", "app.acme.example/api/orders", "api", "/api/orders/*", "/o/*/lines"),
        route("order", "app.acme.example/api/orders", "write"),
        route("report", "app.acme.example/report/"),
    ]


FINDS = {
    ("app.acme.example", "/api/orders?token=abc", "GET"): "orders",
    ("app.acme.example", "/api/orders", "POST"): "order",
    ("", "/api/orders/17", "GET"): "orders",
    ("", "/o/a-b/lines", "GET"): "orders",
    ("", "/o/a/b/lines", "GET"): "",
    ("", "/api/orders/17/secret", "GET"): "",
    ("app.acme.example", "/report", "GET"): "report",
    ("app.acme.example", "/report/", "GET"): "report",
    ("acme.example", "/", "GET"): "home",
    ("app.acme.example", "/", "GET"): "app",
    ("", "/", "GET"): "",
    ("other.example", "/api/orders", "GET"): "",
    ("", "https://app.acme.example/report?x", "GET"): "report",
    ("", "*", "OPTIONS"): "",
    ("", "http://[bad", "GET"): "",
    ("", "", "GET"): "",
}


@pytest.mark.parametrize("asked", FINDS)
def test_a_path_becomes_a_declared_route_or_nothing(asked: tuple[str, str, str]) -> None:
    """By host, path and pattern; where several could be meant, reads and writes differ."""
    assert RouteTable(routes()).find(*asked) == FINDS[asked]


class Store:
    """A store, as a log is counted into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = SqliteEngine(path)
        migrate(self.engine)
        self.parts = 0

    async def reach(self, name: str) -> Reach:
        """Say how far a log was read."""
        return Reader(self.engine).log_reach(name)

    async def keep(self, cells: Cells, before: Reach, after: Reach) -> None:
        """Keep a part."""
        self.parts += 1
        keep_traffic(self.engine, cells, before, after, TEN)

    def count(self, log: bytes, *, whole: bool = False, tag: str = "v1") -> Tally:
        """Count a log."""
        lines = LineReader(unpacked(io.BytesIO(log)), to_the_end=whole)
        counter = Counter(
            parser_of("auto", Manner()), RouteTable(routes()), ReleaseOf(tag, ()), TEN
        )
        return asyncio.run(count_log(lines, counter, self.reach, self.keep))

    def requests(self) -> list[tuple[str, int, int, int]]:
        """Give (route, hour, requests, errors)."""
        with self.engine.transaction(write=False) as run:
            rows = run.all("SELECT route, at, requests, errors FROM traffic ORDER BY 1, 2")
        return [tuple(row) for row in rows]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open an empty one."""
    opened = Store(tmp_path / "watch.sqlite")
    yield opened
    opened.engine.close()


def line(number: int, status: int = 200, hour: int = 10) -> bytes:
    """Write a line of a log, different from others."""
    return (
        f"198.51.100.{number % 250} - - [02/Nov/2026:{hour:02}:{number // 60 % 60:02}:"
        f'{number % 60:02} +0000] "GET /api/orders/{number}?who=ana%40acme HTTP/1.1" '
        f'{status} 5 "-" "{AGENT}" 0.{100 + number % 50}\n'
    ).encode()


def test_nothing_personal_is_kept(store: Store) -> None:
    """The store's files hold no address, name, query, agent or path of the log."""
    log = b"".join(line(n) for n in range(50)) + COMBINED.encode() + b"\n"
    tally = store.count(log)
    assert (tally.counted, tally.elsewhere, tally.unread) == (51, 0, 0)
    store.engine.close()
    kept = b"".join(each.read_bytes() for each in store.path.parent.iterdir())
    for word in (
        b"198.51.100",
        ADDRESS.encode(),
        b"ana",
        b"token=",
        b"Mozilla",
        b"/api/orders",
    ):
        assert word not in kept, word


def test_errors_and_latencies_are_counted(store: Store) -> None:
    """By hour; what failed has no latency that counts, and 404 is no error of the product."""
    log = b"".join(line(n, (200, 404, 500, 503)[n % 4], 10 + n // 60) for n in range(120))
    assert store.count(log).counted == 120
    assert store.requests() == [("orders", TEN, 60, 30), ("orders", TEN + HOUR, 60, 30)]


def test_a_log_that_grows_is_read_on(store: Store) -> None:
    """Nothing is counted twice, packed or not; a line that is being written waits."""
    lines = [line(n) for n in range(100)]
    first = b"".join(lines[:40]) + lines[40][:30]
    tally = store.count(first)
    assert (tally.counted, tally.left) == (40, True)
    assert store.count(first).counted == 0
    grown = b"".join(lines)
    tally = store.count(grown)
    assert (tally.counted, tally.known) == (60, len(b"".join(lines[:40])))
    assert store.count(gzip.compress(grown), whole=True).counted == 0
    assert store.count(b"".join(lines[:10])).counted == 0, "an older copy"
    assert sum(row[2] for row in store.requests()) == 100


def test_a_log_that_goes_on_differently_is_refused(store: Store) -> None:
    """A log of which lines were taken out would be counted twice."""
    lines = [line(n) for n in range(10)]
    store.count(b"".join(lines))
    with pytest.raises(Differs):
        store.count(b"".join(lines[:3] + lines[4:]) + line(99) * 5)
    assert sum(row[2] for row in store.requests()) == 10


def test_two_who_count_one_log_count_it_once(store: Store) -> None:
    """The one that comes later is told, and adds nothing."""
    log = b"".join(line(n) for n in range(10))

    async def late(name: str) -> Reach:
        return Reach(name)

    store.count(log)
    store.reach = late  # type: ignore[method-assign]
    with pytest.raises(OutOfStep):
        store.count(log)
    assert sum(row[2] for row in store.requests()) == 10


def test_a_long_log_is_kept_in_parts(store: Store) -> None:
    """What is held stays small; every hour of two years is its own cell."""
    hours = [
        f'- - - [{1 + n // 24 % 28:02}/{month}/{year}:{n % 24:02}:00:00 +0000] "GET /report '
        f'HTTP/1.1" 200 1 {"x" * 300}\n'
        for year in (2024, 2025)
        for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
        for n in range(672)
    ]
    assert store.count("".join(hours).encode()).counted == len(hours)
    assert store.parts >= 2
    assert len(store.requests()) == len(hours)


def test_lines_without_end_are_passed_over(store: Store) -> None:
    """Neither a line of megabytes nor a log without a single end is held."""
    huge = b"x" * (3 * 1024 * 1024)
    tally = store.count(
        line(1) + huge + b"\n" + line(2) + b"y" * (MAX_LINE + 1) + b"\n" + line(3)
    )
    assert (tally.counted, tally.too_long) == (3, 2)
    tally = store.count(huge, whole=True)
    assert (tally.counted, tally.too_long) == (0, 1)


def test_a_bomb_is_unpacked_a_megabyte_at_a_time(store: Store) -> None:
    """A packed line of 50 MB costs time alone."""
    bomb = gzip.compress(b"z" * 200_000_000)
    assert max(len(piece) for piece in unpacked(io.BytesIO(bomb))) <= 1024 * 1024
    assert store.count(line(1) + b"").counted == 1


def test_a_packed_log_in_members_and_one_that_is_cut(store: Store) -> None:
    """Logrotate and parallel packers join members; what stood before a cut is counted."""
    members = gzip.compress(line(1)) + gzip.compress(line(2)) + b"\0" * 512
    assert store.count(members, whole=True).counted == 2
    chance = random.Random(3)
    log = b"".join(line(chance.randrange(10**6)) for _ in range(30_000))
    with pytest.raises(Damaged):
        store.count(gzip.compress(log)[:-2000], whole=True)
    assert sum(row[2] for row in store.requests()) > 2
    with pytest.raises(Damaged):
        store.count(b"\x1f\x8b\x08nonsense that is no gzip", whole=True)


def test_releases_by_time(store: Store) -> None:
    """Before, within and after a deployment; nothing is given to a release that did not run."""
    release_of = ReleaseOf("", [Stay("v2", 2000, None), Stay("v1", 1000, 1500)])
    moments = {999: "", 1000: "v1", 1499: "v1", 1500: "", 1999: "", 2000: "v2", 9999: "v2"}
    for at, wanted in moments.items():
        assert release_of(Request(at, "", "/", "GET", 200)) == wanted
    told = Request(1200, "", "/", "GET", 200, None, "v7")
    assert release_of(told) == "v7"
    assert release_of(told._replace(release="a\nb")) == ""
    assert ReleaseOf("v3", ())(told._replace(release=None)) == "v3"
