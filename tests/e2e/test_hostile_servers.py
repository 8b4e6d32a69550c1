"""Whatever a server sends: no crash, no hang, and a finding that says what was seen."""

from __future__ import annotations

import asyncio
import itertools
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest

from launchready.audit.model import Report
from launchready.audit.run import Options, audit
from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.dns_server import Fault, Zones, serve_dns, truncated
from tests.checks.given import manifest
from tests.e2e.hostile import DNS, TLS, http_cases
from tests.servers.http import raw_server
from tests.servers.tls import Authority, serve_bytes

APEX = "acme.example"
ZONE = """
$TTL 300
@ SOA ns1 hostmaster 7 3600 600 86400 300
@ NS ns1
@ A 198.51.100.1
ns1 A 198.51.100.53
www A 198.51.100.1
"""
HTTP = http_cases()
TABLES = {
    "hosts": {APEX: {"role": "app"}},
    "routes": [
        {"name": "home", "url": f"https://{APEX}/"},
        {"name": "login", "url": f"https://{APEX}/login", "kind": "login"},
        {"name": "dashboard", "url": f"https://{APEX}/dashboard", "access": "user"},
        {"name": "api", "url": f"https://{APEX}/api", "kind": "api"},
        {"name": "hook", "url": f"https://{APEX}/hook", "kind": "webhook"},
        {"name": "callback", "url": f"https://{APEX}/callback", "kind": "callback"},
        {"name": "asset", "url": f"https://{APEX}/app.js", "kind": "asset", "cache": "public"},
    ],
    "redirects": [{"from": f"https://{APEX}/old", "to": f"https://{APEX}/new"}],
}


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Make one authority for the module: keys take time."""
    return Authority()


@asynccontextmanager
async def resolver(fault: Fault | None = None) -> AsyncIterator[str]:
    """Serve the product's zone."""
    zones = Zones({APEX: ZONE}, recursive=True)
    async with serve_dns(zones, fault=fault) as where:
        yield where


async def look(where: str, https: int, http: int, ca_file: Path | None) -> Report:
    """Audit a product whose every host is one hostile server, in bounded time."""
    network = {
        "resolver": where,
        "connect": {
            f"{name}:{port}": f"127.0.0.1:{local}"
            for name in (APEX, f"www.{APEX}", f"{APEX}.", "198.51.100.1")
            for port, local in ((443, https), (80, http))
        }
        | {"ns1.acme.example:53": where},
    }
    if ca_file:
        network["ca_file"] = str(ca_file)
    described = manifest(**TABLES, network=network)
    faults: list[BaseException] = []
    options = Options(deadline_s=4, on_fault=faults.append)
    async with asyncio.timeout(20):
        report, _ = await audit(described, Folder(None), options, Clock.system())
    assert faults == []
    return report


def speaks_of_it(report: Report) -> None:
    """Check that nothing of ours broke, and that something was said of the server."""
    broken = [f for f in report.findings if f.status is Status.BROKEN]
    assert broken == []
    said = report.with_status(Status.FAIL, Status.UNKNOWN)
    assert any(APEX in finding.target and finding.summary for finding in said)
    assert "hunter2" not in report.model_dump_json()


@pytest.mark.parametrize("case", HTTP)
async def test_http(case: str, authority: Authority, tmp_path: Path) -> None:
    """No HTTP answer, however wrong, crashes or holds the audit, or shows a secret."""
    context = authority.context(APEX, f"www.{APEX}")
    context.set_alpn_protocols(["http/1.1"])
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(resolver())
        https = await stack.enter_async_context(raw_server(HTTP[case], tls=context, keep=False))
        http = await stack.enter_async_context(raw_server(HTTP[case], keep=False))
        report = await look(where, https.port, http.port, authority.write_root(tmp_path))
    speaks_of_it(report)


