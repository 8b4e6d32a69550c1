"""Connections of one request each: over TCP and TLS, HTTP/1.1 and HTTP/2, and none is left."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from launchready.facts.http import Failure
from launchready.net.http import Deadlines, HttpClient
from launchready.net.network import Network
from tests.servers.http import (
    Authority,
    TableResolver,
    answer,
    make_authority,
    raw_server,
    real_server,
)

HOST = "app.acme.test"


async def says_its_version(scope: Any, _: Any, send: Any) -> None:
    """Answer with the version of HTTP that was spoken."""
    if scope["type"] != "http":
        return
    body = scope["http_version"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def client(port: int, authority: Authority, name: str = HOST) -> HttpClient:
    """Make a client that goes to a port of this machine."""
    network = Network({f"{name}:443": f"127.0.0.1:{port}"}, authority.ca_file)
    return HttpClient(network, TableResolver(), Deadlines(5, 5, 5), single_use=True)


async def test_http2_over_tls(tmp_path: Path) -> None:
    """As a browser speaks it; twice, over two connections, with their times."""
    authority = make_authority(tmp_path)
    async with (
        real_server(authority, tmp_path, HOST, says_its_version) as port,
        client(port, authority) as http,
    ):
        for _ in range(2):
            response = await http.request("GET", f"https://{HOST}/")
            assert (response.exchange.status, response.text) == (200, "2")
            assert response.exchange.timing.tls_ms is not None
            assert response.exchange.timing.connect_ms is not None


async def test_a_certificate_of_another_name_is_told(tmp_path: Path) -> None:
    """TLS is verified as everywhere, for the name that was asked for."""
    authority = make_authority(tmp_path)
    async with (
        real_server(authority, tmp_path, HOST, says_its_version) as port,
        client(port, authority, "other.acme.test") as http,
    ):
        response = await http.request("GET", "https://other.acme.test/")
        assert response.exchange.failure is Failure.TLS
        assert "certificate not trusted" in response.exchange.detail


@pytest.mark.parametrize("keep", [True, False])
async def test_no_connection_is_left_open(keep: bool) -> None:
    """Neither in the loop nor in the ceiling of connections, whoever closes first."""
    async with raw_server(answer(), keep=keep) as server:
        network = Network({f"{HOST}:80": f"127.0.0.1:{server.port}"}, max_open=2)
        for _ in range(5):
            async with HttpClient(network, TableResolver(), single_use=True) as http:
                response = await http.request("GET", f"http://{HOST}/")
                assert response.exchange.status == 200
        assert server.connections == 5
    assert len(asyncio.all_tasks()) == 1
