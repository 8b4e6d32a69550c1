"""What collectors may ask for beside facts, opened for one run."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from launchready.clock import Clock
from launchready.collect.services import Environment, Folder
from launchready.manifest.schema import Manifest
from launchready.net.network import Network, SharedGates, is_address, is_public, split_endpoint


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


def open_token_network(manifest: Manifest, folder: Folder, hosts: Iterable[str]) -> Network:
    """Make the way out for tokens: to these hosts of providers, whatever the manifest says.

    A manifest may come from anybody. Of its `[network]`, only what leads such a host to this
    machine itself is kept, for rehearsals; where all are led so, its roots are trusted, too.
    """
    wanted = {f"{host}:443" for host in hosts}
    declared = manifest.network
    connect = {
        seen: real
        for seen, real in declared.connect.items()
        if seen in wanted and _is_loopback(split_endpoint(real)[0])
    }
    if wanted - connect.keys() or not declared.ca_file:
        return Network(connect=connect, admits=is_public)
    return Network(connect=connect, ca_file=(folder.path or Path.cwd()) / declared.ca_file)


def _is_loopback(host: str) -> bool:
    return is_address(host) and ipaddress.ip_address(host).is_loopback


@asynccontextmanager
async def open_services(
    manifest: Manifest, folder: Folder, clock: Clock, gates: SharedGates | None = None
) -> AsyncIterator[Mapping[type, object]]:
    """Open the transport and everything else that a live run needs; close it at the end."""
    from launchready.net.dns import Resolver
    from launchready.net.http import HttpClient
    from launchready.net.sign_in import SignIn
    from launchready.net.tls import TlsProbe

    network = open_network(manifest, folder)
    network.gates = gates
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
