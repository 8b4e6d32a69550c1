"""Reads every object of a repository once: what any branch, tag, note or stash ever held.

Dangling objects are among them: what was committed and "removed" by a force push is still
served to whoever knows its name.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from launchready.secrets.contents import Contents, is_special, may_have_more
from launchready.secrets.files import BUFFER_BYTES, SNIFFED_BYTES
from launchready.secrets.git import Git, GitProblem
from launchready.secrets.scan import PARTING, Origin, Scan, Span

MOST_RESTARTS = 50
"""Git ends at a damaged object, and is started again behind it, this often."""
_READ = frozenset({b"blob", b"commit", b"tag"})


@dataclass(slots=True)
class Objects:
    """The objects of a repository that hold text.

    Attributes:
        names: of blobs, commits and tags, in the order in which they are packed.
        sizes: of each, in bytes; 0 where that could not be told.
        commits: how many of them are commits.
    """

    names: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    commits: int = 0


def list_objects(git: Git) -> Objects:
    """List a repository's blobs, commits and tags.

    Raises:
        GitProblem: git cannot.
    """
    every = ("cat-file", "--batch-all-objects", "--unordered", "--buffer")
    objects = Objects()
    try:
        listing = git.run(*every, "--batch-check=%(objecttype) %(objectname) %(objectsize)")
    except GitProblem:
        # One damaged object spoils the listing of types; each is then seen for itself.
        listing = git.run(*every, "--batch-check=%(objectname)")
        objects.names = listing.split()
        objects.sizes = [0] * len(objects.names)
        return objects
    for line in listing.split(b"\n"):
        kind, _, rest = line.partition(b" ")
        if kind in _READ:
            name, _, size = rest.partition(b" ")
            objects.names.append(name)
            objects.sizes.append(int(size))
            objects.commits += kind == b"commit"
    return objects


def read_objects(git: Git, objects: Objects, scan: Scan, workers: int = 0) -> None:
    """Scan every object, each once, with a git for each core."""
    workers = workers or min(os.cpu_count() or 1, 8)
    shares = _shares(objects, workers)
    if len(shares) <= 1:
        for share in shares:
            _read_share(git, share, scan)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(shares)) as pool:
        for done in [pool.submit(_read_share, git, share, scan) for share in shares]:
            done.result()


def read_named(git: Git, files: Sequence[tuple[str, str]], scan: Scan) -> None:
    """Scan objects whose paths are known: (path, name of the object) each.

    Raises:
        GitProblem: git is not there.
    """
    names = [name.encode() for _, name in files]
    answered = _answered(git, _Reader(scan, [path for path, _ in files]), names)
    for path, _ in files[answered:]:
        scan.unread(path, "damaged: git cannot read it")


def _answered(git: Git, reader: _Reader, names: Sequence[bytes]) -> int:
    """Ask for objects; give for how many git answered before it ended."""
    asked = b"\n".join(names) + b"\n"
    answered = 0
    with (
        suppress(GitProblem),  # it ends with a failure at a damaged object
        git.stream("cat-file", "--batch", "--buffer", given=asked) as output,
    ):
        answered = reader.read(output, names)
    return answered


def _shares(objects: Objects, workers: int) -> list[list[bytes]]:
    """Cut the list into runs of about the same work: neighbours are deltas of each other."""
    total = sum(objects.sizes) + 2000 * len(objects.names)
    if total < 1 << 20:
        workers = 1
    shares: list[list[bytes]] = [[]]
    spent = 0
    for name, size in zip(objects.names, objects.sizes, strict=True):
        if spent > total * len(shares) / workers:
            shares.append([])
        shares[-1].append(name)
        spent += size + 2000
    return [share for share in shares if share]


def _read_share(git: Git, names: Sequence[bytes], scan: Scan) -> None:
    rest = list(names)
    for _ in range(MOST_RESTARTS):
        answered = _answered(git, _Reader(scan), rest)
        if answered >= len(rest) or scan.stopped.is_set():
            break
        scan.unread(f"object {rest[answered].decode()}", "damaged: git cannot read it")
        rest = rest[answered + 1 :]
        if not rest:
            break
    else:
        scan.unread("the history", f"{len(rest)} more objects behind damaged ones")
    if scan.stopped.is_set():
        scan.unread("the history", "the scan was stopped")


class _Piece:
    """An object too large for the buffer, read from git's output piece by piece."""

    def __init__(self, stream: io.BufferedReader, size: int) -> None:
        self._stream = stream
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        """Read at most that many bytes of the object."""
        size = self.left if size < 0 else min(size, self.left)
        got = self._stream.read(size)
        self.left = self.left - len(got) if got else 0
        return got