@pytest.mark.parametrize("case", TLS)
async def test_tls(case: str, tmp_path: Path) -> None:
    """Whatever answers in place of TLS, the audit ends and says that it is not TLS."""
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(resolver())
        port = await stack.enter_async_context(serve_bytes(TLS[case]))
        report = await look(where, port, port, None)
    speaks_of_it(report)
    (item,) = [item for item in report.minimum_bar if item.id == "ssl-valid"]
    assert not item.met


Messages = tuple[dns.message.Message, dns.message.Message, bool]


def _header(query: dns.message.Message, answers: int) -> bytes:
    return struct.pack("!HHHHHH", query.id, 0x8180, 1, answers, 0, 0)


def _ring(query: dns.message.Message, length: int) -> bytes:
    response = dns.message.make_response(query)
    name = query.question[0].name.to_text()
    names = [name, *(f"ring{n}.acme.example." for n in range(length)), name]
    for owner, target in itertools.pairwise(names):
        response.answer.append(dns.rrset.from_text(owner, 300, "IN", "CNAME", target))
    return response.to_wire()


def _with_rcode(query: dns.message.Message, rcode: dns.rcode.Rcode) -> bytes:
    response = dns.message.make_response(query)
    response.set_rcode(rcode)
    return response.to_wire()


def _raw(query: dns.message.Message, tail: bytes, answers: int = 1) -> bytes:
    name = query.question[0].name.to_wire()
    assert name is not None
    return _header(query, answers) + name + b"\x00\x01\x00\x01" + tail


def _response(case: str, query: dns.message.Message, tcp: bool) -> bytes | None:
    address = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x01\x2c"
    replies: dict[str, Callable[[], bytes | None]] = {
        "silence": lambda: None,
        "wrong id": lambda: struct.pack("!H", query.id ^ 1) + b"\x81\x80" + b"\x00" * 8,
        "noise": lambda: bytes(range(256)),
        "empty": lambda: b"",
        "id and noise": lambda: struct.pack("!H", query.id) + b"\xff" * 60,
        "pointer loop": lambda: _raw(query, b"\xc0\x0c\xc0\x0c" * 10),
        "pointer to itself": lambda: _header(query, 1) + b"\xc0\x0c\x00\x01\x00\x01",
        "other question": lambda: dns.message.make_response(
            dns.message.make_query("elsewhere.example", "A", id=query.id)
        ).to_wire(),
        "no question": lambda: struct.pack("!HHHHHH", query.id, 0x8180, 0, 0, 0, 0),
        "truncated for ever": lambda: None if tcp else truncated(query),
        "servfail": lambda: _with_rcode(query, dns.rcode.SERVFAIL),
        "refused": lambda: _with_rcode(query, dns.rcode.REFUSED),
        "formerr": lambda: _with_rcode(query, dns.rcode.FORMERR),
        "label too long": lambda: _header(query, 0) + b"\x7f" + b"a" * 127 + b"\x00\x00\x01",
        "count beyond the end": lambda: _raw(query, b"", answers=65535),
        "cname to itself": lambda: _ring(query, 0),
        "cname ring": lambda: _ring(query, 20),
        "address of wrong length": lambda: _raw(query, address + b"\x00\x07" + b"a" * 7),
        "response of 60 KB": lambda: _raw(query, address + b"\xea\x60" + b"a" * 60_000),
        "query sent back": query.to_wire,
    }
    return replies[case]()


@pytest.mark.parametrize("case", DNS)
async def test_dns(case: str) -> None:
    """However a resolver lies or keeps silent, the audit ends and calls nothing good."""

    def fault(
        query: dns.message.Message, honest: dns.message.Message, tcp: bool
    ) -> bytes | None:
        return _response(case, query, tcp)

    async with resolver(fault) as where:
        report = await look(where, 9, 9, None)
    speaks_of_it(report)
    (item,) = [item for item in report.minimum_bar if item.id == "domain-resolves"]
    assert not item.met


def test_there_are_more_than_two_hundred() -> None:
    """The cases are as many as promised."""
    assert len(HTTP) + len(TLS) + len(DNS) >= 200
