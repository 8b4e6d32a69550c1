"""Says of objects in which files they stood, from which commit to which."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.secrets import EnvFile, FoundSecret
from launchready.secrets.git import Git, GitProblem
from launchready.secrets.scan import Origin, Scan
from launchready.secrets.shown import shown
from launchready.secrets.tree import is_example

DANGLING = "dangling"
"""In place of a commit: no branch, tag or stash leads to the object."""
MOST_PATHS = 20
"""Files that one object is reported in."""
MOST_REFS = 500
_LOG = ("log", "--all", "--reflog", "--date-order")
"""Every commit that a name or a reflog leads to, parents after their children."""
_COMMIT_OF_REF = "%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)"

_ENV_FILES = (":(glob)**/.env", ":(glob)**/.env.*", ":(glob)**/*.env")


@dataclass(slots=True)
class _Life:
    """What becomes of one object at one path.

    Attributes:
        first: oldest commit that added it; removed: the parent of the newest that took
            it away; newest: the newest that added it.
    """

    first: str = ""
    newest: str = ""
    removed: str = ""


class _Change(Struct, frozen=True):
    """What a commit did to one path: the objects before and after."""

    old: bytes
    new: bytes
    path: bytes


@dataclass(slots=True)
class _Commits:
    """What is known of the commits that hold objects.

    Attributes:
        lives: of each object at each path.
        head: paths of each object in the newest commit.
        order: of every commit: 0 the newest, and each before those it was made from.
    """

    lives: dict[str, dict[bytes, _Life]] = field(default_factory=dict)
    head: dict[str, set[bytes]] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)


def placed(git: Git, scan: Scan) -> list[FoundSecret]:
    """Give a history scan's hits by file instead of by object, with first and last commit.

    Each secret of each file is given once, over all versions of the file.
    """
    blobs = {origin.blob for origin, found in scan.hits if found.path.startswith("blob ")}
    try:
        commits = _follow(git, blobs, scan) if blobs else _Commits()
    except GitProblem as problem:
        scan.unread("the history", str(problem))
        commits = _Commits()
    merged: dict[tuple[str, str], FoundSecret] = {}
    for each in _by_file(scan.hits, commits):
        if scan.allowances.skips(each.path.partition("!")[0]):
            continue
        gitleaks = scan.allowances.gitleaks
        if gitleaks and (by := gitleaks.allows_place(each)):
            scan.allow(each, by)
            continue
        key = (each.path, each.hash)
        merged[key] = _joined(merged[key], each) if key in merged else each
    found = sorted(merged.values(), key=lambda each: (each.path, each.line))
    return _dated(git, found, commits.order)


def _by_file(
    hits: Iterable[tuple[Origin, FoundSecret]], commits: _Commits
) -> Iterator[FoundSecret]:
    for origin, found in hits:
        if not found.path.startswith("blob "):
            yield replace(found, first_commit=origin.blob, last_commit=origin.blob)
            continue
        lives = commits.lives.get(origin.blob)
        inside = found.path.partition("!")
        if not lives:
            yield replace(found, first_commit=DANGLING, last_commit=DANGLING)
            continue
        for path in sorted(lives)[:MOST_PATHS]:
            life = lives[path]
            in_head = path in commits.head.get(origin.blob, ())
            yield replace(
                found,
                path="".join((shown(path), *inside[1:])),
                first_commit=life.first,
                last_commit="HEAD" if in_head else life.removed or life.newest,
                in_head=in_head,
                tracked=in_head,
            )


def _joined(one: FoundSecret, other: FoundSecret) -> FoundSecret:
    """Make one of the same secret in two versions of a file: commits are put in order later."""
    if other.in_head and not one.in_head:
        one, other = other, one
    return replace(
        one,
        first_commit=_several(one.first_commit, other.first_commit),
        last_commit=one.last_commit
        if one.in_head
        else _several(one.last_commit, other.last_commit),
    )


def _several(one: str, other: str) -> str:
    known = [each for each in f"{one} {other}".split() if each != DANGLING]
    return " ".join(dict.fromkeys(known)) or DANGLING


def _dated(git: Git, found: list[FoundSecret], order: dict[str, int]) -> list[FoundSecret]:
    """Choose the oldest and newest of several commits, and say when they were made."""
    last = len(order)
    chosen = [
        replace(
            each,
            first_commit=max(
                each.first_commit.split() or [""], key=lambda name: order.get(name, last)
            ),
            last_commit=min(
                each.last_commit.split() or [""], key=lambda name: order.get(name, last)
            ),
        )
        for each in found
    ]
    try:
        days = _days(git, chosen)
    except GitProblem:
        return chosen
    unknown = ("", "")
    dated = []
    for each in chosen:
        first, first_day = days.get(each.first_commit, unknown)
        latest, last_day = days.get(each.last_commit, unknown)
        dated.append(
            replace(
                each,
                first_commit=first or each.first_commit,
                first_seen=first_day,
                last_commit=latest or each.last_commit,
                last_seen=last_day,
            )
        )
    return dated


def _days(git: Git, found: list[FoundSecret]) -> dict[str, tuple[str, str]]:
    """Give each named commit's full name and day."""
    names = {name for each in found for name in (each.first_commit, each.last_commit)}
    names -= {DANGLING, ""}
    if not names:
        return {}
    asked = sorted(names)
    told = git.run(
        "log", "--no-walk=unsorted", "--ignore-missing", "--stdin", "--format=%H %cs",
        given="".join(f"{name}\n" for name in asked).encode(),
    )  # fmt: skip
    days: dict[str, tuple[str, str]] = {}
    for line in told.decode().splitlines():
        name, day = line.split()
        days[name] = (name, day)
    if "HEAD" in names:
        head = git.run("log", "-1", "--format=%H %cs", "HEAD").decode().split()
        days["HEAD"] = (head[0], head[1])
    return days