class _Reader:
    """Reads the answers of `git cat-file --batch` into a buffer, and scans it when full."""

    def __init__(self, scan: Scan, paths: Sequence[str] | None = None) -> None:
        self._scan = scan
        self._paths = paths
        self._contents = Contents(scan)
        self._buffer = bytearray(BUFFER_BYTES)
        self._spans: list[Span] = []
        self._at = 0

    def read(self, stream: io.BufferedReader, names: Sequence[bytes]) -> int:
        """Read until git ends; give how many objects it answered for."""
        self._stream = stream
        view = memoryview(self._buffer)
        for number, name in enumerate(names):
            header = stream.readline(200).split()
            if self._scan.stopped.is_set():
                return number
            if len(header) == 2 and header[1] == b"missing":
                self._scan.unread(f"object {name.decode()}", "missing")
                continue
            if len(header) != 3:
                self._flush()
                return number
            size = int(header[2])
            path = self._paths[number] if self._paths else _called(header[1], name)
            origin = Origin(path, tracked=bool(self._paths), blob=name.decode())
            if header[1] not in _READ:
                whole = _skip(stream, size)
            elif size >= BUFFER_BYTES - 1:
                whole = self._large(origin, size)
            else:
                if self._at + size + 1 > BUFFER_BYTES:
                    self._flush()
                whole = self._small(view, origin, size)
            if not whole:
                self._flush()
                return number
        self._flush()
        return len(names)

    def _small(self, view: memoryview, origin: Origin, size: int) -> bool:
        at, end = self._at, self._at + size
        # With the line end that git writes after each object.
        if self._stream.readinto(view[at : end + 1]) < size + 1:
            return False
        buffer = self._buffer
        buffer[end] = PARTING
        if is_special(origin.path, buffer, at, min(at + SNIFFED_BYTES, end)):
            self._contents.take(origin, bytes(view[at:end]))
            return True
        self._spans.append(Span.whole(origin, at, end))
        self._at = end + 1
        return True

    def _large(self, origin: Origin, size: int) -> bool:
        piece = _Piece(self._stream, size)
        self._contents.take_stream(origin, piece, size)
        return _skip(self._stream, piece.left)

    def _flush(self) -> None:
        # Asked of the whole buffer first: nearly none has any.
        if may_have_more(self._buffer, 0, self._at):
            for span in self._spans:
                if may_have_more(self._buffer, span.low, span.high):
                    data = bytes(memoryview(self._buffer)[span.low : span.high])
                    self._contents.more(span.origin, data)
        self._scan.buffer(self._buffer, self._at, self._spans)
        self._spans, self._at = [], 0


def _called(kind: bytes, name: bytes) -> str:
    if kind == b"blob":
        return f"blob {name[:12].decode()}"
    what = "message of commit" if kind == b"commit" else "tag"
    return f"{what} {name[:12].decode()}"


def _skip(stream: io.BufferedReader, size: int) -> bool:
    """Read over an object's rest and the line end after it; False where git ended."""
    left = size + 1
    while left:
        got = stream.read(min(left, 1 << 20))
        if not got:
            return False
        left -= len(got)
    return True
