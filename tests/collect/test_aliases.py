"""What stands at the end of a host's name is found by asking it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from launchready.collect.aliases import alias_target
from launchready.collect.dns import host_addresses
from launchready.collect.takeover import SERVICES, service_of
from launchready.facts.base import CannotSee, Unseen
from launchready.facts.dns import AliasTarget
from launchready.facts.tls import TlsHandshake
from launchready.net.http import HttpClient
from tests.checks.given import endpoint, handshake
from tests.collect.dns_world import ACME, APP, World, resolver_in, world_up
from tests.servers.http import answer, raw_server

PAGES = "$TTL 300\n@ SOA a b 1 1 1 1 1\nacme A 198.51.100.9\n"
ALIAS = ACME.replace("app A 198.51.100.7", "app CNAME acme.github.io.")
FREE = answer(404, body=b"<p><strong>There isn't a GitHub Pages site here.</strong>")
REFUSING = handshake(
    endpoint(connected=False, trusted=False, chain=(), error="connection refused")
)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Give a port at which nothing listens, held so that nothing else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


async def see_target(
    world: World,
    *,
    page: bytes = answer(),
    port: int | None = None,
    shown: TlsHandshake | Unseen | None = None,
) -> AliasTarget:
    """Gather what is at the end of the app's name, with a web server on loopback."""
    async with world_up(world) as network, raw_server(page) as web:
        network.connect[f"{APP.name}:80"] = f"127.0.0.1:{port or web.port}"
        resolver = resolver_in(network)
        found = await host_addresses(APP, resolver)
        async with HttpClient(network, resolver) as http:
            return await alias_target(APP, found, shown or handshake(), http)


async def test_a_plain_host() -> None:
    """A host with an address and a listener leads where it should."""
    assert await see_target(World()) == AliasTarget()


async def test_an_alias_of_nothing() -> None:
    """The name at which an alias ends without an address is told."""
    zone = ACME.replace(
        "app A 198.51.100.7", "app CNAME mid\nmid CNAME gone.azurewebsites.net."
    )
    found = await see_target(World(zone=zone))
    assert found.missing == "gone.azurewebsites.net"
    assert found.chain == ("mid.acme.example", "gone.azurewebsites.net")
    assert found.service == "Microsoft Azure"


async def test_an_unclaimed_page() -> None:
    """The text by which a service disowns the host is found in its answer."""
    found = await see_target(World(zone=ALIAS, others={"github.io": PAGES}), page=FREE)
    assert found.service == "GitHub Pages"
    assert found.unclaimed == "There isn't a GitHub Pages site here"


async def test_a_claimed_page() -> None:
    """A service that serves the host is not held against it."""
    found = await see_target(World(zone=ALIAS, others={"github.io": PAGES}))
    assert (found.service, found.unclaimed) == ("GitHub Pages", "")


async def test_the_same_text_elsewhere_means_nothing() -> None:
    """A page that talks about unclaimed pages, on the product's own server, is innocent."""
    assert (await see_target(World(), page=FREE)).unclaimed == ""


async def test_a_service_that_cannot_be_read(closed_port: int) -> None:
    """Where the service gives no answer, whether the name is claimed is not known."""
    world = World(zone=ALIAS, others={"github.io": PAGES})
    with pytest.raises(CannotSee, match="GitHub Pages"):
        await see_target(world, port=closed_port)


async def test_refusing_everything(closed_port: int) -> None:
    """Both ports refused at the only address are told."""
    found = await see_target(World(), port=closed_port, shown=REFUSING)
    assert found.refused == ("198.51.100.7:443", "198.51.100.7:80")


async def test_one_open_port_is_enough() -> None:
    """A host that answers plain http is there, whatever port 443 says."""
    assert (await see_target(World(), shown=REFUSING)).refused == ()


async def test_silence_is_no_refusal(closed_port: int) -> None:
    """Where TLS was not seen, nothing is said of refusals."""
    shown = Unseen("no answer within 3 s")
    assert (await see_target(World(), port=closed_port, shown=shown)).refused == ()


async def test_a_missing_host_has_no_target() -> None:
    """A name that does not exist at all is another check's to judge."""
    with pytest.raises(CannotSee, match="no address"):
        await see_target(World(zone=ACME.replace("app A 198.51.100.7", "")))


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("acme.s3-website-eu-west-1.amazonaws.com", "Amazon S3"),
        ("acme.s3-website.eu-central-1.amazonaws.com", "Amazon S3"),
        ("acme.s3.eu-north-1.amazonaws.com", "Amazon S3"),
        ("lb-1.eu-west-1.elb.amazonaws.com", None),
        ("cname.vercel-dns.com", "Vercel"),
        ("notgithub.io", None),
    ],
)
def test_services_are_known_by_their_names(name: str, service: str | None) -> None:
    """A service is known by whole labels of its names, not by how they end in letters."""
    found = service_of((name,))
    assert (found.name if found else None) == service


def test_the_table_is_fit_to_be_shown() -> None:
    """Every row names a page to read and a name to know it by, in lower case."""
    for service in SERVICES:
        assert service.reference.startswith("https://")
        assert service.suffixes == tuple(suffix.lower() for suffix in service.suffixes)
        assert all(len(sign) >= 8 for sign in service.unclaimed)
