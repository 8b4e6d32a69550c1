"""The resolver asks real servers, believes only answers to its own questions, ends in time."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import pytest

from launchready.demo.dns_server import Fault, Zones, serve_dns
from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer
from launchready.net.dns import Resolver, system_resolvers
from launchready.net.network import Network
from tests.servers import dns as faults

ZONE = """
$TTL 300
@ SOA ns1 hostmaster 7 3600 600 86400 300
@ NS ns1
@ A 198.51.100.1
@ TXT "v=spf1 " "include:spf.example -all"
app A 198.51.100.7
app AAAA 2001:db8::7
www CNAME app
odd TXT "nul \\000 and high \\255"
deep.er A 198.51.100.9
*.wild A 198.51.100.10
big TXT {strings}
""".replace("{strings}", " ".join(f'"{"x" * 250}{n}"' for n in range(200)))
ZONES = Zones({"acme.example": ZONE}, recursive=True)
Reply = bytes | None


def resolver_at(where: str, **limits: float) -> Resolver:
    """Make a resolver that asks one server, and is quick to give up."""
    return Resolver(Network(resolver=where), timeout_s=limits.get("timeout_s", 1.0), attempts=1)


async def test_addresses_of_both_families_ipv4_first() -> None:
    """A name's addresses come IPv4 first; an alias's too."""
    async with serve_dns(ZONES) as where:
        resolver = resolver_at(where)
        assert await resolver.addresses("app.acme.example") == ("198.51.100.7", "2001:db8::7")
        answer = await resolver.ask("WWW.acme.example.", "A")
    assert answer.cname_chain == ("app.acme.example",)
    assert answer.values() == ("198.51.100.7",)
    assert answer.server == where


async def test_negative_answers_are_answers() -> None:
    """NXDOMAIN and NODATA are told apart, with the zone's SOA."""
    async with serve_dns(ZONES) as where:
        resolver = resolver_at(where)
        missing = await resolver.ask("gone.acme.example", "A")
        empty = await resolver.ask("er.acme.example", "A")
    assert (missing.rcode, empty.rcode) == ("NXDOMAIN", "NOERROR")
    assert not missing.exists
    assert not empty.exists
    assert missing.authority[0].type == "SOA"


async def test_txt_strings_are_joined_and_odd_octets_kept_visible() -> None:
    """Split strings read as one; octets that are not UTF-8 never crash the reader."""
    async with serve_dns(ZONES) as where:
        resolver = resolver_at(where)
        spf = await resolver.ask("acme.example", "TXT")
        odd = await resolver.ask("odd.acme.example", "TXT")
    assert spf.values() == ("v=spf1 include:spf.example -all",)
    assert odd.values() == ("nul \x00 and high \\xff",)


async def test_a_truncated_answer_is_fetched_over_tcp() -> None:
    """50 KB of TXT arrive whole."""
    async with serve_dns(ZONES) as where:
        answer = await resolver_at(where).ask("big.acme.example", "TXT")
    assert answer.tcp
    assert len(answer.values()[0]) > 50_000


async def test_the_same_question_is_sent_once() -> None:
    """Twenty askers at once and one later cost one datagram."""
    asked = []

    def count(query: dns.message.Message, honest: dns.message.Message, tcp: bool) -> Reply:
        asked.append(query.question[0].to_text())
        return honest.to_wire()

    async with serve_dns(ZONES, fault=count) as where:
        resolver = resolver_at(where)
        await asyncio.gather(*(resolver.ask("app.acme.example", "A") for _ in range(20)))
        await resolver.ask("APP.acme.example.", "A")
    assert len(asked) == 1


async def test_name_servers_are_asked_without_recursion_at_their_override() -> None:
    """A name server's own answer says whether it is authoritative."""
    authoritative = Zones({"acme.example": ZONE})
    async with serve_dns(authoritative) as where:
        network = Network(connect={"ns1.acme.example:53": where})
        resolver = Resolver(network)
        soa = await resolver.ask_server(
            "ns1.acme.example", "198.51.100.53", "acme.example", "SOA"
        )
        other = await resolver.ask_server(
            "ns1.acme.example", "198.51.100.53", "elsewhere.example", "SOA"
        )
    assert soa.authoritative
    assert soa.values()[0].split()[2] == "7"
    assert other.rcode == "REFUSED"


