"""The zone, its servers and its parent are asked over the wire, each for itself."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rcode
import pytest

from launchready.collect.dns import host_addresses
from launchready.collect.zone import delegation, record_lifetimes, zone_security
from launchready.facts.base import CannotSee, Unseen
from launchready.facts.dns import Delegation, RecordLifetimes, ZoneSecurity
from tests.collect.dns_world import (
    ACME,
    APP,
    World,
    only,
    product,
    resolver_in,
    saying,
    silent,
    world_up,
)

REFUSED, SERVFAIL = dns.rcode.REFUSED, dns.rcode.SERVFAIL


async def see_delegation(world: World, domain: str = "acme.example") -> Delegation:
    """Gather the delegation in a world."""
    manifest = product().model_copy(
        update={"product": product().product.model_copy(update={"domain": domain})}
    )
    async with world_up(world) as network:
        return await delegation(manifest.product, resolver_in(network))


async def see_security(world: World) -> ZoneSecurity:
    """Gather the zone's DNSSEC in a world."""
    async with world_up(world) as network:
        return await zone_security(product().product, resolver_in(network))


async def see_lifetimes(world: World, *, delegated: bool = True) -> RecordLifetimes:
    """Gather a host's TTLs in a world."""
    async with world_up(world) as network:
        resolver = resolver_in(network)
        found = await host_addresses(APP, resolver)
        servers: Delegation | Unseen = Unseen("no answer")
        if delegated:
            servers = await delegation(product().product, resolver)
        return await record_lifetimes(APP, found, servers, resolver)


async def test_a_sound_delegation() -> None:
    """Every server's own serial and list is seen, and the parent's list beside them."""
    found = await see_delegation(World())
    assert found.zone == "acme.example"
    assert found.parent == ("ns1.dns.test", "ns2.dns.test")
    assert [server.serial for server in found.nameservers] == [7, 7]
    assert found.nameservers[1].addresses == ("203.0.113.2",)
    assert found.nameservers[0].nameservers == found.parent
    assert found.parent_unseen == ""


async def test_a_domain_inside_a_zone() -> None:
    """The zone is found from a name below its apex, from the SOA of the answer."""
    assert (await see_delegation(World(), "app.acme.example")).zone == "acme.example"


async def test_a_lagging_server() -> None:
    """A server with an older copy is seen with its own serial."""
    found = await see_delegation(World(second=ACME.replace(" 7 3600", " 6 3600")))
    assert [server.serial for server in found.nameservers] == [7, 6]


async def test_lame_servers() -> None:
    """Refusal, an answer without authority and silence are told apart."""
    refusing = await see_delegation(World(second=""))
    assert (refusing.nameservers[1].rcode, refusing.nameservers[1].serial) == ("REFUSED", None)

    def without_authority(
        _: dns.message.Message, honest: dns.message.Message, __: bool
    ) -> bytes:
        honest.flags &= ~dns.flags.AA
        return honest.to_wire()

    lame = (await see_delegation(World(faults={"ns2": without_authority}))).nameservers[1]
    assert (lame.rcode, lame.authoritative, lame.serial) == ("NOERROR", False, None)
    quiet = (await see_delegation(World(faults={"ns2": silent}))).nameservers[1]
    assert (quiet.rcode, quiet.serial) == ("", None)
    assert "no answer" in quiet.error


async def test_a_server_that_only_the_parent_lists() -> None:
    """What the registrar still delegates to is asked too, though the zone forgot it."""
    referral = "acme NS ns1.dns.test.\nacme NS gone.dns.test.\n"
    found = await see_delegation(World(referral=referral))
    names = [server.name for server in found.nameservers]
    assert names == ["gone.dns.test", "ns1.dns.test", "ns2.dns.test"]
    gone = found.nameservers[0]
    assert (gone.addresses, gone.error) == ((), "")


async def test_a_server_whose_address_could_not_be_looked_up() -> None:
    """A resolver's failure is not taken for a name that does not exist."""
    fault = only(lambda name, _: name == "ns2.dns.test", saying(SERVFAIL))
    found = await see_delegation(World(faults={"resolver": fault}))
    assert "SERVFAIL" in found.nameservers[1].error


