"""Holds what was restored against its source: pure, and in the words of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct

from launchready.drill.restore.contents import Contents, Sequence
from launchready.drill.restore.load import Loaded
from launchready.facts.drills import DrillFinding, DrillResult, Trial

NAMED = 8
"""Things of a kind that are named; the rest are counted."""
MAX_FINDINGS = 200
PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN
_BAD_TEXT = {"22021", "22P05"}
"""Octets that are no text in the encoding, or text that the other encoding lacks."""


class Part(Struct, frozen=True):
    """One side of the comparison: what is wrong with it, or what was seen to be right.

    Attributes:
        aspect: which side ("tables").
        wrong: each wrong thing, by its place.
        right: what to say where nothing is.
        unseen: why it could not be told, "" where it could.
    """

    aspect: str
    wrong: tuple[tuple[str, str], ...]
    right: str
    unseen: str = ""

    def trial(self) -> Trial:
        """Say it as a trial of the drill."""
        if self.wrong:
            named = [f"{place}: {text}" for place, text in self.wrong[:NAMED]]
            more = len(self.wrong) - len(named)
            text = "; ".join([*named, *([f"and {more} more"] if more else [])])
            return Trial("backup", "restored", self.aspect, FAILED, text)
        if self.unseen:
            return Trial("backup", "restored", self.aspect, UNKNOWN, self.unseen)
        return Trial("backup", "restored", self.aspect, PASSED, self.right)


def compare(
    source: Contents,
    restored: Contents,
    loaded: Loaded,
    *,
    exact: bool,
    append_only: tuple[str, ...] = (),
    kept: Mapping[str, bool | None] | None = None,
    without: tuple[str, ...] = (),
) -> tuple[Part, ...]:
    """Compare side by side.

    Args:
        source: the database that was backed up.
        restored: what came of the backup.
        loaded: how loading went.
        exact: both are of one moment, so that every difference is a fault; otherwise the
            source has moved on since the backup.
        append_only: patterns of tables whose rows never change once they are written.
        kept: of each such table, whether its source still holds every restored row as it was.
        without: extensions that this machine does not have.
    """
    return (
        _script(loaded),
        _encoding(source, restored, loaded),
        _extensions(source, restored, without),
        _tables(source, restored, exact=exact),
        _rows(source, restored, exact=exact, append_only=append_only, kept=kept or {}),
        _sequences(source, restored, exact=exact),
        _named("constraints", source, restored),
        _named("indexes", source, restored),
        _named("objects", source, restored),
        _roles(source, loaded),
        _blobs(source, restored, exact=exact),
    )


def findings(parts: tuple[Part, ...]) -> tuple[DrillFinding, ...]:
    """Give everything that is wrong, each with its place."""
    found = [
        DrillFinding(place, f"{part.aspect}: {text}")
        for part in parts
        for place, text in part.wrong
    ]
    return tuple(found[:MAX_FINDINGS])


def _script(loaded: Loaded) -> Part:
    wrong: list[tuple[str, str]] = []
    if loaded.refused:
        wrong.append(("the dump", f"refused, {loaded.refused}"))
    if loaded.cut_off:
        wrong.append(("the dump", "cut off: it ends in the middle"))
    elif not loaded.complete and not loaded.refused:
        wrong.append(("the dump", "cut off: the words with which pg_dump ends are missing"))
    wrong += [(f"line {each.line}", each.text) for each in loaded.problems]
    beyond = loaded.failed - len(loaded.problems)
    if beyond > 0:
        wrong.append(("the dump", f"{beyond} more statements were refused"))
    right = f"{loaded.statements:,} statements ran"
    if loaded.denied:
        right += f"; {loaded.denied} that only a superuser may run were left out"
    return Part("loads", tuple(wrong), right)


def _encoding(source: Contents, restored: Contents, loaded: Loaded) -> Part:
    wrong = [
        (f"line {each.line}", "text that is none in the encoding")
        for each in loaded.problems
        if each.state in _BAD_TEXT
    ]
    if loaded.encoding and _same(loaded.encoding) != _same(source.encoding):
        wrong.append(("the dump", f"says {loaded.encoding}, the source is {source.encoding}"))
    return Part("encoding", tuple(wrong), restored.encoding)


def _same(encoding: str) -> str:
    return encoding.upper().replace("_", "").replace("-", "")


def _extensions(source: Contents, restored: Contents, without: tuple[str, ...]) -> Part:
    missing = sorted(source.extensions.keys() - restored.extensions.keys() - set(without))
    wrong = tuple(
        (name, "the source has it, and the backup does not bring it") for name in missing
    )
    unseen = ""
    if without:
        unseen = f"not installed on this machine: {', '.join(without)}"
    return Part("extensions", wrong, ", ".join(sorted(restored.extensions)) or "none", unseen)


def _tables(source: Contents, restored: Contents, *, exact: bool) -> Part:
    missing = sorted(source.tables.keys() - restored.tables.keys())
    text = "left out of the backup" if exact else "not in the backup: left out, or made since"
    wrong = [(name, text) for name in missing]
    if not restored.tables:
        wrong = [("the backup", "empty: no table came of it")] if source.tables else []
    elif exact:
        more = sorted(restored.tables.keys() - source.tables.keys())
        wrong += [(name, "not in the source") for name in more]
    return Part("tables", tuple(wrong), f"all {len(source.tables)}")


def _rows(
    source: Contents,
    restored: Contents,
    *,
    exact: bool,
    append_only: tuple[str, ...],
    kept: Mapping[str, bool | None],
) -> Part:
    wrong: list[tuple[str, str]] = []
    same = 0
    unproven: list[str] = []
    for name in sorted(source.tables.keys() & restored.tables.keys()):
        ours, theirs = source.tables[name], restored.tables[name]
        if (ours.rows, ours.digest) == (theirs.rows, theirs.digest):
            same += 1
        elif ours.rows and not theirs.rows:
            wrong.append((name, f"no rows, of {ours.rows:,}"))
        elif exact and ours.rows != theirs.rows:
            wrong.append((name, f"{theirs.rows:,} rows, {ours.rows:,} in the source"))
        elif exact:
            wrong.append((name, f"{ours.rows:,} rows as in the source, but other contents"))
        elif any(fnmatchcase(name, pattern) for pattern in append_only):
            state = kept.get(name)
            if state is False:
                wrong.append((name, "append-only, but rows differ from what the source holds"))
            elif state is None:
                unproven.append(name)
    if not source.rows:
        return Part("rows", tuple(wrong), "", "the source holds no row, so nothing was proved")
    unseen = ""
    if unproven:
        named = ", ".join(unproven[:NAMED])
        unseen = f"no single growing key tells the backup's rows of {named}"
    shared = len(source.tables.keys() & restored.tables.keys())
    right = f"{restored.rows:,} in {len(restored.tables)} tables, {same} of {shared} the same"
    if not exact and same < shared:
        right += " as now; the source has moved on in the others"
    return Part("rows", tuple(wrong), right, unseen)


def _sequences(source: Contents, restored: Contents, *, exact: bool) -> Part:
    missing = sorted(source.sequences.keys() - restored.sequences.keys())
    wrong = [(name, "missing") for name in missing] if exact else []
    for name, ours in sorted(source.sequences.items()):
        theirs = restored.sequences.get(name)
        if theirs is None:
            continue
        if theirs.behind and not _equally_behind(ours, theirs):
            taken = f"gives {theirs.following} next, and {theirs.highest} is taken"
            wrong.append((name, f"behind: {taken}"))
        elif exact and (theirs.following - ours.following) * ours.step < 0:
            here = f"gives {theirs.following} next, the source gave {ours.following}"
            wrong.append((name, f"behind: {here}"))
    return Part("sequences", tuple(wrong), f"all {len(source.sequences)}")


def _equally_behind(ours: Sequence, theirs: Sequence) -> bool:
    """Say whether the source is no better: then it is no fault of the backup."""
    return ours.behind and ours.following == theirs.following


def _named(aspect: str, source: Contents, restored: Contents) -> Part:
    ours: Mapping[str, str] = getattr(source, aspect)
    theirs: Mapping[str, str] = getattr(restored, aspect)
    wrong = [(name, "missing") for name in sorted(ours.keys() - theirs.keys())]
    if source.version // 10000 == restored.version // 10000:
        # Another major version may write the same definition in other words.
        both = sorted(ours.keys() & theirs.keys())
        wrong += [(name, "defined otherwise") for name in both if ours[name] != theirs[name]]
    return Part(aspect, tuple(wrong), f"all {len(ours)}")


def _roles(source: Contents, loaded: Loaded) -> Part:
    needed = ", ".join(sorted(source.roles)) or "none"
    unknown = [
        (f"line {each.line}", each.text)
        for each in loaded.problems
        if each.state == "42704" and "role " in each.text
    ]
    return Part("roles", tuple(unknown), f"to be made before a restore: {needed}")


def _blobs(source: Contents, restored: Contents, *, exact: bool) -> Part:
    ours, theirs = source.blobs, restored.blobs
    wrong: Iterator[tuple[str, str]] = iter(())
    if ours[0] and not theirs[0]:
        wrong = iter((("large objects", f"none, of {ours[0]}"),))
    elif exact and ours != theirs:
        text = f"{theirs[0]}, {ours[0]} in the source"
        if ours[0] == theirs[0]:
            text = f"{ours[0]} as in the source, but other contents"
        wrong = iter((("large objects", text),))
    return Part("large objects", tuple(wrong), f"{theirs[0]}")