async def test_the_validating_resolvers_word_is_kept() -> None:
    """AD is read from the answer, and CD is sent when asked for."""
    flags = []

    def record(query: dns.message.Message, honest: dns.message.Message, tcp: bool) -> Reply:
        flags.append(query.flags)
        return honest.to_wire()

    signed = Zones({"acme.example": ZONE}, recursive=True, authenticated=True)
    async with serve_dns(signed, fault=record) as where:
        resolver = resolver_at(where)
        assert (await resolver.ask("acme.example", "SOA")).authenticated
        await resolver.ask("acme.example", "SOA", checking_disabled=True)
    assert [bool(each & dns.flags.CD) for each in flags] == [False, True]
    assert all(each & dns.flags.RD for each in flags)


async def test_broken_signatures_show_once_checking_is_off() -> None:
    """SERVFAIL with checking and an answer without it: that is what "bogus" looks like."""
    async with serve_dns(ZONES, fault=faults.bogus) as where:
        resolver = resolver_at(where)
        assert (await resolver.ask("acme.example", "SOA")).rcode == "SERVFAIL"
        assert (await resolver.ask("acme.example", "SOA", checking_disabled=True)).exists


async def test_a_parent_refers_to_the_servers_of_a_zone_below() -> None:
    """A referral carries the delegation without authority; the DS is the parent's own."""
    parent = faults.zones(
        {"example": {"acme": ["NS ns1.acme", "DS 1 13 2 " + "ab" * 32],
                     "ns1.acme": ["A 198.51.100.53"]}},
        recursive=False,
    )  # fmt: skip
    async with serve_dns(parent) as where:
        resolver = Resolver(Network(connect={"ns.example:53": where}))

        async def told(name: str, rtype: str) -> DnsAnswer:
            return await resolver.ask_server("ns.example", "198.51.100.1", name, rtype)

        for name, rtype in (("acme.example", "NS"), ("www.acme.example", "A")):
            referral = await told(name, rtype)
            assert (referral.rcode, referral.authoritative) == ("NOERROR", False)
            assert not referral.records
            assert [each.value for each in referral.authority] == ["ns1.acme.example"]
        signed = await told("acme.example", "DS")
        apex = await told("example", "SOA")
    assert signed.authoritative
    assert signed.exists
    assert apex.authoritative


async def test_a_lame_server_has_no_authority() -> None:
    """A server that was never given the zone answers, and says nothing of it."""
    async with serve_dns(Zones({"acme.example": ZONE}), fault=faults.lame) as where:
        resolver = Resolver(Network(connect={"198.51.100.53:53": where}))
        answer = await resolver.ask_server("ns1", "198.51.100.53", "acme.example", "SOA")
    assert (answer.rcode, answer.authoritative, answer.exists) == ("NOERROR", False, False)


async def test_ipv6_servers_are_asked() -> None:
    """A resolver on an IPv6 address works as any other."""
    async with serve_dns(ZONES, address="::1") as where:
        assert (await resolver_at(where).ask("acme.example", "A")).exists


@pytest.mark.parametrize(
    "fault",
    [
        faults.silent,
        faults.wrong_id,
        faults.other_question,
        faults.garbage,
        faults.garbage_after_id,
        faults.pointer_loop,
        faults.pointer_chain,
        faults.empty,
        faults.truncated_for_ever,
    ],
)
async def test_hostile_answers_end_in_time_and_are_not_believed(fault: Fault) -> None:
    """Whatever a server sends instead of an answer, the name counts as unseen."""
    async with serve_dns(ZONES, fault=fault) as where:
        with pytest.raises(CannotSee, match=r"DNS, app\.acme\.example A: "):
            await resolver_at(where, timeout_s=0.2).ask("app.acme.example", "A")


