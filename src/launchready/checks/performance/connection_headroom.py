"""The server takes all connections that the product's processes may open.

`connections` in `[database]` is what all processes may open together: processes times the size
of their pool, and its overflow.

Why it matters: the first busy hour scales processes up, each with a pool of its own. Beyond the
server's limit every further request fails with "too many clients", on all pages at once.

How to fix: make pools smaller (a core of the database serves a handful of statements at a
time), put a pooler such as PgBouncer in between, or raise max_connections with the memory it
takes.

References: https://www.postgresql.org/docs/current/runtime-config-connection.html;
https://wiki.postgresql.org/wiki/Number_Of_Database_Connections
"""

from launchready.checks.api import (
    Database,
    DatabaseServer,
    Impact,
    Verdict,
    asks,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

FULL = 0.8
"""Share of connections in use that leaves no room for a busy hour (our own choice)."""


class Outcomes:
    """What the check can find."""

    ROOM = passes("up to {wanted} of {room} connections, and twice as many at a deployment")
    TIGHT = fails(
        Impact.MEDIUM,
        "up to {wanted} of {room} connections: a deployment that runs the old and the new "
        "release together needs twice as many",
    )
    TOO_FEW = fails(Impact.HIGH, "up to {wanted} connections, and the server has {room} for it")
    FULL = fails(Impact.HIGH, "{used} of {room} connections are in use at this moment")
    UNDECLARED = asks(
        "how many connections may all processes open together? {used} of {room} are in use now",
        fix="Write `connections = N` into [database]: processes times size of the pool, and "
        "its overflow.",
    )


def judge(database: Database, server: DatabaseServer) -> Verdict:
    """Hold what may be opened against what the server has for it."""
    others = server.connected - server.by_product
    room = server.max_connections - server.reserved
    limit = server.product.connections if server.product else None
    for_product = room - others if limit is None else min(room - others, limit)
    wanted = database.connections
    values = {"used": server.connected, "others": others, "role_limit": limit}
    if server.connected > FULL * room:
        return Outcomes.FULL(room=room, **values)
    if wanted is None:
        return Outcomes.UNDECLARED(room=room, **values)
    if wanted > for_product:
        return Outcomes.TOO_FEW(wanted=wanted, room=for_product, **values)
    if 2 * wanted > for_product:
        return Outcomes.TIGHT(wanted=wanted, room=for_product, **values)
    return Outcomes.ROOM(wanted=wanted, room=for_product, **values)
