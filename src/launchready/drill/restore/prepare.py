"""Makes the throw-away server ready for a dump: what a dump needs, and does not bring."""

from __future__ import annotations

from psycopg import AsyncConnection, Error, sql

from launchready.drill.restore.cluster import ADMIN, DATABASE, OWNER, READER, Cluster
from launchready.drill.restore.contents import Contents
from launchready.drill.restore.reading import Connection
from launchready.facts.base import CannotSee


async def prepare(cluster: Cluster, source: Contents) -> tuple[str, ...]:
    """Make database, roles, and the extensions that only a superuser may.

    Nothing of the dump has run yet: a superuser never touches what it brings.

    Returns:
        Extensions of the source that this machine does not have.

    Raises:
        CannotSee: the source's encoding or locale does not exist here.
    """
    admin = cluster.url(ADMIN, "postgres")
    async with await AsyncConnection.connect(admin, autocommit=True) as server:
        await _roles(server, cluster, source)
        await _database(server, source)
    inside = cluster.url(ADMIN)
    async with await AsyncConnection.connect(inside, autocommit=True) as database:
        # Whoever a table is to belong to has to be able to make tables where it lies.
        await database.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        return await _extensions(database, source)


async def _roles(server: Connection, cluster: Cluster, source: Contents) -> None:
    for name, powers in ((OWNER, "NOSUPERUSER"), (READER, "NOSUPERUSER BYPASSRLS")):
        await server.execute(
            sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                sql.Identifier(name), sql.SQL(powers), sql.Literal(cluster.password)
            )
        )
    made = {n for n in source.roles if not n.startswith("pg_")} - {ADMIN, OWNER, READER}
    for name in sorted(made):
        role = sql.Identifier(name)
        await server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        for member in (OWNER, READER):
            await server.execute(sql.SQL("GRANT {} TO {}").format(role, sql.Identifier(member)))
    # What belonged to a superuser may have read everything; here, nothing is a superuser's.
    for name in (each for each, power in source.roles.items() if power and each in made):
        for other in made - {name}:
            await server.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(other), sql.Identifier(name))
            )
        break  # roles cannot be members of each other
    if server.info.server_version >= 140000:
        await server.execute(f"GRANT pg_read_all_data TO {READER}".encode())
    await server.execute(f"GRANT {OWNER} TO {READER}".encode())


async def _database(server: Connection, source: Contents) -> None:
    command = sql.SQL(
        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"
    )
    locales = [(source.collate, source.ctype), ("C.UTF-8", "C.UTF-8"), ("C", "C")]
    if source.encoding != "UTF8":
        locales.remove(("C.UTF-8", "C.UTF-8"))
    for collate, ctype in locales:  # this machine need not have the source's
        given = (source.encoding, collate, ctype)
        try:
            await server.execute(
                command.format(
                    sql.Identifier(DATABASE),
                    sql.Identifier(OWNER),
                    *(sql.Literal(each) for each in given),
                )
            )
        except Error:
            continue
        return
    raise CannotSee(f"no database in the encoding {source.encoding} can be made here")


async def _extensions(database: Connection, source: Contents) -> tuple[str, ...]:
    cursor = await database.execute(
        "SELECT name, bool_or(trusted) FROM pg_available_extension_versions GROUP BY name"
    )
    here = {str(name): bool(trusted) for name, trusted in await cursor.fetchall()}
    missing = []
    for name, schema in sorted(source.extensions.items()):
        if name not in here:
            missing.append(name)
        elif not here[name]:
            made = sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
                sql.Identifier(schema), sql.Identifier(OWNER)
            )
            extension = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}").format(
                sql.Identifier(name), sql.Identifier(schema)
            )
            try:
                if schema not in {"public", "pg_catalog"}:
                    await database.execute(made)
                await database.execute(extension)
            except Error:  # it needs to be loaded at start, or another extension
                missing.append(name)
    return tuple(missing)
