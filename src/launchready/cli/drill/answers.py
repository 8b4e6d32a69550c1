"""How people answer a drill: by typing a code here, or by the link where the monitor runs."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.drill.alert import Asked, Links


@asynccontextmanager
async def keyboard(codes: Collection[str]) -> AsyncIterator[Callable[[str], Asked]]:
    """Listen for codes on the terminal; where there is none, nobody types.

    Args:
        codes: that were sent, each in a message of its own.

    Yields:
        What says of a code whether it was typed.
    """
    found: dict[str, tuple[float, str]] = {}
    loop = asyncio.get_running_loop()

    def read() -> None:
        line = sys.stdin.readline()
        if not line:
            loop.remove_reader(sys.stdin)
        elif line.strip() in codes:
            found.setdefault(line.strip(), (time.time(), "whoever typed the code"))
        else:
            click.echo("that is not the code", err=True)

    def typed(code: str) -> Asked:
        async def asked() -> tuple[float, str] | None:
            return found.get(code)

        return asked

    listening = sys.stdin.isatty()
    if listening:
        loop.add_reader(sys.stdin, read)
    try:
        yield typed
    finally:
        if listening:
            loop.remove_reader(sys.stdin)


@asynccontextmanager
async def open_links(target: Target, data_dir: Path | None) -> AsyncIterator[Links | None]:
    """Open an incident in the running monitor's store, so that links can be followed."""
    from launchready.drill.alert import Links
    from launchready.facts.base import CannotSee
    from launchready.watch.deliver.links import Claim, make_token
    from launchready.watch.service.keys import link_key, own_key
    from launchready.watch.service.opening import FILE_NAME
    from launchready.watch.store import trials
    from launchready.watch.store.engine import StoreError, open_engine
    from launchready.watch.store.ids import new_incident_id

    public = target.manifest.watch.public_url
    if data_dir is None or not public:
        yield None
        return
    name = target.manifest.watch.store_env
    store = os.environ.get(name, "") if name else ""
    incident = new_incident_id()
    try:
        engine = open_engine(store or data_dir / FILE_NAME)
        key = link_key(own_key(engine))
        trials.begin(engine, incident, int(time.time() * 1000))
    except StoreError as error:
        raise CannotSee(f"the monitor's store: {error}") from None

    def url_for(channel: str) -> str:
        token = make_token(key, Claim(incident, channel), int(time.time() * 1000))
        return f"{public.rstrip('/')}/ack/{token}"

    async def asked() -> tuple[float, str] | None:
        found = trials.acknowledged(engine, incident)
        return (found[0] / 1000, found[1]) if found else None

    try:
        yield Links(incident, url_for, asked)
    finally:
        trials.end(engine, incident, int(time.time() * 1000))
        engine.close()
