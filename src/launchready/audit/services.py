"""What collectors may ask for beside facts, opened for one run."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from launchready.clock import Clock
from launchready.collect.services import Environment, Folder
from launchready.manifest.schema import Manifest
from launchready.net.network import Network, is_public


def open_network(manifest: Manifest, folder: Folder) -> Network:
    """Make the run's way out, with the manifest's `[network]` overrides."""
    declared = manifest.network
    ca_file = None
    if declared.ca_file:
        ca_file = (folder.path or Path.cwd()) / declared.ca_file
    # A hostile product must not lead an audit to the machines around it, such as a cloud's
    # metadata service. A resolver of the manifest's is a private view, and means what it says.
    return Network(
        connect=dict(declared.connect),
        ca_file=ca_file,
        resolver=declared.resolver,
        admits=None if declared.resolver else is_public,
        own_hosts=frozenset(host.name for host in manifest.all_hosts),
    )


@asynccontextmanager
async def open_services(
    manifest: Manifest, folder: Folder, clock: Clock
) -> AsyncIterator[Mapping[type, object]]:
    """Open the transport and everything else that a live run needs; close it at the end."""
    from launchready.net.dns import Resolver
    from launchready.net.http import HttpClient
    from launchready.net.sign_in import SignIn
    from launchready.net.tls import TlsProbe

    network = open_network(manifest, folder)
    resolver = Resolver(network)
    environment = Environment(os.environ)
    async with HttpClient(network, resolver, one_run=True) as http:
        yield {
            **pure_services(manifest, clock),
            Folder: folder,
            Environment: environment,
            Network: network,
            Resolver: resolver,
            TlsProbe: TlsProbe(network),
            HttpClient: http,
            SignIn: SignIn(http, manifest, environment),
        }


def pure_services(manifest: Manifest, clock: Clock) -> dict[type, object]:
    """Give what judges may ask for: nothing that touches the world."""
    return {Manifest: manifest, Clock: clock}
