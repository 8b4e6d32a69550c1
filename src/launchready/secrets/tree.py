"""Lists the files of a working tree that matter: what git keeps or would, what is deployed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from launchready.secrets.allow import Allowances, matches_any
from launchready.secrets.files import File
from launchready.secrets.git import WorkTree
from launchready.secrets.scan import Scan
from launchready.secrets.shown import shown

MOST_FILES = 1_000_000
DEEPEST = 64
TOOLS_FOLDERS = frozenset(
    {".git", ".hg", ".svn", ".cache", ".direnv", ".eggs", ".gradle", ".mypy_cache", ".nox",
     ".parcel-cache", ".pytest_cache", ".ruff_cache", ".terraform", ".tox", ".turbo", ".venv",
     ".yarn", "__pycache__", "bower_components", "node_modules", "site-packages", "venv"}
)  # fmt: skip
"""Made by tools, or other people's published code; not looked into where git does not say."""


def files_of_git(tree: WorkTree, scan: Scan) -> Iterator[File]:
    """List what git tracks in a folder, and what it would if it were added.

    Raises:
        GitProblem: git does not tell.
    """
    tracked = tree.git.run("--literal-pathspecs", "ls-files", "-z", "--", tree.prefix or ".")
    others = tree.git.run(
        "--literal-pathspecs",
        "ls-files",
        "-z",
        "--others",
        "--exclude-standard",
        "--",
        tree.prefix or ".",
    )
    yield from _named(tracked, tree, scan, tracked=True)
    yield from _named(others, tree, scan, tracked=False)


def ignored_by_git(tree: WorkTree) -> list[bytes]:
    """List what git ignores, folders as a whole with a slash at the end.

    Raises:
        GitProblem: git does not tell.
    """
    told = tree.git.run(
        "--literal-pathspecs", "ls-files", "-z", "--others", "--ignored",
        "--exclude-standard", "--directory", "--", tree.prefix or ".",
    )  # fmt: skip
    return told.split(b"\0")[:-1]


def _named(listing: bytes, tree: WorkTree, scan: Scan, *, tracked: bool) -> Iterator[File]:
    top = os.fsencode(tree.top) + b"/"
    prefix = os.fsencode(tree.prefix)
    skips = scan.allowances.skips if scan.allowances.ignore else None
    before = b""
    for name in listing.split(b"\0"):
        if not name or name == before:  # a conflict lists a file several times
            continue
        before = name
        path = name.removeprefix(prefix)
        if name.endswith(b"/"):
            scan.note(f"{shown(path)}: a repository of its own, not looked into")
            continue
        written = shown(path)
        if skips is None or not skips(written):
            yield File(written, top + name, tracked)


def files_on_disk(
    folder: Path, scan: Scan, allowances: Allowances, *, everything: bool = False
) -> Iterator[File]:
    """Walk a folder that git does not know, breadth first; links are not followed.

    Args:
        folder: where to begin.
        scan: told what cannot be listed.
        allowances: whose `ignore` patterns leave files out.
        everything: look into the folders of tools, too.
    """
    queue: list[tuple[bytes, bytes, int]] = [(os.fsencode(folder), b"", 0)]
    count = 0
    for real, relative, depth in queue:
        try:
            with os.scandir(real) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            scan.unread(shown(relative or b"."), (error.strerror or "cannot be listed").lower())
            continue
        for entry in listed:
            path = relative + entry.name
            if entry.is_dir(follow_symlinks=False):
                skipped = not everything and os.fsdecode(entry.name) in TOOLS_FOLDERS
                if skipped or entry.name == b".git":
                    continue
                if depth >= DEEPEST:
                    scan.unread(shown(path), f"deeper than {DEEPEST} folders")
                else:
                    queue.append((entry.path, path + b"/", depth + 1))
            elif entry.is_file(follow_symlinks=False):
                written = shown(path)
                if allowances.skips(written):
                    continue
                count += 1
                if count > MOST_FILES:
                    scan.unread(".", f"more than {MOST_FILES} files")
                    return
                yield File(written, entry.path)


_EXAMPLES = ("example", "sample", "template", "dist", "defaults")
_COPIES_ALL = re.compile(
    r"(?im)^[ \t]*(?:COPY|ADD)[ \t]+(?:--[a-z=\S]+[ \t]+)*(?:\[\s*\")?\./?[\s\",]"
)


def deployed_though_ignored(
    folder: Path, ignored: Sequence[bytes], build_output: Sequence[str]
) -> list[str]:
    """Give those ignored files of a folder that a container's build copies all the same.

    A Dockerfile beside them that copies "." takes everything that .dockerignore does not
    name.  Build output is not among them: it is looked at on its own.
    """
    if not any(_COPIES_ALL.search(small_text(path)) for path in _dockerfiles(folder)):
        return []
    excluded, included = _dockerignore(folder)
    found = []
    for name in ignored:
        path = os.fsdecode(name).removesuffix("/")
        left_out = matches_any(path, excluded) or matches_any(path.rpartition("/")[2], excluded)
        if left_out and not matches_any(path, included):
            continue
        if path.split("/")[0] in TOOLS_FOLDERS or matches_any(path, build_output):
            continue
        found.append(path)
    return found


def _dockerfiles(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*ockerfile*") if path.is_file()][:20]


def _dockerignore(folder: Path) -> tuple[list[str], list[str]]:
    excluded: list[str] = []
    included: list[str] = []
    for line in small_text(folder / ".dockerignore").splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        target = included if pattern.startswith("!") else excluded
        target.append(pattern.removeprefix("!").removeprefix("**/"))
    return excluded, included


def small_text(path: Path) -> str:
    """Read the first 256 KiB of a file as text; "" where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(256 * 1024).decode("utf-8", "replace")
    except OSError:
        return ""


def is_example(path: str) -> bool:
    """Say whether an env file is one that shows names, not values."""
    name = path.rpartition("/")[2].lower()
    return any(word in name for word in _EXAMPLES)
