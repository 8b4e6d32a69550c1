"""What monitors make of ports, certificates, mail servers, DNS, databases, queues and jobs."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from launchready.demo.dns_server import serve_dns
from launchready.demo.redis_server import RedisServer, redis_server
from launchready.demo.servers import serve_smtp
from launchready.facts.base import CannotSee
from launchready.mail.submit import MailServer
from launchready.manifest.schema import Mailbox, Queue
from launchready.net.dial import Dialler
from launchready.net.network import Network
from launchready.net.redis import read_url
from launchready.queues.moment import Moment, Read
from launchready.queues.open import opener
from launchready.watch.model import DAY, HOUR, MINUTE, Verdict
from launchready.watch.probe import dns, heartbeat, postgres, redis
from launchready.watch.probe.mail import MailLook
from launchready.watch.probe.names import Names
from launchready.watch.probe.ports import look_smtp, look_tcp, look_tls
from launchready.watch.probe.queue import QueueLook
from launchready.watch.probe.seen import Seen
from launchready.watch.store.beats import Beats
from tests.servers import dns as zones
from tests.servers.http import TableResolver
from tests.servers.imap import HOST, USER, serve_imap
from tests.servers.tls import Authority, serve_bytes, serve_tls

NOW = 1_790_000_000_000


def dialler(port: int, ca_file: Path | None = None, outside: int = 443) -> Dialler:
    """Lead acme.example to a port of this machine."""
    connect = {f"acme.example:{outside}": f"127.0.0.1:{port}"}
    return Dialler(Network(connect=connect, ca_file=ca_file), TableResolver())


def brief(seen: Seen) -> tuple[Verdict, str]:
    """Give what matters most."""
    return seen.verdict, seen.reason


async def test_an_open_port_is_up_and_a_closed_one_down() -> None:
    """A connection is all that a TCP monitor asks for."""
    async with serve_bytes(b"") as port:
        result = await look_tcp(dialler(port), "acme.example", 443)
    assert result.verdict is Verdict.UP
    assert result.latency_ms is not None
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    result = await look_tcp(dialler(closed), "acme.example", 443)
    assert brief(result) == (Verdict.DOWN, "refused the connection")


async def test_a_certificate_near_its_end_is_seen(tmp_path: Path) -> None:
    """Days are counted as declared; the end is kept for the metrics."""
    authority = Authority()
    ca_file = authority.write_root(tmp_path)
    async with serve_tls(authority.context("acme.example")) as port:
        fine = await look_tls(dialler(port, ca_file), "acme.example", 443, 14)
        soon = await look_tls(dialler(port, ca_file), "acme.example", 443, 90)
        strange = await look_tls(dialler(port), "acme.example", 443, 14)
    assert fine.verdict is Verdict.UP
    assert fine.certificate_ends is not None
    assert abs(fine.certificate_ends - time.time() * 1000 - 60 * DAY) < HOUR
    assert brief(soon) == (Verdict.DOWN, "the certificate ends in 59 days")
    assert strange.reason.startswith("certificate not trusted")
    async with serve_tls(authority.context("acme.example", expired=True)) as port:
        over = await look_tls(dialler(port, ca_file), "acme.example", 443, 14)
    assert brief(over) == (
        Verdict.DOWN,
        "certificate not trusted: certificate has expired",
    )


async def test_a_mail_server_must_greet() -> None:
    """220 and 250 are good; anything else says what came instead."""
    authority = Authority()
    tls = authority.context("acme.example")
    async with serve_smtp("acme.example", "mx.acme.example", tls) as where:
        port = int(where.rpartition(":")[2])
        good = await look_smtp(dialler(port, outside=25), "acme.example", 25)
    assert good.verdict is Verdict.UP

    @asynccontextmanager
    async def says(octets: bytes) -> AsyncIterator[int]:
        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(octets)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    for octets, reason in {
        b"554 no service\r\n": "greets with 554 in place of 220",
        b"SSH-2.0-x\r\n": "does not speak SMTP",
        b"220-" + b"x" * 20_000: "sent a line without an end",
        b"220-x\r\n" * 200: "sent a reply without an end",
        b"": "hung up in the middle of an answer",
    }.items():
        async with says(octets) as port:
            bad = await look_smtp(dialler(port, outside=25), "acme.example", 25)
        assert brief(bad) == (Verdict.DOWN, reason)


async def test_a_name_must_be_answered_for() -> None:
    """Any answer, or the declared ones among others."""
    zone = zones.zones({"acme.example": {"www": ["A 198.51.100.1", "A 198.51.100.2"]}})
    async with serve_dns(zone) as where:
        names = Names(Network(resolver=where))
        cases = {
            ("www.acme.example", "A", ()): (Verdict.UP, ""),
            ("www.acme.example", "A", ("198.51.100.2",)): (Verdict.UP, ""),
            ("www.acme.example", "A", ("198.51.100.3",)): (
                Verdict.DOWN,
                "no A record 198.51.100.3",
            ),
            ("www.acme.example", "MX", ()): (Verdict.DOWN, "no MX record"),
            ("gone.acme.example", "A", ()): (Verdict.DOWN, "DNS answers NXDOMAIN"),
        }
        for (name, record, wanted), expected in cases.items():
            assert brief(await dns.look(names, name, record, wanted)) == expected


async def test_addresses_are_remembered_for_half_a_minute_at_most() -> None:
    """A change of DNS is seen soon, and a thousand monitors of one host ask once."""
    clock = [0.0]
    zone = zones.zones({"acme.example": {"www": ["3600 IN A 198.51.100.1"]}})
    async with serve_dns(zone) as where:
        names = Names(Network(resolver=where), lambda: clock[0])
        found = await asyncio.gather(*(names.addresses("www.acme.example") for _ in range(50)))
        assert set(found) == {("198.51.100.1",)}
    clock[0] = 29.0
    assert await names.addresses("www.acme.example") == ("198.51.100.1",)
    clock[0] = 31.0
    with pytest.raises(CannotSee):
        await names.addresses("www.acme.example")


@dataclass
class Strange(RedisServer):
    """Answers everything with the same octets."""

    raw: bytes = b""

    def answer(self, words: list[str], signed_in: bool) -> bytes:
        """Answer one command."""
        return self.raw


async def test_redis_must_take_the_password_and_answer() -> None:
    """PONG is up; an error's first word is all that is shown of it."""
    async with redis_server(RedisServer(password="hunter2")) as server:
        place = dialler(server.port, outside=6379)
        good = await redis.look(place, read_url("redis://:hunter2@acme.example/1"))
        bad = await redis.look(place, read_url("redis://:hunter3@acme.example"))
        none = await redis.look(place, read_url("redis://acme.example"))
        assert good.verdict is Verdict.UP
        assert brief(bad) == (Verdict.DOWN, "answers with an error: WRONGPASS")
        assert brief(none) == (Verdict.DOWN, "answers with an error: NOAUTH")
    for raw, reason in {
        b"HTTP/1.1 400\r\n": "does not speak Redis' protocol",
        b"$999999999\r\n": "sent more than is asked for",
        b"*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n": "does not speak Redis' protocol",
        b"+nothing\r\n": "does not answer PING",
    }.items():
        async with redis_server(Strange(raw=raw)) as strange:
            place = dialler(strange.port, outside=6379)
            odd = await redis.look(place, read_url("redis://acme.example"))
        assert brief(odd) == (Verdict.DOWN, reason)