def _follow(git: Git, blobs: set[str], scan: Scan) -> _Commits:
    """Follow objects through all commits, in one pass over what these change."""
    commits = _Commits()
    _pass(git, blobs, commits, scan, ())
    added = {
        name for name, lives in commits.lives.items() if any(v.first for v in lives.values())
    }
    missed = blobs - added
    if missed:  # made by a merge itself, or reached by nothing
        _pass(git, missed, commits, scan, ("--diff-merges=separate", "--min-parents=2"))
    try:
        listing = git.run("ls-tree", "-r", "-z", "--full-tree", "HEAD")
    except GitProblem:
        listing = b""  # no commit yet
    for entry in listing.split(b"\0"):
        head, _, path = entry.partition(b"\t")
        name = head.rpartition(b" ")[2].decode()
        if name in blobs:
            commits.head.setdefault(name, set()).add(path)
            commits.lives.setdefault(name, {}).setdefault(path, _Life())
    _tips(git, commits)
    return commits


def _pass(
    git: Git, blobs: set[str], commits: _Commits, scan: Scan, options: tuple[str, ...]
) -> None:
    wanted = {blob.encode() for blob in blobs}
    commit = parent = ""
    record: list[bytes] = []
    with git.stream(
        *_LOG, "--raw", "-z", "--no-abbrev", "--no-renames", "--root", "--no-ext-diff",
        "--format=%x01%H %P", *options,
    ) as output:  # fmt: skip
        rest = b""
        while piece := output.read(1 << 18):
            if scan.stopped.is_set():
                scan.unread("the history", "the scan was stopped")
                return
            tokens = (rest + piece).split(b"\0")
            rest = tokens.pop()
            for token in tokens:
                if record:
                    _note(commits, wanted, _Change(record[2], record[3], token), commit, parent)
                    record = []
                elif token[:1] == b":" or token[:2] == b"\n:":
                    record = token.split(b" ")
                elif b"\x01" in token:
                    names = token.rpartition(b"\x01")[2].decode().split()
                    commit, parent = names[0], names[1] if len(names) > 1 else ""
                    commits.order.setdefault(commit, len(commits.order))


def _note(
    commits: _Commits, wanted: set[bytes], change: _Change, commit: str, parent: str
) -> None:
    """Note one change of a file; commits come newest first."""
    old, new, path = change.old, change.new, change.path
    if new in wanted:
        life = commits.lives.setdefault(new.decode(), {}).setdefault(path, _Life())
        life.first = commit
        life.newest = life.newest or commit
    if old in wanted:
        life = commits.lives.setdefault(old.decode(), {}).setdefault(path, _Life())
        life.removed = life.removed or parent


def _tips(git: Git, commits: _Commits) -> None:
    """Where an object is still at the tip of some branch, that is the last to hold it."""
    open_ended = [
        (name, path)
        for name, lives in commits.lives.items()
        for path, life in lives.items()
        if not life.removed and path not in commits.head.get(name, ()) and b"\n" not in path
    ][:MOST_REFS]
    if not open_ended:
        return
    try:
        refs = git.run("for-each-ref", f"--format={_COMMIT_OF_REF}").split()[:MOST_REFS]
        asked = [(ref, name, path) for ref in refs for name, path in open_ended]
        told = git.run(
            "cat-file", "--batch-check=%(objectname)",
            given=b"".join(ref + b":" + path + b"\n" for ref, _, path in asked),
        ).splitlines()  # fmt: skip
    except GitProblem:
        return
    for (ref, name, path), answer in zip(asked, told, strict=False):
        if answer == name.encode():
            life = commits.lives[name][path]
            life.newest = _several(life.newest, ref.decode())


def env_files(git: Git) -> list[EnvFile]:
    """List the files of values (.env and its kin) that any commit ever added.

    Raises:
        GitProblem: git does not tell.
    """
    told = git.run(
        *_LOG, "--name-only", "-z", "--no-renames", "--diff-filter=A", "--format=%x01%H", "--",
        *_ENV_FILES,
    )  # fmt: skip
    tracked = set(git.run("ls-files", "-z", "--", *_ENV_FILES).split(b"\0"))
    commit = ""
    first: dict[bytes, str] = {}
    for token in told.split(b"\0"):
        for part in token.split(b"\n"):
            if b"\x01" in part:
                commit = part.rpartition(b"\x01")[2].decode()
            elif part and not is_example(os.fsdecode(part)):
                first[part] = commit  # newest first: the oldest stays
    for path in tracked:
        if path and not is_example(os.fsdecode(path)):
            first.setdefault(path, "")
    return [
        EnvFile(shown(path), path in tracked, bool(first[path]), first_commit=first[path])
        for path in sorted(first)
    ]
