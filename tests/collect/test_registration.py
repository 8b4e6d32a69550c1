"""The registry is found through the bootstrap file, and its answer read with distrust."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from launchready.collect.registration import read_registration, registration, service_urls
from launchready.facts.base import CannotSee
from launchready.facts.dns import Registration
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.collect.dns_world import product
from tests.servers.http import TableResolver, answer, make_authority, raw_server

BOOTSTRAP = {
    "version": "1.0",
    "services": [
        [["test"], ["https://rdap.other.example/"]],
        [["Example"], ["http://plain.example/", "https://rdap.registry.example/v1/"]],
    ],
}
DOMAIN: dict[str, Any] = {
    "objectClassName": "domain",
    "ldhName": "ACME.EXAMPLE",
    "status": ["client transfer prohibited", "Server Hold", 7],
    "events": [
        {"eventAction": "registration", "eventDate": "2020-01-02T03:04:05Z"},
        {"eventAction": "expiration", "eventDate": "2027-01-02T03:04:05Z"},
    ],
    "entities": [
        {"roles": ["abuse"], "vcardArray": ["vcard", [["fn", {}, "text", "Wrong"]]]},
        {"roles": ["registrar"], "vcardArray": ["vcard", [["fn", {}, "text", "Names Ltd"]]]},
    ],
}


def reply(told: object, status: int = 200) -> bytes:
    """Write a JSON answer."""
    return answer(status, "Content-Type: application/rdap+json", body=json.dumps(told).encode())


async def see(
    folder: Path, domain: bytes, bootstrap: bytes | None = None, **more: bytes
) -> Registration:
    """Gather the registration with IANA and the registry on loopback, over verified TLS."""
    authority = make_authority(folder)
    tls = authority.serve_context(
        "data.iana.org", "rdap.registry.example", "rdap.registrar.example"
    )
    replies = {
        "/rdap/dns.json": bootstrap or reply(BOOTSTRAP),
        "/v1/domain/acme.example": domain,
        **more,
    }
    async with raw_server(replies, tls=tls) as server:
        here = f"127.0.0.1:{server.port}"
        names = ("data.iana.org", "rdap.registry.example", "rdap.registrar.example")
        network = Network(
            connect={f"{name}:443": here for name in names}, ca_file=authority.ca_file
        )
        async with HttpClient(network, TableResolver()) as http:
            return await registration(product().product, http, network)


async def test_the_registry_is_asked(tmp_path: Path) -> None:
    """Date, statuses and registrar come from the service that the bootstrap file names."""
    found = await see(tmp_path, reply(DOMAIN))
    assert found == Registration(
        domain="acme.example",
        registrar="Names Ltd",
        expires=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
        statuses=("client transfer prohibited", "server hold"),
        source="https://rdap.registry.example/v1/domain/acme.example",
    )


async def test_redirects_are_followed(tmp_path: Path) -> None:
    """A registry may send on to another service."""
    moved = answer(302, "Location: https://rdap.registrar.example/acme")
    found = await see(tmp_path, moved, **{"/acme": reply(DOMAIN)})
    assert found.source == "https://rdap.registrar.example/acme"


@pytest.mark.parametrize(
    ("domain", "bootstrap", "reason"),
    [
        (reply({}, 404), None, "does not know acme.example"),
        (reply({}, 500), None, "answered 500"),
        (answer(body=b"<html>"), None, "not JSON"),
        (answer(body=b"[" * 100_000), None, "not JSON"),
        (answer(body=b"[]"), None, "not a JSON object"),
        (reply({"ldhName": "other.example"}), None, "another name"),
        (b"", reply({"services": []}), "no RDAP service"),
        (b"", answer(503), "answered 503"),
    ],
)
async def test_what_is_not_told_is_unseen(
    tmp_path: Path, domain: bytes, bootstrap: bytes | None, reason: str
) -> None:
    """Whatever goes wrong on the way is a reason, never a registration."""
    with pytest.raises(CannotSee, match=reason):
        await see(tmp_path, domain, bootstrap)


async def test_reserved_names_are_not_asked_about() -> None:
    """A name that no registry sells causes no request at all."""
    network = Network()
    async with HttpClient(network, TableResolver()) as http:
        with pytest.raises(CannotSee, match=r"no registry sells names below \.example"):
            await registration(product().product, http, network)
    assert not network.opened


def test_the_longest_suffix_wins() -> None:
    """A registry below another is asked rather than the one above."""
    services = [[["uk"], ["https://a.example/"]], [["co.uk"], ["https://b.example/"]]]
    assert service_urls(json.dumps({"services": services}), "acme.co.uk") == (
        "https://b.example/",
    )


@pytest.mark.parametrize(
    "services",
    [None, 7, [7], [[]], [["example"]], [[["example"]]], [[[7], [7]]], [[["", 1], 2]]],
)
def test_malformed_bootstrap_files_name_no_service(services: object) -> None:
    """Anything but the documented shape is passed over."""
    assert service_urls(json.dumps({"services": services}), "acme.example") == ()


@pytest.mark.parametrize(
    "change",
    [
        {"events": None},
        {"events": [7, {"eventAction": "expiration"}]},
        {"events": [{"eventAction": "expiration", "eventDate": "soon"}]},
        {"events": [{"eventAction": "expiration", "eventDate": "0001-01-01T00:00:00+23:59"}]},
        {"events": {}, "status": "active", "entities": [7, {"roles": "registrar"}]},
        {"events": [], "entities": [{"roles": ["registrar"], "vcardArray": ["vcard", 7]}]},
    ],
)
def test_malformed_answers_leave_the_date_out(change: dict[str, object]) -> None:
    """A malformed part is left out; it never fails, and never makes up a date."""
    found = read_registration("acme.example", json.dumps({**DOMAIN, **change}), "")
    assert found.expires is None