@pytest.mark.parametrize(
    "url", ["http://acme.example", "redis://", "redis://h:x", "redis://h/x"]
)
def test_what_is_no_redis_url_is_refused(url: str) -> None:
    """Before anything is connected to, and without a word of what it holds."""
    with pytest.raises(ValueError, match="is not a redis:// URL"):
        read_url(url)


async def test_postgres_must_answer(postgres: str) -> None:
    """SELECT 1 is up; nothing of the URL is shown of what fails."""
    port = int(postgres.rpartition("/")[0].rpartition(":")[2])
    place = dialler(port, outside=5432)
    good = await probe_postgres(place, "postgresql://tester@acme.example/postgres")
    assert good.verdict is Verdict.UP
    bad = await probe_postgres(place, "postgresql://tester:hunter2@acme.example/missing")
    assert bad.verdict is Verdict.DOWN
    assert "hunter2" not in bad.reason


async def probe_postgres(place: Dialler, url: str) -> Seen:
    """Look at a Postgres."""
    return await postgres.look(place, url, 5.0)


def queue_look(port: int, engine: str, now: Callable[[], float] = time.time) -> QueueLook:
    """Look at the queue "mail", which may wait for a minute."""
    queue = Queue.model_validate({"name": "mail", "engine": engine, "url_env": "REDIS_URL"})
    place = dialler(port, outside=6379)
    return QueueLook(opener(place, queue, "redis://acme.example", now), queue.max_age_s, now)


async def test_the_age_of_the_oldest_job() -> None:
    """By the job's own time; an empty queue has no age, a strange one is not up."""
    old = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() - 90)).encode()
    async with redis_server(RedisServer()) as server:
        look = queue_look(server.port, "rq")
        assert (await look()).verdict is Verdict.UP
        server.lists = {"rq:queue:mail": [b"a", b"b"]}
        server.hashes = {"rq:job:a": {"enqueued_at": old}}
        result = await look()
        assert result.verdict is Verdict.DOWN
        assert re.fullmatch(r"the oldest job has waited for \d+ s", result.reason)
        server.hashes["rq:job:a"]["enqueued_at"] = b"long ago"
        assert (await look()).reason == "keeps its jobs in a way that is not known here"