async def test_a_silent_parent() -> None:
    """Without the parent's answer, its list is unseen with a reason, not empty of servers."""
    found = await see_delegation(World(faults={"parent": silent}))
    assert found.parent == ()
    assert "acme.example" in found.parent_unseen
    assert len(found.nameservers) == 2


async def test_servers_are_known_from_the_parent_alone() -> None:
    """Where the resolver gets nothing, as with an all-lame zone, the parent still tells."""
    fault = only(lambda name, _: name.endswith("acme.example"), saying(SERVFAIL))
    faults = {"resolver": fault, "ns1": saying(REFUSED), "ns2": saying(REFUSED)}
    found = await see_delegation(World(faults=faults))
    assert [server.rcode for server in found.nameservers] == ["REFUSED", "REFUSED"]
    assert found.authoritative == ()


async def test_an_undelegated_domain_cannot_be_seen() -> None:
    """A domain that its registry does not know has no delegation to judge."""
    with pytest.raises(CannotSee, match="not delegated"):
        await see_delegation(World(), "nosuch.example")


async def test_an_unsigned_zone() -> None:
    """No DS record and no AD bit: not signed, and not bogus."""
    found = await see_security(World())
    assert (found.signed, found.authenticated, found.bogus) == (False, False, False)
    assert not found.resolver_validates


async def test_a_signed_zone_behind_a_validating_resolver() -> None:
    """DS and AD are seen, and the resolver proves itself with a zone known to be signed."""
    known = "@ 300 SOA a. b. 1 1 1 1 1"
    ds = "@ DS 1 13 2 " + "ab" * 32
    world = World(zone=f"{ACME}{ds}\n", others={"org": known}, signed=True)
    found = await see_security(world)
    assert (found.signed, found.authenticated, found.bogus) == (True, True, False)
    assert found.resolver_validates


async def test_a_bogus_zone() -> None:
    """SERVFAIL that goes away once checking is disabled is a broken signature."""
    broken = only(
        lambda name, _: name.endswith("acme.example"), saying(SERVFAIL, unless_unchecked=True)
    )
    assert (await see_security(World(faults={"resolver": broken}))).bogus


async def test_a_zone_that_fails_altogether_is_not_called_bogus() -> None:
    """SERVFAIL with and without checking says nothing of signatures."""
    failing = only(lambda name, _: name.endswith("acme.example"), saying(SERVFAIL))
    with pytest.raises(CannotSee, match="SERVFAIL"):
        await see_security(World(faults={"resolver": failing}))


async def test_one_failed_question_is_not_bogus() -> None:
    """A single SERVFAIL, as in passing, does not make a zone bogus."""
    once = only(
        lambda name, rtype: (name, rtype) == ("acme.example", "SOA"),
        saying(SERVFAIL, unless_unchecked=True),
    )
    with pytest.raises(CannotSee):
        await see_security(World(faults={"resolver": once}))


async def test_ttl_comes_from_a_server_of_the_zone() -> None:
    """The TTL as set is read, not what the resolver's cache has left of it."""

    def cached(_: dns.message.Message, honest: dns.message.Message, __: bool) -> bytes:
        for rrset in honest.answer:
            rrset.ttl = 11
        return honest.to_wire()

    world = World(
        zone=ACME.replace("app A", "app 7200 A"),
        faults={"resolver": only(lambda name, _: name == APP.name, cached)},
    )
    found = await see_lifetimes(world)
    assert (found.authoritative, [record.ttl for record in found.records]) == (True, [7200])
    behind = await see_lifetimes(world, delegated=False)
    assert (behind.authoritative, [record.ttl for record in behind.records]) == (False, [11])


async def test_foreign_records_have_no_say() -> None:
    """Of an alias into another zone, only the alias itself is the product's to change."""
    zone = ACME.replace("app A 198.51.100.7", "app CNAME ns1.dns.test.")
    found = await see_lifetimes(World(zone=zone))
    assert [(record.type, record.name) for record in found.records] == [("CNAME", APP.name)]


async def test_silent_servers_leave_the_cached_ttl() -> None:
    """Where no server of the zone answers, the cache's TTL is given as what it is."""
    found = await see_lifetimes(World(faults={"ns1": silent, "ns2": silent}))
    assert not found.authoritative
    assert [record.ttl for record in found.records] == [300]
