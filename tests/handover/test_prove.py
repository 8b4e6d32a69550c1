"""Proofs of ownership, before real name servers and real web servers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from launchready.facts.base import CannotSee
from launchready.handover.prove.challenge import made_on, make_challenge
from launchready.handover.prove.dns import look_at_zone
from launchready.handover.prove.file import PATH, look_at_file
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.checks.given import manifest
from tests.collect.dns_world import ACME, World, resolver_in, silent, world_up
from tests.servers.dns import lame
from tests.servers.http import Authority, TableResolver, answer, make_authority, raw_server

TODAY = date(2026, 11, 2)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
DOMAIN = "acme.example"


def challenge(**changed: object) -> str:
    """Make today's challenge for the zone, or one that differs in something."""
    made = {"key": KEY, "purpose": "dns", "domain": DOMAIN, "day": TODAY, **changed}
    return make_challenge(**made)  # type: ignore[arg-type]


def published(*texts: str) -> str:
    """Write the zone with records at the name of the challenge."""
    return ACME + "".join(f'_launchready TXT "{text}"\n' for text in texts)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (challenge(), TODAY),
        (f"some words\n{challenge()}\n", TODAY),
        (challenge(day=TODAY - timedelta(days=14)), TODAY - timedelta(days=14)),
        (challenge(day=TODAY + timedelta(days=1)), TODAY + timedelta(days=1)),
        (challenge(day=TODAY - timedelta(days=15)), None),
        (challenge(day=TODAY + timedelta(days=2)), None),
        (challenge(key=OTHER_KEY), None),
        (challenge(purpose="file"), None),
        (challenge(domain="other.example"), None),
        (challenge()[:-1], None),
        (challenge().replace("2026-11-02", "2026-11-01"), None),
        (challenge().replace("2026-11-02", "2026-13-41"), None),
        ("x" * 5000 + challenge(), None),
        ("", None),
    ],
)  # fmt: skip
def test_a_challenge_is_of_one_key_purpose_product_and_fortnight(
    text: str, day: date | None
) -> None:
    """Nobody else's, none for another purpose, and none of last month counts."""
    assert made_on(text, KEY, "dns", DOMAIN, TODAY) == day


CACHED = f'@ 60 SOA a b 1 1 1 1 1\n@ 60 TXT "{challenge()}"\n'
ZONES: dict[str, tuple[World, bool, tuple[str, ...], tuple[str, ...]]] = {
    "published": (World(published(challenge())), True, (), ()),
    "among others": (World(published("v=1", challenge())), True, (), ()),
    "nothing": (World(), False, ("ns1.dns.test", "ns2.dns.test"), ()),
    "at one server alone": (
        World(published(challenge()), second=ACME), False, ("ns2.dns.test",), ()
    ),
    "another server is down": (
        World(published(challenge()), faults={"ns2": silent}), True, (), ("ns2.dns.test",)
    ),
    "another server is lame": (
        World(published(challenge()), faults={"ns2": lame}), True, (), ("ns2.dns.test",)
    ),
    "somebody else's": (
        World(published(challenge(key=OTHER_KEY))),
        False, ("ns1.dns.test", "ns2.dns.test"), (),
    ),
    "in the resolver's cache alone": (
        World(others={"_launchready.acme.example": CACHED}),
        False, ("ns1.dns.test", "ns2.dns.test"), (),
    ),
    "behind an alias": (
        World(
            ACME + "_launchready CNAME _launchready.dns.test.\n",
            others={"elsewhere.test": "@ 60 SOA a b 1 1 1 1 1\n"},
        ),
        False, ("ns1.dns.test", "ns2.dns.test"), (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("when", ZONES)
async def test_every_authoritative_server_must_publish_it(when: str) -> None:
    """A zone is proven by all of its servers that answer, and by no cache."""
    world, is_proven, missing, silent_ones = ZONES[when]
    async with world_up(world) as network:
        found = await look_at_zone(manifest().product, KEY, TODAY, resolver_in(network))
    assert found.proven is is_proven, found
    assert found.missing == missing
    assert tuple(each.partition(":")[0] for each in found.silent) == silent_ones


async def test_a_zone_without_servers_is_not_disproven() -> None:
    """Where nobody answers, nothing is said."""
    world = World(published(challenge()), faults={"ns1": silent, "ns2": silent})
    async with world_up(world) as network:
        with pytest.raises(CannotSee):
            await look_at_zone(manifest().product, KEY, TODAY, resolver_in(network))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that clients trust."""
    return make_authority(tmp_path)


FILE = challenge(purpose="file").encode()
FILES: dict[str, tuple[bytes, str]] = {
    "published": (answer(200, body=FILE + b"\n"), ""),
    "the page for everything": (answer(200, body=b"<html>"), "no challenge"),
    "missing": (answer(404, body=FILE), "answers 404"),
    "elsewhere": (answer(302, "Location: https://evil.example/"), "answers 302"),
    "the zone's": (answer(200, body=challenge().encode()), "no challenge"),
    "in much else": (answer(200, body=b"x" * 100_000 + FILE), "no challenge"),
}


@pytest.mark.parametrize("when", FILES)
async def test_a_file_must_be_served_by_the_host_itself(
    when: str, authority: Authority
) -> None:
    """One GET over https; neither a redirect nor an error page proves anything."""
    reply, says = FILES[when]
    async with raw_server(reply, tls=authority.serve_context(DOMAIN)) as server:
        network = Network(
            connect={f"{DOMAIN}:443": f"127.0.0.1:{server.port}"}, ca_file=authority.ca_file
        )
        async with HttpClient(network, TableResolver()) as http:
            said = await look_at_file(DOMAIN, DOMAIN, KEY, TODAY, http)
    assert (says in said) if says else said == ""
    assert [head.split(b" ")[1].decode() for head in server.heads] == [PATH]


async def test_a_file_under_another_name_is_not_seen(authority: Authority) -> None:
    """Whoever stands in the way without the host's certificate proves nothing."""
    async with raw_server(answer(200, body=FILE), tls=authority.serve_context("x.test")) as it:
        network = Network(
            connect={f"{DOMAIN}:443": f"127.0.0.1:{it.port}"}, ca_file=authority.ca_file
        )
        async with HttpClient(network, TableResolver()) as http:
            with pytest.raises(CannotSee):
                await look_at_file(DOMAIN, DOMAIN, KEY, TODAY, http)
    assert it.heads == []
