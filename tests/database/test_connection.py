"""The connection reads, writes nothing, waits for nothing long, and tells no secret."""

from __future__ import annotations

import secrets

import psycopg
import pytest

from launchready.database.address import connection_string, database_url
from launchready.database.connection import open_database, open_url
from launchready.facts.base import CannotSee
from launchready.manifest.schema import Database
from launchready.net.network import Network
from tests.servers.clusters import MakeDatabase
from tests.servers.ports import free_port
from tests.servers.postgres import Cluster

DECLARED = Database(url_env="DATABASE_URL", read_url_env="AUDIT_DATABASE_URL")


async def test_tells_what_it_is_connected_to(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """The version, the role and the database of the server are known from the start."""
    url = make_database(cluster)
    async with open_database(DECLARED, {"DATABASE_URL": url}, Network()) as reader:
        assert (reader.version, reader.role) == (cluster.version, "tester")
        assert url.endswith(reader.database)
        assert await reader.rows("SELECT %s::int + 1 AS two", (1,)) == [{"two": 2}]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.notes VALUES (1)",
        "CREATE TABLE public.made (n int)",
        "SELECT nextval('public.numbers')",
    ],
)
async def test_nothing_can_be_written(
    newest_cluster: Cluster, make_database: MakeDatabase, statement: str
) -> None:
    """Even a superuser's connection refuses to write, and is of use after that."""
    url = make_database(newest_cluster)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SEQUENCE numbers")
        connection.execute("CREATE TABLE notes (n int)")
    async with open_url(url, Network()) as reader:
        with pytest.raises(CannotSee, match="error 25006"):
            await reader.rows(statement)
        assert await reader.rows("SELECT 1 AS one") == [{"one": 1}]


async def test_a_text_of_the_product_never_becomes_two_statements(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """A statement that hides a second one is refused by the protocol, not by its looks."""
    url = make_database(newest_cluster)
    async with open_url(url, Network()) as reader, reader.transaction() as read:
        with pytest.raises(CannotSee, match="error 42601"):
            await read.theirs("EXPLAIN SELECT 1; COMMIT")


async def test_nothing_is_set_for_the_session(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """A pooler's next client gets a session with none of the reader's limits."""
    async with open_url(make_database(newest_cluster), Network()) as reader:
        await reader.rows("SELECT 1")
        now = await reader._connection.execute("SHOW default_transaction_read_only")
        assert await now.fetchone() == {"default_transaction_read_only": "off"}
        now = await reader._connection.execute("SHOW statement_timeout")
        assert await now.fetchone() == {"statement_timeout": "0"}
        inside = await reader.rows("SELECT current_setting('statement_timeout') AS it")
        assert inside == [{"it": "5s"}]


async def test_does_not_wait_for_a_lock(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """A migration that holds a table makes a read fail soon instead of queueing behind it."""
    url = make_database(newest_cluster)
    with psycopg.connect(url) as migration:
        migration.execute("CREATE TABLE held (n int)")
        migration.commit()
        migration.execute("LOCK TABLE held")
        async with open_url(url, Network()) as reader:
            with pytest.raises(CannotSee, match="waited 1 s for a lock"):
                await reader.rows("SELECT * FROM public.held")


async def test_a_refused_password_is_not_quoted(newest_cluster: Cluster) -> None:
    """What is told of a failed sign-in holds nothing of the URL."""
    word = secrets.token_hex(8)
    url = newest_cluster.url_of("nothing-here", role="nobody", password=word)
    with pytest.raises(CannotSee, match="no role or database of that name") as caught:
        async with open_url(url, Network()):
            raise AssertionError("it signed in")
    told = str(caught.value)
    assert not any(part in told for part in (word, "nobody", "nothing-here", "127.0.0.1"))
    assert caught.value.__suppress_context__


async def test_a_server_that_is_gone_is_told() -> None:
    """Where nothing listens, that is what is said."""
    with pytest.raises(CannotSee, match="the connection was refused"):
        async with open_url(f"postgresql://a@127.0.0.1:{free_port()}/b", Network()):
            raise AssertionError("it connected")


async def test_goes_where_the_manifest_leads(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """An override of [network] holds for databases, too."""
    name = make_database(newest_cluster).rpartition("/")[2]
    network = Network(connect={"db.acme.example:5432": f"127.0.0.1:{newest_cluster.port}"})
    async with open_url(f"postgresql://tester@db.acme.example/{name}", network) as reader:
        assert reader.database == name


def test_the_reading_role_comes_first() -> None:
    """`read_url_env` is used where it is set; without either, both are named."""
    both = {"DATABASE_URL": "postgresql://app@h/d", "AUDIT_DATABASE_URL": "postgresql://r@h/d"}
    assert database_url(DECLARED, both) == both["AUDIT_DATABASE_URL"]
    del both["AUDIT_DATABASE_URL"]
    assert database_url(DECLARED, both) == both["DATABASE_URL"]
    with pytest.raises(CannotSee, match="AUDIT_DATABASE_URL and DATABASE_URL are not set here"):
        database_url(DECLARED, {})


def test_what_frameworks_add_is_left_out() -> None:
    """A driver in the scheme and a framework's own parameters do not keep libpq out."""
    url = "postgresql+asyncpg://app@db.acme.example/app?connection_limit=5&sslmode=require"
    told = connection_string(url, Network())
    assert "sslmode=require" in told
    assert "connection_limit" not in told


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://app@db.acme.example/app", "this is MySQL"),
        ("not a url", r"no postgresql:// URL"),
        ("postgresql://[::1/app", "no URL that can be read"),
        ("postgresql://app@db.acme.example:port/app", "libpq cannot read|cannot be read"),
    ],
)
def test_what_is_no_postgres_is_told(url: str, why: str) -> None:
    """Other databases and broken URLs are told apart, without a word of them."""
    with pytest.raises(CannotSee, match=why) as caught:
        connection_string(url, Network())
    assert "acme" not in str(caught.value)
