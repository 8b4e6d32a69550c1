"""Names are taken from certificates, aliases and the homepage, and looked up for real."""

from __future__ import annotations

import dns.rcode
import pytest

from launchready.collect.dns import host_addresses
from launchready.collect.names import MAX_NAMES, doubled_names, hosts_in, seen_names
from launchready.facts.base import CannotSee, Every, Unseen
from launchready.facts.dns import DoubledNames, HostAddresses, SeenNames
from launchready.facts.tls import TlsHandshake
from launchready.net.http import HttpClient
from tests.checks.given import certificate, endpoint, handshake
from tests.collect.dns_world import (
    ACME,
    APP,
    World,
    only,
    product,
    resolver_in,
    saying,
    world_up,
)
from tests.servers.http import answer, raw_server

HOSTS = {"acme.example": {"role": "marketing"}, "app.acme.example": {"role": "app"}}
PLAIN = {
    "product": {"name": "Acme", "domain": "acme.example", "canonical": "http://acme.example"},
    "hosts": HOSTS,
}
PAGE = b"""<html><base href=x><a href="https://docs.acme.example/start">Docs</a>
<a href="//status.acme.example">Status</a><a href="mailto:a@acme.example">Mail</a>
<script src="https://cdn.other.example/x.js"></script><a href="http://[bad">x</a>
<form action="HTTPS://App.Acme.Example/login"></form>"""


def certified(*names: str) -> Every[TlsHandshake]:
    """Make the handshakes of one host whose certificate holds these names."""
    return Every({APP.name: handshake(endpoint(leaf=certificate(names=names)))})


async def see_names(
    zone: str,
    handshakes: Every[TlsHandshake],
    page: bytes = answer(body=b"nothing"),
    **tables: object,
) -> SeenNames:
    """Gather seen names with a homepage on loopback."""
    manifest = product(**{**PLAIN, **tables})
    async with world_up(World(zone=zone)) as network, raw_server(page) as web:
        network.connect["acme.example:80"] = f"127.0.0.1:{web.port}"
        resolver = resolver_in(network)
        found = Every({APP.name: await host_addresses(APP, resolver)})
        async with HttpClient(network, resolver) as http:
            return await seen_names(
                manifest.product, manifest, found, handshakes, resolver=resolver, http=http
            )


async def see_doubled(
    zone: str, world: World | None = None, found: Every[HostAddresses] | None = None
) -> DoubledNames:
    """Gather doubled names in a zone."""
    manifest = product(hosts=HOSTS)
    world = world or World()
    world.zone = zone
    async with world_up(world) as network:
        resolver = resolver_in(network)
        addresses = found or Every({APP.name: await host_addresses(APP, resolver)})
        return await doubled_names(manifest.product, manifest, addresses, resolver)


async def test_every_source_is_looked_at() -> None:
    """Certificate, alias and homepage each give names, with where they were seen."""
    zone = ACME.replace("app A 198.51.100.7", "app CNAME lb\nlb A 198.51.100.8")
    zone += "old A 198.51.100.9\ndocs A 198.51.100.9\n"
    found = await see_names(
        zone,
        certified("old.acme.example", "*.acme.example", "other.example"),
        answer(body=PAGE),
    )
    seen = {name.name: name for name in found.names}
    assert set(seen) == {f"{label}.acme.example" for label in ("old", "lb", "docs", "status")}
    assert seen["old.acme.example"].sources == ("certificate of app.acme.example",)
    assert seen["lb.acme.example"].sources == ("alias of app.acme.example",)
    assert seen["docs.acme.example"].sources == ("link on http://acme.example",)
    assert seen["docs.acme.example"].addresses == ("198.51.100.9",)
    assert seen["status.acme.example"].rcode == "NXDOMAIN"
    assert found.unseen == ()


async def test_mail_and_declared_names_are_left_out() -> None:
    """Mail hosts, name servers, return paths and declared hosts are intentional already."""
    zone = f"{ACME}@ MX 10 mx\n@ NS ns.acme.example.\nmx A 198.51.100.9\n"
    names = ("mx", "ns", "app", "bounces")
    found = await see_names(
        zone,
        certified(*(f"{name}.acme.example" for name in names)),
        senders=[{"domain": "acme.example", "return_path": "bounces.acme.example"}],
    )
    assert found.names == ()
    assert found.mail == ("mx.acme.example",)


async def test_a_dangling_name_keeps_its_alias() -> None:
    """A seen name whose alias leads nowhere is told with where it points."""
    zone = f"{ACME}old CNAME gone.hosting.example.\n"
    found = await see_names(zone, certified("old.acme.example"))
    (old,) = found.names
    assert (old.alias, old.addresses, old.rcode) == ("gone.hosting.example", (), "NXDOMAIN")


async def test_what_could_not_be_looked_at_is_told() -> None:
    """A page that fails and a certificate that was not seen are named, not passed over."""
    handshakes: Every[TlsHandshake] = Every({}, {APP.name: Unseen("no answer")})
    found = await see_names(ACME, handshakes, answer(503))
    assert found.unseen == (f"{APP.name}: no answer", "http://acme.example: answered 503")


async def test_names_are_bounded() -> None:
    """A certificate with very many names is looked up to a limit, and the rest counted."""
    many = [f"h{number}.acme.example" for number in range(MAX_NAMES + 5)]
    found = await see_names(ACME, certified(*many))
    assert (len(found.names), found.dropped) == (MAX_NAMES, 5)


@pytest.mark.parametrize(
    "html", ["", "<![", "<!-- " * 50, "<a href=", "<a href='http://[::1'>", "\0<a href=//>"]
)
def test_malformed_pages_are_survived(html: str) -> None:
    """Whatever the page is made of, reading its links ends without an error."""
    assert hosts_in(html) == ()


async def test_no_doubled_name() -> None:
    """In a sound zone nothing is found, and what was asked for is told."""
    found = await see_doubled(ACME)
    assert (found.owners, found.targets, found.wildcard) == ((), (), ())
    assert "app.acme.example.acme.example" in found.asked


async def test_a_doubled_owner() -> None:
    """A record entered with its full name, and a policy alike, are found."""
    zone = f'{ACME}app.acme.example A 198.51.100.7\n_dmarc.acme.example TXT "v=DMARC1"\n'
    found = await see_doubled(zone)
    assert [(record.name, record.type) for record in found.owners] == [
        ("app.acme.example.acme.example", "A"),
        ("_dmarc.acme.example.acme.example", "TXT"),
    ]


async def test_a_wildcard_is_no_doubled_name() -> None:
    """What a wildcard answers for any name is not held against a doubled one."""
    found = await see_doubled(f"{ACME}* A 198.51.100.99\n")
    assert (found.owners, found.wildcard) == ((), ("198.51.100.99",))


async def test_doubled_targets() -> None:
    """Aliases and mail hosts that lost their final dot are found."""
    zone = ACME.replace("app A 198.51.100.7", "app CNAME lb.acme.example")
    found = await see_doubled(f"{zone}@ MX 10 mx.acme.example\n")
    assert {(record.type, record.value) for record in found.targets} == {
        ("CNAME", "lb.acme.example.acme.example"),
        ("MX", "10 mx.acme.example.acme.example"),
    }


async def test_a_failing_resolver_is_not_an_absent_name() -> None:
    """SERVFAIL for a doubled name leaves it unseen."""
    doubled = only(lambda name, _: name.endswith("acme.example.acme.example"),
                   saying(dns.rcode.SERVFAIL))  # fmt: skip
    with pytest.raises(CannotSee, match="SERVFAIL"):
        await see_doubled(ACME, World(faults={"resolver": doubled}))
