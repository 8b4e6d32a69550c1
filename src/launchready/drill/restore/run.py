"""The restore drill as a whole: back up, restore, compare, start the product, measure."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from msgspec import Struct
from msgspec.structs import replace

from launchready.drill.plan import Outcome
from launchready.drill.restore.backup import (
    Backup,
    NoBackup,
    Opened,
    dated,
    fetch,
    newest,
    take,
)
from launchready.drill.restore.boot import Look, boot
from launchready.drill.restore.cluster import OWNER, READER, Cluster, throwaway
from launchready.drill.restore.compare import compare
from launchready.drill.restore.contents import Contents
from launchready.drill.restore.judge import Seen, judge
from launchready.drill.restore.kept import rows_kept
from launchready.drill.restore.load import Loaded, Loader
from launchready.drill.restore.prepare import prepare
from launchready.drill.restore.programs import Programs
from launchready.drill.restore.reading import Connection, begin, read_contents, why
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult
from launchready.manifest.schema import Recovery

Say = Callable[[str], None]


class Way(Struct, frozen=True):
    """What the drill is to do.

    Attributes:
        recovery: as declared.
        place: connection string of the source; a secret.
        variable: that the product reads its database's URL from.
        folder: of the manifest.
        root: where commands run.
        programs: of the Postgres that is installed here.
        look: smoke-tests the product that was started, where a manifest says how.
    """

    recovery: Recovery
    place: str
    variable: str
    folder: Path
    root: Path
    programs: Programs
    look: Look | None = None


async def restore(way: Way, say: Say) -> Outcome:
    """Conduct the drill.

    Raises:
        CannotSee: the source, the backup or this machine does not allow it.
    """
    scratch = Path(tempfile.mkdtemp(prefix="launchready-backup-"))
    try:
        try:
            async with _source(way) as connection:
                original = await _back_up(way, connection, scratch, say)
                async with throwaway(way.programs) as cluster:
                    return await _try_out(way, original, cluster, say)
        except NoBackup as error:
            finding = DrillFinding("the backup", str(error))
            return Outcome(DrillResult.FAILED, f"there is no backup: {error}", (finding,))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@asynccontextmanager
async def _source(way: Way) -> AsyncIterator[Connection]:
    try:
        connection = await psycopg.AsyncConnection.connect(
            way.place, autocommit=True, connect_timeout=10, prepare_threshold=None,
            application_name="launchready drill restore",
        )  # fmt: skip
        async with connection:
            await begin(connection)
            yield connection
    except psycopg.Error as error:
        raise CannotSee(f"the source: {why(error)}") from None


class _Original(Struct, frozen=True):
    """What is restored, and what it is held against."""

    backup: Backup
    contents: Contents
    connection: Connection


async def _back_up(way: Way, connection: Connection, scratch: Path, say: Say) -> _Original:
    """Get the backup, and what its source holds; of the same moment where it is taken here."""
    major = connection.info.server_version // 10000
    if major > way.programs.version:
        raise CannotSee(
            f"the source is Postgres {major}, and {way.programs.version} is installed here"
        )
    recovery = way.recovery
    if recovery.backups:
        backup = await asyncio.to_thread(newest, way.folder, recovery.backups)
    elif recovery.fetch:
        backup = await fetch(recovery.fetch, way.root, scratch / "fetched")
    else:
        return await _take(way, connection, scratch, say)
    backup = await asyncio.to_thread(dated, backup, way.programs)
    say(f"the backup: {backup.path.name}, {backup.kind}, {backup.octets:,} octets")
    return _Original(backup, await read_contents(connection, say), connection)


async def _take(way: Way, connection: Connection, scratch: Path, say: Say) -> _Original:
    cursor = await connection.execute("SELECT pg_export_snapshot()")
    ((snapshot,),) = await cursor.fetchall()
    try:
        async with asyncio.TaskGroup() as both:
            taking = both.create_task(take(way.programs, way.place, str(snapshot), scratch))
            reading = both.create_task(read_contents(connection, say))
    except* CannotSee as errors:
        raise CannotSee(str(errors.exceptions[0])) from None
    return _Original(taking.result(), reading.result(), connection)


async def _try_out(way: Way, original: _Original, cluster: Cluster, say: Say) -> Outcome:
    backup, source = original.backup, original.contents
    without = await prepare(cluster, source)
    began = time.monotonic()
    loaded = await _load(way, backup, cluster, without)
    loading_s = time.monotonic() - began
    say(f"loaded {loaded.octets:,} octets of SQL in {loading_s:.1f} s")
    restored = await _look_into(cluster, say)
    append_only = way.recovery.append_only
    kept: Mapping[str, bool | None] = {}
    if not backup.here:
        url = cluster.url(READER)
        kept = await rows_kept(original.connection, url, source, restored, append_only)
    parts = compare(
        source, restored, loaded, exact=backup.here, append_only=append_only, kept=kept,
        without=without,
    )  # fmt: skip
    trials = [part.trial() for part in parts]
    began = time.monotonic()
    if way.recovery.command:
        variables = {way.variable: cluster.url(OWNER)}
        trials.append(await boot(way.recovery.command, way.root, variables, way.look))
    # Comparing is the drill's own work, and no part of a recovery.
    took_s = loading_s + time.monotonic() - began
    seen = Seen(backup, source, restored, loaded, parts, tuple(trials), took_s)
    return judge(seen, way.recovery, datetime.now(UTC))


async def _load(way: Way, backup: Backup, cluster: Cluster, without: tuple[str, ...]) -> Loaded:
    opened = Opened(backup, way.programs, cluster.folder)
    loader = Loader(opened.stream, cluster.url(OWNER), cluster.folder, frozenset(without))
    try:
        loaded = await asyncio.to_thread(loader.load)
        if loaded.refused or loaded.cut_off:  # what writes the script may wait for its reader
            return loaded
        whole = await asyncio.to_thread(opened.whole)
        return loaded if whole else replace(loaded, cut_off=True)
    finally:
        opened.close()


async def _look_into(cluster: Cluster, say: Say) -> Contents:
    url = cluster.url(READER)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await begin(connection)
        return await read_contents(connection, say)
