"""Addresses and CAA policies are read over the wire."""

from __future__ import annotations

import dns.rcode
import pytest

from launchready.collect.dns import caa_policy, host_addresses
from launchready.facts.base import CannotSee
from launchready.facts.dns import CaaPolicy
from tests.collect.dns_world import ACME, APP, World, only, resolver_in, saying, world_up


async def see_policy(records: str, world: World | None = None) -> CaaPolicy:
    """Gather the policy for the app's host in a zone with further records."""
    world = world or World()
    world.zone = ACME + records
    async with world_up(world) as network:
        return await caa_policy(APP, resolver_in(network))


async def test_addresses_of_both_families() -> None:
    """Both families are asked for, and aliases kept."""
    zone = ACME.replace("app A 198.51.100.7", "app CNAME edge\nedge AAAA 2001:db8::7")
    async with world_up(World(zone=zone)) as network:
        found = await host_addresses(APP, resolver_in(network))
    assert found.addresses == ("2001:db8::7",)
    assert found.cname_chain == ("edge.acme.example",)


async def test_no_policy() -> None:
    """Where no name up to the root has a CAA set, nothing is restricted."""
    assert await see_policy("") == CaaPolicy("")


async def test_the_policy_of_the_apex_applies_below() -> None:
    """The climb ends at the first name that has a set, parameters kept."""
    found = await see_policy('@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"\n')
    assert found.found_at == "acme.example"
    assert found.issue == ("letsencrypt.org; validationmethods=dns-01",)


async def test_the_nearer_policy_wins() -> None:
    """A set at the host itself hides the one at the apex."""
    found = await see_policy('@ CAA 0 issue "pki.goog"\napp CAA 0 issue ";"\n')
    assert (found.found_at, found.issue) == (APP.name, (";",))


async def test_tags_are_kept_apart() -> None:
    """Wildcard issue, reports and critical tags that nobody knows are told apart."""
    found = await see_policy(
        '@ CAA 0 issuewild "pki.goog"\n@ CAA 128 iodef "mailto:a@acme.example"\n'
        '@ CAA 128 tbs "unknown"\n'
    )
    assert (found.issue, found.issuewild) == ((), ("pki.goog",))
    assert found.critical == ("tbs",)
    assert "iodef mailto:a@acme.example" in found.other


async def test_a_failing_caa_query_is_not_an_absent_policy() -> None:
    """SERVFAIL stops authorities, so it must not read as if nothing were set."""
    fault = only(lambda _, rtype: rtype == "CAA", saying(dns.rcode.SERVFAIL))
    with pytest.raises(CannotSee, match="SERVFAIL"):
        await see_policy("", World(faults={"resolver": fault}))