async def test_a_celery_message_is_as_old_as_it_was_seen() -> None:
    """Its age counts from when it was first the oldest; a new one starts anew."""
    clock = [1000.0]
    async with redis_server(RedisServer(lists={"mail": [b"b", b"a"]})) as server:
        look = queue_look(server.port, "celery", lambda: clock[0])
        assert (await look()).verdict is Verdict.UP
        clock[0] += 61
        assert (await look()).reason == "the oldest job has waited for 61 s"
        server.lists["mail"].pop()
        assert (await look()).verdict is Verdict.UP


async def test_messages_that_look_alike_have_to_become_fewer() -> None:
    """RabbitMQ tells by AMQP how many wait, and nothing of any of them."""
    clock, waiting = [1000.0], [3]

    @asynccontextmanager
    async def opens() -> AsyncIterator[Read]:
        async def read(_mark: bytes) -> Moment:
            return Moment(waiting[0])

        yield read

    look = QueueLook(opens, 60, lambda: clock[0])
    for seconds, left, verdict in (
        (0, 3, Verdict.UP),
        (40, 5, Verdict.UP),
        (30, 5, Verdict.DOWN),
        (1, 4, Verdict.UP),
        (61, 0, Verdict.UP),
        (0, 9, Verdict.UP),
    ):
        clock[0] += seconds
        waiting[0] = left
        seen = await look()
        assert seen.verdict is verdict, (seconds, left)
    clock[0] += 61
    assert (await look()).reason == "the 9 waiting jobs have not become fewer for 61 s"


async def test_mail_must_arrive_in_the_inbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handed in at one end, seen at the other; among spam, or nowhere, is down."""
    from aiosmtpd.smtp import SMTP

    with serve_imap(tmp_path) as imap:
        into: list[str] = ["INBOX"]

        class Delivers:
            async def handle_DATA(  # noqa: N802
                self, _server: object, _session: object, envelope: object
            ) -> str:
                if into[0]:
                    content: bytes = envelope.content  # type: ignore[attr-defined]
                    await asyncio.to_thread(imap.put, content, into[0])
                return "250 OK"

        loop = asyncio.get_running_loop()
        smtp = await loop.create_server(
            lambda: SMTP(Delivers(), hostname="mx", loop=loop), "127.0.0.1", 0
        )
        try:
            port = smtp.sockets[0].getsockname()[1]
            monkeypatch.setenv("BOX_PASSWORD", imap.password)
            box = Mailbox(
                name="box",
                address="ana@acme.example",
                host=HOST,
                user=USER,
                password_env="BOX_PASSWORD",
            )
            network = Network(
                connect={f"{HOST}:993": f"127.0.0.1:{imap.port}"}, ca_file=imap.ca_file
            )
            look = MailLook(
                network,
                MailServer("127.0.0.1", port, False),
                "Acme <hello@acme.example>",
                box,
                3,
            )
            assert brief(await look()) == (Verdict.UP, "")
            await asyncio.to_thread(imap.make_folder, "Junk")
            into[0] = "Junk"
            assert brief(await look()) == (Verdict.DOWN, "the mail arrived among spam")
            into[0] = ""
            assert brief(await look()) == (
                Verdict.DOWN,
                "the mail did not arrive within 3 s",
            )
        finally:
            smtp.close()


@pytest.mark.parametrize(
    ("beats", "verdict", "reason"),
    [
        (Beats(NOW - HOUR), Verdict.UNJUDGED, "the job has not reported yet"),
        (Beats(NOW - 2 * DAY), Verdict.DOWN, "the job never reported"),
        (Beats(0, None, NOW - HOUR), Verdict.UP, ""),
        (Beats(0, None, NOW - DAY - 30_000), Verdict.UP, ""),
        (
            Beats(0, None, NOW - DAY - 2 * HOUR),
            Verdict.DOWN,
            "the job last reported 26 h 0 min ago",
        ),
        (Beats(0, None, NOW, failed=True), Verdict.DOWN, "the job failed"),
        (
            Beats(0, None, NOW, failed=True, exit_status=3),
            Verdict.DOWN,
            "the job failed with exit status 3",
        ),
        (Beats(0, NOW - 30_000, NOW - HOUR), Verdict.UP, ""),
        (Beats(0, NOW - 30_000, NOW - HOUR, failed=True), Verdict.UP, ""),
        (
            Beats(0, NOW - HOUR, NOW - 2 * HOUR),
            Verdict.DOWN,
            "the job began 60 min ago and did not end",
        ),
    ],
)
def test_a_job_that_must_report(beats: Beats, verdict: Verdict, reason: str) -> None:
    """In time, with a good end, and not for ever at work."""
    assert brief(heartbeat.judge(beats, NOW, DAY, MINUTE)) == (verdict, reason)


def test_a_job_is_not_blamed_for_what_we_could_not_hear() -> None:
    """After a time in which we did not listen, it has its grace again."""
    late = Beats(0, ended_at=NOW - DAY - HOUR)
    assert heartbeat.judge(late, NOW, DAY, MINUTE).verdict is Verdict.DOWN
    assert heartbeat.judge(late, NOW, DAY, MINUTE, NOW - 10_000).verdict is Verdict.UP
