"""The stores that every test of the store runs against: SQLite and Postgres."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launchready.watch.store.engine import Engine, open_engine
from launchready.watch.store.migrations import migrate
from tests.servers.postgres import postgres_programs, serve_postgres

Place = Path | str


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run one Postgres for the session; gives its URL."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("no Postgres is installed (apt-get install postgresql)")
    with serve_postgres(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give the place of an empty store."""
    if request.param == "sqlite":
        return tmp_path / "watch.sqlite"
    url: str = request.getfixturevalue("postgres")
    name = f"t{secrets.token_hex(6)}"
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def opener(place: Place) -> Iterator[Callable[[], Engine]]:
    """Open the store as often as a test wants, with its tables made."""
    opened: list[Engine] = []

    def open_() -> Engine:
        engine = open_engine(place)
        opened.append(engine)
        return engine

    migrate(open_())
    yield open_
    for engine in opened:
        engine.close()
