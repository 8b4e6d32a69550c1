"""Queues in tables: procrastinate's own client, and tables made after others' sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from launchready.manifest.schema import Queue
from launchready.net.dial import Dialler, Unreachable
from launchready.net.network import Network
from launchready.queues.moment import Moment
from launchready.queues.open import opener
from tests.servers.clusters import MakeDatabase
from tests.servers.http import TableResolver
from tests.servers.postgres import Cluster

OLD_S = 90.0


@pytest.fixture
def database(newest_cluster: Cluster, make_database: MakeDatabase) -> str:
    """Make an empty database; gives its URL."""
    return make_database(newest_cluster)


async def once(url: str, mark: bytes = b"", table: str = "") -> Moment:
    """Read the queue "mail" once, as launchready does."""
    user, _, place = url.removeprefix("postgresql://").partition("@")
    host, _, rest = place.partition("/")
    dialler = Dialler(Network(connect={"db.example:5432": host}), TableResolver())
    queue = Queue.model_validate(
        {
            "name": "mail",
            "engine": "pg-table",
            "url_env": "DATABASE_URL",
            "max_run_s": 60,
            "table": table,
        }
    )
    async with opener(dialler, queue, f"postgresql://{user}@db.example/{rest}")() as read:
        return await read(mark)


def near(told: float | None, expected: float) -> bool:
    """Say whether a time is the expected one, on however slow a machine."""
    return told is not None and abs(told - expected) < 30


async def test_procrastinate(database: str) -> None:
    """Filled by its own client; a job is lost when its worker no longer reports."""
    from procrastinate import App, PsycopgConnector

    app = App(connector=PsycopgConnector(conninfo=database))

    async def send() -> int:
        return await app.configure_task("mail.send", queue="mail").defer_async()

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        empty = await once(database)
        assert (empty.waiting, empty.oldest, empty.stuck) == (0, None, ())
        first = await send()
        await send()
        later = datetime.now(UTC) + timedelta(hours=1)
        deferred = app.configure_task("mail.send", queue="mail", schedule_at=later)
        await deferred.defer_async()
        await app.configure_task("mail.send", queue="other").defer_async()
    now = datetime.now(UTC).timestamp()
    moment = await once(database)
    assert (moment.waiting, moment.running, moment.failed) == (2, 0, 0)
    assert near(moment.oldest, now)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE procrastinate_events SET at = at - interval '90 seconds'")
        assert near((await once(database)).oldest, now - OLD_S)
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'x')"
        )
        assert (await once(database, moment.mark)).came == 1
        connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1 WHERE id = %s",
            (first,),
        )
        assert (await once(database)).stuck == ()
        connection.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"
        )
        lost = await once(database)
        assert (lost.running, [each.lost for each in lost.stuck or ()]) == (1, [True])


@dataclass(frozen=True)
class Made:
    """A table, and what is done to one of its jobs.

    Attributes:
        sql: makes it.
        queue: column with the queue's name.
        older: sets the job back in time.
        begun: lets it run for long.
    """

    sql: str
    queue: str
    older: str
    begun: str


OBAN = """CREATE TABLE oban_jobs (id bigserial PRIMARY KEY, state text DEFAULT 'available',
    queue text, attempted_at timestamp, inserted_at timestamp DEFAULT timezone('UTC', now()),
    scheduled_at timestamp DEFAULT timezone('UTC', now()))"""
RIVER = """CREATE TABLE river_job (id bigserial PRIMARY KEY, state text DEFAULT 'available',
    queue text, attempted_at timestamptz, scheduled_at timestamptz DEFAULT now())"""
GOOD_JOB = """CREATE TABLE good_jobs (id uuid DEFAULT gen_random_uuid(), queue_name text,
    scheduled_at timestamp, performed_at timestamp, finished_at timestamp, error text,
    created_at timestamp DEFAULT timezone('UTC', clock_timestamp()))"""
PGQUEUER = """CREATE TABLE pgqueuer (id bigserial PRIMARY KEY,
    created timestamptz DEFAULT now(), updated timestamptz DEFAULT now(),
    heartbeat timestamptz DEFAULT now(),
    execute_after timestamptz DEFAULT now(), status text DEFAULT 'queued', entrypoint text)"""
TABLES = {
    "oban_jobs": Made(
        OBAN,
        "queue",
        "scheduled_at = scheduled_at - interval '90 s'",
        "state = 'executing', attempted_at = timezone('UTC', now()) - interval '90 s'",
    ),
    "river_job": Made(
        RIVER,
        "queue",
        "scheduled_at = scheduled_at - interval '90 s'",
        "state = 'running', attempted_at = now() - interval '90 s'",
    ),
    "good_jobs": Made(
        GOOD_JOB,
        "queue_name",
        "created_at = created_at - interval '90 s'",
        "performed_at = timezone('UTC', now()) - interval '90 s'",
    ),
    "pgqueuer": Made(
        PGQUEUER,
        "entrypoint",
        "created = now() - interval '90 s', execute_after = now() - interval '90 s'",
        "status = 'picked', updated = now() - interval '90 s'",
    ),
}


@pytest.mark.parametrize("table", TABLES)
async def test_a_table_made_after_the_source_of(table: str, database: str) -> None:
    """Waiting, running too long, and what came, whatever the columns are called."""
    made = TABLES[table]
    one = f"WHERE ctid = (SELECT min(ctid) FROM {table})"
    with psycopg.connect(database, autocommit=True) as connection:

        def run(sql: str) -> None:
            connection.execute(sql.encode())

        run(made.sql)
        for _ in range(3):
            run(f"INSERT INTO {table} ({made.queue}) VALUES ('mail')")
        run(f"UPDATE {table} SET {made.older} {one}")
        now = datetime.now(UTC).timestamp()
        moment = await once(database)
        assert (moment.waiting, moment.running, moment.stuck) == (3, 0, ())
        assert near(moment.oldest, now - OLD_S)
        run(f"INSERT INTO {table} ({made.queue}) VALUES ('mail')")
        later = await once(database, moment.mark)
        assert later.came == (None if table == "pgqueuer" else 1)
        run(f"UPDATE {table} SET {made.begun} {one}")
        slow = await once(database)
        assert (slow.waiting, slow.running) == (3, 1)
        (stuck,) = slow.stuck or ()
        assert near(stuck.for_s, OLD_S)


async def test_a_table_of_another_name_is_known_by_its_columns(database: str) -> None:
    """Oban-like ones are; a strange one, none or several are said, and nothing is guessed."""
    with pytest.raises(Unreachable, match="has no table of a queue that is known here"):
        await once(database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(OBAN.replace("oban_jobs", "jobs").encode())
        connection.execute("INSERT INTO jobs (queue) VALUES ('mail')")
        assert (await once(database, table="jobs")).waiting == 1
        connection.execute("CREATE TABLE letters (id int)")
        with pytest.raises(Unreachable, match="keeps its jobs in letters in a way"):
            await once(database, table="letters")
        connection.execute(OBAN.encode())
        connection.execute(RIVER.encode())
        with pytest.raises(Unreachable, match="name one as table"):
            await once(database)


async def test_a_reading_can_write_nothing(database: str) -> None:
    """What a table's own rules would write while it is read is refused: 25006."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE notes (at timestamptz)")
        connection.execute(
            "CREATE FUNCTION noted() RETURNS text LANGUAGE sql AS "
            "$$ INSERT INTO notes VALUES (now()) RETURNING 'mail' $$"
        )
        connection.execute(OBAN.encode())
        connection.execute("ALTER TABLE oban_jobs ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE oban_jobs FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY spy ON oban_jobs USING (queue = noted())")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON oban_jobs TO reader")
        connection.execute("GRANT INSERT ON notes TO reader")
        connection.execute("INSERT INTO oban_jobs (queue) VALUES ('mail')")
    with pytest.raises(Unreachable, match="error 25006"):
        await once(database.replace("tester@", "reader@"))
