"""How the product's database is: read in a moment, by transactions that cannot write."""

from __future__ import annotations

from launchready.collect.services import Environment
from launchready.database.address import reading_variable
from launchready.database.connection import open_database
from launchready.database.schema import read_schema
from launchready.database.server import read_server
from launchready.facts.database import DatabaseSchema, DatabaseServer
from launchready.manifest.schema import Database
from launchready.net.network import Network

DEADLINE_S = 25.0


async def database_server(
    database: Database, environment: Environment, network: Network
) -> DatabaseServer:
    """Look at the server: roles, limits, sessions, age and archive."""
    apart = reading_variable(database, environment) != database.url_env
    async with open_database(database, environment, network) as reader:
        return await read_server(reader, environment.get(database.url_env, ""), apart)


async def database_schema(
    database: Database, environment: Environment, network: Network
) -> DatabaseSchema:
    """Look at tables, indexes and foreign keys."""
    async with open_database(database, environment, network) as reader:
        return await read_schema(reader)
