"""TLS faults are told apart, also when several hold at once."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from launchready.facts.base import CannotSee
from launchready.facts.tls import TlsEndpoint
from launchready.net import tls
from launchready.net.certificates import covers, read_certificate
from launchready.net.network import Network
from launchready.net.tls import TlsProbe
from tests.servers.tls import (
    Authority,
    old_versions,
    self_signed_context,
    serve_bytes,
    serve_tls,
)

HOST, ADDRESS = "app.acme.example", "198.51.100.7"


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Make one authority for the module: keys take time."""
    return Authority()


def probe(port: int, folder: Path, authority: Authority | None) -> TlsProbe:
    """Make a probe that finds the host on a loopback port."""
    ca_file = authority.write_root(folder) if authority else None
    return TlsProbe(Network({f"{HOST}:443": f"127.0.0.1:{port}"}, ca_file=ca_file))


async def look(
    context: ssl.SSLContext, folder: Path, authority: Authority | None
) -> TlsEndpoint:
    """Shake hands with a server that has this context."""
    async with serve_tls(context) as port:
        return await probe(port, folder, authority).handshake(HOST, ADDRESS)


async def test_a_good_endpoint(authority: Authority, tmp_path: Path) -> None:
    """A certificate that a browser takes is trusted, and its facts are read."""
    seen = await look(authority.context(HOST), tmp_path, authority)
    assert seen.trusted
    assert (seen.address, seen.port) == (ADDRESS, 443)
    assert (seen.verify_error, seen.verify_code, seen.error) == ("", 0, "")
    assert (seen.name_matches, seen.chain_complete) == (True, True)
    assert (seen.protocol, seen.alpn) == ("TLSv1.3", "h2")
    assert seen.leaf is not None
    assert seen.leaf.names == (HOST,)
    assert (seen.leaf.key_type, seen.leaf.key_bits) == ("ec", 256)


@pytest.mark.parametrize(
    ("names", "fault", "matches_and_complete"),
    [
        ((HOST,), {"expired": True}, (True, True)),
        (("www.acme.example",), {}, (False, True)),
        ((HOST,), {"lacks_intermediate": True}, (True, False)),
        (("www.acme.example",), {"expired": True}, (False, True)),
        (("www.acme.example",), {"expired": True, "lacks_intermediate": True}, (False, False)),
    ],
    ids=["expired", "other name", "no intermediate", "two faults", "three"],
)
async def test_faults_are_told_apart(
    names: tuple[str, ...],
    fault: dict[str, bool],
    matches_and_complete: tuple[bool, bool],
    authority: Authority,
    tmp_path: Path,
) -> None:
    """Each fault shows in its own field, whatever else is wrong."""
    seen = await look(authority.context(*names, **fault), tmp_path, authority)
    assert not seen.trusted
    assert seen.verify_error
    assert (seen.name_matches, seen.chain_complete) == matches_and_complete
    assert seen.leaf is not None


async def test_an_unknown_root_leads_nowhere(authority: Authority, tmp_path: Path) -> None:
    """A certificate of an authority that no browser knows is not trusted."""
    seen = await look(authority.context(HOST), tmp_path, None)
    assert (seen.trusted, seen.name_matches, seen.chain_complete) == (False, True, False)


async def test_self_signed(tmp_path: Path, authority: Authority) -> None:
    """A certificate that vouches for itself is named so, and leads to no root."""
    seen = await look(self_signed_context(HOST), tmp_path, authority)
    assert seen.leaf is not None
    assert (seen.trusted, seen.leaf.self_signed, seen.chain_complete) == (False, True, False)
    assert seen.verify_code == 18  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT


async def test_nothing_listens(tmp_path: Path) -> None:
    """A closed port is a fact about the host, not something unseen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening: connections are refused
        seen = await probe(taken.getsockname()[1], tmp_path, None).handshake(HOST, ADDRESS)
    assert (seen.connected, seen.error) == (False, "connection refused")


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\xff" * 1000,
        b"",
        b"\x16\x03\x03\xff\xff" + b"a" * 70000,
    ],
    ids=["http", "noise", "hangs up", "endless record"],
)
async def test_what_is_not_tls_says_so(reply: bytes, tmp_path: Path) -> None:
    """Whatever answers in place of TLS, the endpoint says that there was no handshake."""
    async with serve_bytes(reply) as port:
        seen = await probe(port, tmp_path, None).handshake(HOST, ADDRESS)
    assert seen.connected
    assert seen.error
    assert not seen.chain


async def test_a_reset_says_so(tmp_path: Path) -> None:
    """A server that resets every connection is a fact about it."""
    async with serve_bytes(b"", reset=True) as port:
        seen = await probe(port, tmp_path, None).handshake(HOST, ADDRESS)
    assert seen.error
    assert not seen.trusted


async def test_silence_is_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that accepts and never speaks costs the time limit, and is unseen."""
    monkeypatch.setattr(tls, "IO_TIMEOUT_S", 0.1)
    async with serve_bytes(b"", hang=True) as port:
        with pytest.raises(CannotSee, match="no handshake"):
            await probe(port, tmp_path, None).handshake(HOST, ADDRESS)


