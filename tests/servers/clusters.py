"""Fixtures of real Postgres servers, each started once for a session, when first asked for.

A test module asks for them by name; `tests/conftest.py` makes them known.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from tests.servers.postgres import STATISTICS, Cluster, installed_postgres, serve_cluster

MakeDatabase = Callable[[Cluster], str]
"""Makes an empty database with pg_stat_statements; gives its URL as a superuser."""


class Clusters:
    """The servers of a session that count statements, by major version."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[int, Cluster] = {}

    def get(self, version: int) -> Cluster:
        """Give the server of a version; started at the first call."""
        if version not in self._running:
            programs = installed_postgres()[version]
            self._running[version] = self._stack.enter_context(
                serve_cluster(programs, STATISTICS)
            )
        return self._running[version]


@pytest.fixture(scope="session")
def clusters() -> Iterator[Clusters]:
    """Give the session's servers, of which none runs before it is asked for."""
    with ExitStack() as stack:
        yield Clusters(stack)


@pytest.fixture(scope="session", params=["oldest", "newest"])
def cluster(request: pytest.FixtureRequest, clusters: Clusters) -> Cluster:
    """Give the oldest and the newest server that this machine has, one after the other."""
    versions = list(installed_postgres())
    if not versions:
        pytest.skip("no Postgres is installed (apt-get install postgresql)")
    if request.param == "newest" and len(versions) == 1:
        pytest.skip("only one version of Postgres is installed")
    return clusters.get(versions[0] if request.param == "oldest" else versions[-1])


@pytest.fixture(scope="session")
def newest_cluster(clusters: Clusters) -> Cluster:
    """Give the newest server that this machine has."""
    versions = list(installed_postgres())
    if not versions:
        pytest.skip("no Postgres is installed (apt-get install postgresql)")
    return clusters.get(versions[-1])


@pytest.fixture
def make_database() -> Iterator[MakeDatabase]:
    """Make databases of a test's own; they are gone after it."""
    made: list[tuple[Cluster, str]] = []

    def make(cluster: Cluster) -> str:
        name = f"t{secrets.token_hex(6)}"
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        made.append((cluster, name))
        url = cluster.url_of(name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        return url

    yield make
    for cluster, name in made:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
