"""Twins come up, are described by their manifests, and leave nothing behind."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import pytest

from launchready.demo.faults import BROKEN, READY, Faults
from launchready.demo.twin import background, serve
from launchready.manifest.load import load_manifest
from launchready.net.network import split_endpoint


@pytest.mark.parametrize("faults", [READY, BROKEN], ids=["ready", "broken"])
async def test_manifest_loads_and_leads_to_loopback_alone(
    faults: Faults, tmp_path: Path
) -> None:
    """The manifest holds to the schema, and no address of it is of another machine."""
    async with serve(faults, tmp_path) as twin:
        manifest = load_manifest(twin.manifest_path)
    assert manifest.product.domain == "acme.example"
    assert {route.host for route in manifest.routes} <= set(manifest.hosts)
    assert manifest.repository is not None
    assert (tmp_path / manifest.repository.path).is_dir()
    places = [split_endpoint(place)[0] for place in manifest.network.connect.values()]
    assert set(places) <= {"127.0.0.1", "::1"}


async def test_an_ended_twin_leaves_no_task_and_no_port(tmp_path: Path) -> None:
    """After the end, no task runs and every port refuses."""
    before = asyncio.all_tasks()
    async with serve(READY, tmp_path) as twin:
        reader, writer = await asyncio.open_connection(
            *split_endpoint(twin.connect["104.24.10.1:80"])
        )  # a visitor who never leaves holds nothing up
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    assert asyncio.all_tasks() == before
    for place in {twin.resolver, *twin.connect.values()}:
        address, port = split_endpoint(place)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as knocking:
            assert knocking.connect_ex((address, port)) != 0, place


def test_a_twin_in_the_background_ends_with_its_thread(tmp_path: Path) -> None:
    """Callers without an event loop get the same twin, and their threads back."""
    before = set(threading.enumerate())
    with background(READY, tmp_path) as twin:
        with socket.create_connection(split_endpoint(twin.connect["104.24.10.1:443"]), 5):
            pass
        assert set(threading.enumerate()) != before
    assert set(threading.enumerate()) == before


async def test_a_failed_visit_still_ends_the_twin(tmp_path: Path) -> None:
    """An exception in the caller passes through, and the servers end all the same."""
    before = asyncio.all_tasks()
    with pytest.raises(ZeroDivisionError):
        async with serve(READY, tmp_path):
            raise ZeroDivisionError
    assert asyncio.all_tasks() == before
