"""Drills a twin for real, and keeps what came of it signed, as whoever ran it would."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path

from msgspec import Struct

from launchready.audit.services import open_network
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN
from launchready.drill import Outcome
from launchready.evidence import save_record
from launchready.facts.drills import DrillRecord
from launchready.manifest.load import load_manifest
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from launchready.signing import Signer


class Undrilled(Struct, frozen=True):
    """A twin that is up for a drill alone.

    Attributes:
        manifest, environment: of it.
        folder: of its files.
    """

    manifest: Manifest
    environment: dict[str, str]
    folder: Folder

    def network(self) -> Network:
        """Open a way to it, with all connections still to be had."""
        return open_network(self.manifest, self.folder)


@asynccontextmanager
async def undrilled(faults: Faults, *, of: str) -> AsyncIterator[Undrilled]:
    """Bring a twin up in a folder of its own, with those of some faults that a drill meets.

    Args:
        faults: of the twin that the evidence is for.
        of: what the names of those faults begin with ("mail_").
    """
    from launchready.demo.twin import serve

    only = Faults(**dict.fromkeys(met(faults, of), True))
    async with AsyncExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="launchready-demo-"))
        twin = await stack.enter_async_context(serve(only, Path(name), drilled=False))
        manifest = load_manifest(twin.manifest_path)
        yield Undrilled(manifest, twin.environment, Folder(Path(name)))


def met(faults: Faults, of: str) -> tuple[str, ...]:
    """Name the faults that a drill meets: twins with the same ones need it run once."""
    return tuple(name for name in faults.active if name.startswith(of))


@cache
def _signer() -> Signer:
    """Make a key up for this process: the user's own vouches for nothing made up."""
    return Signer("the demo", secrets.token_bytes(32))


def keep(folder: Path, record: DrillRecord) -> Path:
    """Leave a record beside a twin's manifest."""
    return save_record(folder, record, _signer())


def keep_outcome(folder: Path, drill: str, outcome: Outcome) -> Path:
    """Leave what came of a drill beside a twin's manifest, as of just now."""
    return keep(folder, outcome.record(drill, DOMAIN, "staging", Clock.system().now, 0.0))


def spoil(folder: Path, faults: Faults) -> None:
    """Change what is kept, as somebody without the key would."""
    if not faults.evidence_changed:
        return
    for path in sorted((folder / ".launchready/drills/rollback").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("every route answered", "no route failed"), "utf-8")
