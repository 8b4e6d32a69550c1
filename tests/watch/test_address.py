"""Where a monitor may connect to, and where nothing can lead it."""

from __future__ import annotations

import pytest

from launchready.facts.base import CannotSee
from launchready.net.dial import Dialler
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.watch.probe.address import AddressRule
from tests.servers.http import TableResolver, answer, raw_server


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.192", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
        "2001:0:53aa:64c:0:0:80ff:fffe", "localhost", "0x7f.1", "2130706433", "",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address: str) -> None:
    """Loopback, private nets, clouds' metadata, and IPv6 addresses that lead to them."""
    assert not AddressRule()(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::101:101"]
)
def test_what_is_public_is_not(address: str) -> None:
    """The rule stands in nobody's way else."""
    assert AddressRule()(address)


def test_the_manifest_may_allow_a_private_network() -> None:
    """Only the one that it names, in either spelling."""
    rule = AddressRule(["10.1.0.0/16"])
    assert rule("10.1.2.3")
    assert rule("::ffff:10.1.2.3")
    assert not rule("10.2.2.3")
    assert not rule("169.254.169.254")


async def test_no_url_leads_to_a_private_address() -> None:
    """Not as a literal, not by a name, not by a redirect: nothing is connected to."""
    async with raw_server(answer()) as inside:
        to_inside = answer(302, f"Location: http://127.0.0.1:{inside.port}/")
        async with raw_server(to_inside) as outside:
            network = Network(
                connect={"acme.test:80": f"127.0.0.1:{outside.port}"}, admits=AddressRule()
            )
            async with HttpClient(network, TableResolver()) as client:
                for url in (
                    f"http://127.0.0.1:{inside.port}/",
                    f"http://metadata.test:{inside.port}/",
                    f"http://[::ffff:127.0.0.1]:{inside.port}/",
                ):
                    with pytest.raises(CannotSee, match="not a public address"):
                        await client.request("GET", url)
                with pytest.raises(CannotSee, match="not a public address"):
                    await client.follow("http://acme.test/")
            with pytest.raises(CannotSee, match="not a public address"):
                async with Dialler(network, TableResolver()).open("db.test", inside.port):
                    pass
    assert inside.connections == 0
    assert outside.connections == 1
