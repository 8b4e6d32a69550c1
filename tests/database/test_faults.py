"""Single faults of a real product on Postgres: each is found by name, and a clean one has none.

What checks of statements and of state say is taken together, as an audit does after a run of
`launchready perf`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import psycopg
import pytest

from launchready.audit.signature import NeedsFact, NeedsService, NeedsSubject, read_signature
from launchready.checks.performance import (
    autovacuum,
    connection_headroom,
    database_role,
    expensive_refresh,
    foreign_key_index,
    idle_in_transaction,
    index_waste,
    n_plus_one,
    repeated_read,
    slow_statement,
    timeouts_set,
    unbounded_result,
)
from launchready.checks.verdict import Status, Verdict
from launchready.clock import Clock
from launchready.collect.database import database_schema, database_server
from launchready.collect.services import Environment
from launchready.database.connection import open_database
from launchready.database.windows import open_windows
from launchready.facts.performance import PerfHistory
from launchready.load.sample import Manner, sample
from launchready.manifest.schema import Database, Manifest
from tests.database.app import App, seeded, serve_app
from tests.servers.clusters import MakeDatabase
from tests.servers.postgres import Cluster

CHECKS = (
    autovacuum, connection_headroom, database_role, expensive_refresh, foreign_key_index,
    idle_in_transaction, index_waste, n_plus_one, repeated_read, slow_statement, timeouts_set,
    unbounded_result,
)  # fmt: skip
QUICK = Manner(first=4, most=4, per_second=1000, idle_s=0.05)
ROLES = """
CREATE ROLE {app} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {app};
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {app};
ALTER ROLE {app} SET statement_timeout = '30s';
ALTER ROLE {app} SET idle_in_transaction_session_timeout = '60s';
CREATE ROLE {look} LOGIN; GRANT pg_monitor TO {look};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {look};
"""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        check: that must say so, and no other.
        route: fault of a route's code.
        sql: what is wrong in the database; {app} and {look} are its roles.
        declared: of `[database]`.
    """

    check: ModuleType | None
    route: str = ""
    sql: tuple[str, ...] = ()
    declared: dict[str, Any] = field(default_factory=dict)


FAULTS = {
    "clean": Fault(None),
    "a statement of 210 ms": Fault(slow_statement, "slow-statement"),
    "a statement for each row": Fault(n_plus_one, "n-plus-one"),
    "a statement for each row, with lists": Fault(n_plus_one, "n-plus-one-in-lists"),
    "the user read three times": Fault(repeated_read, "repeated-read"),
    "the settings read twice": Fault(repeated_read, "repeated-read-of-all"),
    "every order at once": Fault(unbounded_result, "unbounded-result"),
    "a report computed anew": Fault(expensive_refresh, "expensive-refresh"),
    "more connections than there are": Fault(
        connection_headroom, declared={"connections": 200}
    ),
    "a pool for one release only": Fault(connection_headroom, declared={"connections": 80}),
    "no statement_timeout": Fault(
        timeouts_set, sql=("ALTER ROLE {app} RESET statement_timeout",)
    ),
    "no limit for idle transactions": Fault(
        timeouts_set, sql=("ALTER ROLE {app} RESET idle_in_transaction_session_timeout",)
    ),
    "autovacuum off for a table": Fault(
        autovacuum, sql=("ALTER TABLE orders SET (autovacuum_enabled = false)",)
    ),
    "a table that was never analysed": Fault(
        autovacuum, sql=("CREATE TABLE events AS SELECT n FROM generate_series(1, 3000) n",)
    ),
    "dead rows": Fault(autovacuum, sql=("DELETE FROM items WHERE id > 3000",)),
    "a foreign key without an index": Fault(
        foreign_key_index, sql=("DROP INDEX items_by_order",)
    ),
    "an index that failed": Fault(
        index_waste,
        sql=("CREATE UNIQUE INDEX CONCURRENTLY by_status ON orders (status)",),
    ),
    "the same index twice": Fault(index_waste, sql=("CREATE INDEX again ON items (order_id)",)),
    "a reader that may write": Fault(database_role, sql=("GRANT DELETE ON orders TO {look}",)),
    "a reader that may do all": Fault(database_role, sql=("ALTER ROLE {look} SUPERUSER",)),
}


async def facts(app: App, environment: dict[str, str]) -> dict[type, Any]:
    """See what an audit would see of the database after a run of perf."""
    declared = app.manifest.database
    assert declared is not None
    async with open_database(declared, environment, app.network) as reader:
        run = await sample(
            app.manifest,
            app.network,
            environment=environment,
            manner=QUICK,
            watcher=await open_windows(reader),
        )
    variables = Environment(environment)
    seen = (
        await database_server(declared, variables, app.network),
        await database_schema(declared, variables, app.network),
        PerfHistory((run,)),
        app.manifest,
        Clock.system(),
    )
    return {type(each): each for each in seen}


def said(check: ModuleType, seen: dict[type, Any]) -> list[Verdict]:
    """Put facts before a judge as the engine does."""
    arguments: dict[str, Any] = {}
    for name, need in read_signature(check.judge).needs.items():
        match need:
            case NeedsSubject(kind):
                assert kind is Database
                arguments[name] = seen[Manifest].database
            case NeedsFact(kind) | NeedsService(kind):
                arguments[name] = seen[kind]
    verdicts = check.judge(**arguments)
    return [verdicts] if isinstance(verdicts, Verdict) else list(verdicts)


@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_is_found_by_name_alone(
    newest_cluster: Cluster, make_database: MakeDatabase, name: str
) -> None:
    """One fault makes one check fail, every other one passes, and nothing is left unseen."""
    fault = FAULTS[name]
    url = make_database(newest_cluster)
    database = url.rpartition("/")[2]
    roles = {"app": f"app_{database}", "look": f"look_{database}"}
    environment = {
        "DATABASE_URL": newest_cluster.url_of(database, roles["app"]),
        "AUDIT_DATABASE_URL": newest_cluster.url_of(database, roles["look"]),
    }
    declared = {"connections": 20, "url_env": "DATABASE_URL",
                "read_url_env": "AUDIT_DATABASE_URL", **fault.declared}  # fmt: skip
    with seeded(url) as connection:
        try:
            connection.execute(ROLES.format(**roles).encode())
            for each in fault.sql:
                try:
                    connection.execute(each.format(**roles).encode())
                except psycopg.errors.UniqueViolation:
                    assert "CONCURRENTLY" in each
            connection.execute("SELECT pg_stat_force_next_flush()")
            async with serve_app(
                environment["DATABASE_URL"], fault.route, database=declared
            ) as app:
                seen = await facts(app, environment)
        finally:
            for role in roles.values():
                connection.execute(f"DROP OWNED BY {role}".encode())
                connection.execute(f"DROP ROLE {role}".encode())
    verdicts = {check: said(check, seen) for check in CHECKS}
    statuses = {
        (check.__name__.rpartition(".")[2], each.outcome.status, each.summary)
        for check, verdicts_ in verdicts.items()
        for each in verdicts_
        if each.outcome.status is not Status.PASS
    }
    expected = (
        {(fault.check.__name__.rpartition(".")[2], Status.FAIL)} if fault.check else set()
    )
    assert {each[:2] for each in statuses} == expected, statuses