async def test_a_lost_datagram_is_sent_again() -> None:
    """One loss, normal for UDP, costs a retry and not the answer."""
    calls = []

    def lossy(query: dns.message.Message, honest: dns.message.Message, tcp: bool) -> Reply:
        calls.append(1)
        return None if len(calls) == 1 else honest.to_wire()

    async with serve_dns(ZONES, fault=lossy) as where:
        resolver = Resolver(Network(resolver=where), timeout_s=0.2, attempts=2)
        assert (await resolver.ask("acme.example", "A")).exists


async def test_a_closed_port_is_known_at_once() -> None:
    """The reason is that nothing listens there, not that nobody answered in time."""
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(CannotSee, match=f"{closed}: connection refused"):
        await resolver_at(closed, timeout_s=30).ask("acme.example", "A")


async def test_failures_of_the_server_are_answers() -> None:
    """SERVFAIL is what the resolver said, not something unseen."""
    async with serve_dns(ZONES, fault=faults.servfail) as where:
        assert (await resolver_at(where).ask("acme.example", "A")).rcode == "SERVFAIL"


async def test_a_passing_failure_is_asked_again() -> None:
    """One SERVFAIL is not what the visitors see, two are."""
    calls = []

    def shaky(query: dns.message.Message, honest: dns.message.Message, tcp: bool) -> Reply:
        calls.append(1)
        return honest.to_wire() if len(calls) % 2 == 0 else faults.servfail(query, honest, tcp)

    async with serve_dns(ZONES, fault=shaky) as where:
        resolver = Resolver(Network(resolver=where), attempts=4)
        assert (await resolver.ask("acme.example", "A")).exists
    async with serve_dns(ZONES, fault=faults.servfail) as where:
        resolver = Resolver(Network(resolver=where), attempts=4)
        assert (await resolver.ask("acme.example", "A")).rcode == "SERVFAIL"
    assert len(calls) == 2


async def test_servers_from_before_edns_are_asked_without_it() -> None:
    """A server that takes EDNS for a malformed query still gets to answer."""

    def ancient(query: dns.message.Message, honest: dns.message.Message, tcp: bool) -> Reply:
        if query.edns >= 0:
            honest = dns.message.make_response(query)
            honest.set_rcode(dns.rcode.FORMERR)
        return honest.to_wire()

    async with serve_dns(ZONES, fault=ancient) as where:
        resolver = Resolver(Network(resolver=where), attempts=2)
        assert (await resolver.ask("acme.example", "A")).exists


async def test_servers_that_share_an_address_are_asked_apart() -> None:
    """Each name server's override counts, whatever address its name leads to."""
    first, second = (Zones({"acme.example": ZONE.replace(" 7 ", f" {n} ")}) for n in (8, 9))
    async with serve_dns(first) as one, serve_dns(second) as two:
        resolver = Resolver(
            Network(connect={"ns1.acme.example:53": one, "ns2.acme.example:53": two})
        )
        serials = [
            (await resolver.ask_server(name, "198.51.100.53", "acme.example", "SOA"))
            .values()[0]
            .split()[2]
            for name in ("ns1.acme.example", "ns2.acme.example")
        ]
    assert serials == ["8", "9"]


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", ".".join(["label"] * 60)])
async def test_names_that_cannot_be_asked_say_so(name: str) -> None:
    """A name that DNS cannot carry is unseen, not a crash."""
    with pytest.raises(CannotSee, match="not a domain name"):
        await resolver_at("127.0.0.1:9").ask(name, "A")


def test_system_resolvers_are_read_from_resolv_conf(tmp_path: Path) -> None:
    """At most three addresses count, comments and junk do not."""
    path = tmp_path / "resolv.conf"
    path.write_text(
        "# comment\nnameserver 192.0.2.53\nnameserver junk\nnameserver\n"
        "search example\nnameserver 2001:db8::53\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n"
    )
    assert system_resolvers(path) == ("192.0.2.53", "2001:db8::53", "192.0.2.1")
    assert system_resolvers(tmp_path / "none") == ()