async def test_versions_are_offered_one_by_one(authority: Authority, tmp_path: Path) -> None:
    """Exactly the versions that a server takes are listed as accepted."""
    modern = old_versions(
        authority.context(HOST), (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    )
    async with serve_tls(modern) as port:
        seen = await probe(port, tmp_path, authority).versions(HOST, ADDRESS)
    assert seen.accepted == ("TLSv1.2", "TLSv1.3")
    assert seen.refused + tuple(each.split(":")[0] for each in seen.unseen) == (
        "TLSv1",
        "TLSv1.1",
    )


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_old_versions_are_found(authority: Authority, tmp_path: Path) -> None:
    """A server that still takes TLS 1.0 is caught, as browsers refuse it."""
    old = old_versions(authority.context(HOST), (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2))
    async with serve_tls(old) as port:
        seen = await probe(port, tmp_path, authority).versions(HOST, ADDRESS)
    assert seen.accepted == ("TLSv1", "TLSv1.1", "TLSv1.2")
    assert seen.refused == ("TLSv1.3",)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_an_obsolete_endpoint_still_shows_its_chain(
    authority: Authority, tmp_path: Path
) -> None:
    """A server too old for browsers is not trusted, yet its certificate is read."""
    old = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1)
    seen = await look(old_versions(authority.context(HOST), old), tmp_path, authority)
    assert (seen.trusted, seen.protocol, seen.error) == (False, "TLSv1", "")
    assert (seen.name_matches, seen.chain_complete) == (True, True)


SERVER_HELLO_1_0 = bytes.fromhex(
    "160301002a 02000026 0301" + "00" * 32 + "00 002f 00"  # no session, AES128-SHA, null
)
PROTOCOL_VERSION_ALERT = bytes.fromhex("15 0301 0002 0246")


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        (PROTOCOL_VERSION_ALERT, tls.VERSIONS),
        (b"", tls.VERSIONS),
        (SERVER_HELLO_1_0, ("TLSv1.1", "TLSv1.2", "TLSv1.3")),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ()),
    ],
    ids=["alert", "hangs up", "answers with TLS 1.0", "http"],
)
async def test_only_a_refusal_counts_as_one(
    reply: bytes, refused: tuple[str, ...], tmp_path: Path
) -> None:
    """An alert, a hang-up or another version declines; anything else says nothing."""
    async with serve_bytes(reply) as port:
        seen = await probe(port, tmp_path, None).versions(HOST, ADDRESS)
    assert set(refused) <= set(seen.refused)
    assert not seen.accepted
    if not refused:
        assert len(seen.unseen) == len(tls.VERSIONS)
        assert "not TLS" in seen.unseen[0]


async def test_silence_about_versions_is_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that a firewall swallows is neither accepted nor refused."""
    monkeypatch.setattr(tls, "CONNECT_TIMEOUT_S", 0.1)
    monkeypatch.setattr(tls, "IO_TIMEOUT_S", 0.1)
    async with serve_bytes(b"", hang=True) as port:
        seen = await probe(port, tmp_path, None).versions(HOST, ADDRESS)
    assert (seen.accepted, seen.refused) == ((), ())
    assert [each.partition(":")[0] for each in seen.unseen] == [*tls.VERSIONS]


async def test_a_host_that_is_an_address(authority: Authority, tmp_path: Path) -> None:
    """An address is matched with the certificate's addresses, and never sent as SNI."""
    sent: list[str | None] = []
    context = authority.context("127.0.0.1")
    context.sni_callback = lambda _, name, __: sent.append(name)
    async with serve_tls(context) as port:
        network = Network(ca_file=authority.write_root(tmp_path))
        seen = await TlsProbe(network).handshake("127.0.0.1", "127.0.0.1", port)
    assert (seen.trusted, seen.name_matches, seen.error) == (True, True, "")
    assert sent == [None, None]


async def test_connections_are_few_and_counted(authority: Authority, tmp_path: Path) -> None:
    """A handshake takes two connections, and the run's ceiling holds."""
    async with serve_tls(authority.context(HOST)) as port:
        asking = probe(port, tmp_path, authority)
        await asking.handshake(HOST, ADDRESS)
        network = asking._network
        assert network.opened[HOST] == 2
        network.max_connections = 3
        with pytest.raises(CannotSee, match="ceiling of 3 connections"):
            await asking.handshake(HOST, ADDRESS)


@pytest.mark.parametrize(
    ("names", "host", "covered"),
    [
        (("acme.example",), "acme.example", True),
        (("acme.example",), "APP.acme.example", False),
        (("*.acme.example",), "app.acme.example", True),
        (("*.acme.example",), "acme.example", False),
        (("*.acme.example",), "a.b.acme.example", False),
        (("a*.acme.example",), "app.acme.example", False),
        (("*",), "example", False),
        ((), "acme.example", False),
    ],
)
def test_names_cover_hosts_as_rfc_9525_says(
    names: tuple[str, ...], host: str, covered: bool
) -> None:
    """A wildcard stands for one whole leftmost label, and nothing else."""
    assert covers(names, host) is covered


@pytest.mark.parametrize("der", [b"", b"0", b"\x30\x82\xff\xff", b"\xff" * 5000])
def test_hostile_certificates_are_unseen(der: bytes) -> None:
    """Bytes that are no certificate never crash the run."""
    with pytest.raises(CannotSee, match="cannot be read"):
        read_certificate(der)


def test_a_forbidden_serial_number_is_read_without_a_warning(authority: Authority) -> None:
    """What RFC 5280 forbids and servers send all the same is a fact, and no noise."""
    pem = authority.root.issue_cert(HOST).cert_chain_pems[0].bytes().decode()
    der = bytearray(ssl.PEM_cert_to_DER_cert(pem))
    serial = der.index(b"\xa0\x03\x02\x01\x02\x02") + 7  # right after the version
    der[serial] = 0x9F  # negative, and still the shortest form that DER allows
    assert read_certificate(bytes(der)).serial.startswith("-")
