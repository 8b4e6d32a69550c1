"""Whether every authoritative server says already what was published."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.mail.publish.entry import Entry
from launchready.net.dns import Resolver


class Answer(Struct, frozen=True):
    """What one server says of one record.

    Attributes:
        server: its name.
        there: whether it says what is wanted; None where it could not be asked.
        values: what it says.
        detail: why it could not be asked.
    """

    server: str
    there: bool | None
    values: tuple[str, ...] = ()
    detail: str = ""


async def ask_authorities(
    entry: Entry, servers: Sequence[tuple[str, str]], resolver: Resolver
) -> tuple[Answer, ...]:
    """Ask every authoritative server for a record, past every cache.

    Args:
        entry: what should be there.
        servers: (name, address) of the zone's.
        resolver: asks them.
    """
    return tuple(await asyncio.gather(*(_ask(entry, *each, resolver) for each in servers)))


async def _ask(entry: Entry, server: str, address: str, resolver: Resolver) -> Answer:
    try:
        answer = await resolver.ask_server(server, address, entry.name, entry.type)
    except CannotSee as error:
        return Answer(server, None, detail=str(error))
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return Answer(server, None, detail=f"answered {answer.rcode}")
    values = answer.values()
    alias = answer.cname_chain
    if entry.type == "TXT" and alias and not values:
        # The key itself lies at the provider's servers, which are not asked here.
        return Answer(server, True, alias)
    return Answer(server, entry.accepts(values), values)
