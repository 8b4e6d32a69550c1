"""What is inside of files: archives, images, source maps, other encodings, Kubernetes secrets.

Everything is unpacked in memory and in pieces, within a budget; nothing is written to disk.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from launchready.secrets.scan import Origin, Scan, Span
from launchready.secrets.shown import shown
from launchready.secrets.streams import (
    BZIP2,
    GZIP,
    PIECE_BYTES,
    RATIO_MATTERS_BYTES,
    XZ,
    Budget,
    Metered,
    Readable,
    Refused,
    encoding_of,
    filled,
    unpacked,
    without_suffix,
)

if TYPE_CHECKING:
    from launchready.secrets.engine import Buffer

DEEPEST = 6
"""An image's layer, packed, with a jar in it that has another."""
MOST_DIRECTORY_BYTES = 16 << 20
"""Of a zip's list of members."""
OVERLAP_BYTES = 1 << 14

_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard",
    b"\x04\x22\x4d\x18": "packed with LZ4",
}
_MAGIC = (_ZIP, GZIP, BZIP2, XZ, *_OTHERS, b"\xff\xfe", b"\xfe\xff")
_WHOLE = (".map", ".tar")


@cache
def _kubernetes_data() -> re.Pattern[bytes]:
    return re.compile(
        rb"^[ \t]{1,40}[\"']?([A-Za-z0-9._-]{1,253})[\"']?[ \t]{0,8}:[ \t]{0,8}[\"']?"
        rb"([A-Za-z0-9+/]{8,100000}={0,2})[\"']?,?[ \t\r]{0,8}$",
        re.MULTILINE,
    )


@cache
def _kubernetes_kind() -> re.Pattern[bytes]:
    return re.compile(rb"[\"']?kind[\"']?[ \t]{0,8}:[ \t]{0,8}[\"']?Secret\b")


@cache
def _inline_map() -> re.Pattern[bytes]:
    return re.compile(
        rb"sourceMappingURL=data:application/json;(?:charset=[A-Za-z0-9-]{1,20};)?base64,"
    )


def is_special(path: str, buffer: Buffer, low: int, high: int) -> bool:
    """Say whether a file, by its first bytes, is more than its own text."""
    if buffer.startswith(_MAGIC, low, high) or path.endswith(_WHOLE):
        return True
    if buffer.find(b"\0", low, high) < 0:
        return False
    head = bytes(memoryview(buffer)[low:high])
    return head[257:262] == b"ustar" or bool(encoding_of(head))


def has_more(path: str, buffer: Buffer, low: int, high: int) -> bool:
    """Say whether a text, beside what it is, holds others in base64."""
    if path.endswith((".yaml", ".yml", ".json")):
        # An expression alone would take ten times as long as all rules do.
        return (
            buffer.find(b"Secret", low, high) >= 0
            and _kubernetes_kind().search(buffer, low, high) is not None
        )
    if path.endswith((".js", ".mjs", ".cjs", ".css")):
        return buffer.find(b"sourceMappingURL=data:", low, high) >= 0
    return False


def may_have_more(buffer: Buffer, low: int, high: int) -> bool:
    """Say whether texts of unknown names may hold others in base64."""
    return (
        buffer.find(b"Secret", low, high) >= 0
        and _kubernetes_kind().search(buffer, low, high) is not None
    ) or buffer.find(b"sourceMappingURL=data:", low, high) >= 0


class Contents:
    """Looks into files for a scan."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan

    def take(self, origin: Origin, data: bytes) -> None:
        """Scan a file that was read as a whole."""
        self._open(origin, io.BytesIO(data), Budget(len(data)))

    def take_file(self, origin: Origin, real: Path) -> None:
        """Scan a large file on disk."""
        try:
            with real.open("rb") as stream:
                self._open(origin, stream, Budget(real.stat().st_size))
        except OSError as error:
            self._scan.unread(origin.path, (error.strerror or "it cannot be read").lower())

    def take_stream(self, origin: Origin, stream: Readable, size: int) -> None:
        """Scan what can be read once only, of a known size."""
        self._open(origin, stream, Budget(size))

    def more(self, origin: Origin, data: bytes) -> None:
        """Scan what a text holds in base64; the text itself is scanned elsewhere."""
        import base64

        if _kubernetes_kind().search(data):
            self._kubernetes(origin, data)
        for inline in _inline_map().finditer(data):
            end = re.compile(rb"[^A-Za-z0-9+/=]|$").search(data, inline.end())
            packed = data[inline.end() : end.start() if end else len(data)]
            try:
                decoded = base64.b64decode(packed)
            except ValueError:  # not base64 after all
                continue
            self._source_map(replace(origin, path=f"{origin.path}!inline.map"), decoded)

    def _open(self, origin: Origin, stream: Readable, budget: Budget) -> None:
        seekable = stream if isinstance(stream, io.BufferedReader | io.BytesIO) else None
        try:
            self._look(origin, Metered(stream, budget), budget, 0, seekable)
        except Refused as refused:
            self._scan.unread(origin.path, str(refused))

    def _look(
        self,
        origin: Origin,
        stream: Metered,
        budget: Budget,
        depth: int,
        seekable: io.BufferedReader | io.BytesIO | None = None,
    ) -> None:
        """Scan a stream by what its first bytes say it is.

        Raises:
            Refused: the whole file, of which this is a part, costs too much.
        """
        head = stream.peek(512)
        path = origin.path
        if self._scan.stopped.is_set():
            raise Refused("the scan was stopped")
        if depth > DEEPEST:
            self._scan.unread(path, f"packed more than {DEEPEST} times")
            return
        for magic, what in _OTHERS.items():
            if head.startswith(magic):
                self._scan.unread(path, f"{what}, which is not unpacked")
                return
        try:
            if head.startswith(_ZIP):
                self._zip(origin, seekable or io.BytesIO(stream.whole()), budget, depth)
            elif head.startswith((GZIP, BZIP2, XZ)):
                inner = Metered(unpacked(head, stream), budget)
                self._look(replace(origin, path=without_suffix(path)), inner, budget, depth + 1)
            elif head[257:262] == b"ustar":
                self._tar(origin, stream, budget, depth)
            elif encoding := encoding_of(head):
                text = stream.whole().decode(encoding, "replace").encode()
                self._text(origin, io.BytesIO(text))
            elif path.endswith(".map") and head.lstrip().startswith((b"{", b")]}'")):
                self._source_map(origin, stream.whole())
            else:
                self._text(origin, stream)
        except Refused:
            if depth == 0 or budget.unpacked > RATIO_MATTERS_BYTES:
                raise
            self._scan.unread(path, "too large to be unpacked in memory")
        except Exception as error:  # noqa: BLE001 -- hostile input; a dozen kinds are raised
            self._scan.unread(path, f"damaged ({type(error).__name__})")

    def _zip(
        self,
        origin: Origin,
        stream: io.BufferedReader | io.BytesIO,
        budget: Budget,
        depth: int,
    ) -> None:
        import zipfile

        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(size - 66_000, 0))
        tail = stream.read()
        end = tail.rfind(b"PK\x05\x06")
        if (
            end < 0
            or int.from_bytes(tail[end + 12 : end + 16], "little") > MOST_DIRECTORY_BYTES
        ):
            raise Refused("its list of members is missing or too long")
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                budget.member()
                inner = replace(origin, path=f"{origin.path}!{shown(info.filename)}")
                if info.flag_bits & 1:
                    self._scan.unread(inner.path, "encrypted")
                    continue
                try:
                    member = archive.open(info)
                except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
                    self._scan.unread(inner.path, f"damaged ({type(error).__name__})")
                    continue
                with member:
                    self._look(inner, Metered(member, budget), budget, depth + 1)

    def _tar(self, origin: Origin, stream: Metered, budget: Budget, depth: int) -> None:
        import tarfile

        with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
            for info in archive:
                archive.members.clear()  # a stream is read once: keep nothing
                if not info.isreg():
                    continue
                budget.member()
                inner = replace(origin, path=f"{origin.path}!{shown(info.name)}")
                member = archive.extractfile(info)
                if member is not None:
                    self._look(inner, Metered(member, budget), budget, depth + 1)

    def _source_map(self, origin: Origin, data: bytes) -> None:
        """Scan the sources that a source map (ECMA-426) carries."""
        import json

        try:
            parsed = json.loads(data.removeprefix(b")]}'"))
        except (ValueError, RecursionError):
            self._text(origin, io.BytesIO(data))
            return
        sources = list(_sources(parsed))
        for name, text in sources:
            self._text(
                replace(origin, path=f"{origin.path}!{shown(name)}"),
                io.BytesIO(text.encode("utf-8", "replace")),
            )
        if not sources:
            self._text(origin, io.BytesIO(data))

    def _kubernetes(self, origin: Origin, data: bytes) -> None:
        import base64

        for entry in _kubernetes_data().finditer(data):
            try:
                value = base64.b64decode(entry[2], validate=True)
            except ValueError:  # not base64 after all
                continue
            line = data.count(b"\n", 0, entry.start(1))
            key = entry[1].decode()
            here = replace(origin, path=f"{origin.path}!{key}", lines_before=partial(int, line))
            self._text(here, io.BytesIO(b'%s: "%s"' % (entry[1], value)))

    def _text(self, origin: Origin, stream: Readable) -> None:
        """Scan a stream as it is, in pieces that overlap."""
        before = b""
        lines = 0
        piece = filled(stream, PIECE_BYTES)
        while piece:
            following = filled(stream, OVERLAP_BYTES)
            buffer = before + piece + following
            first = len(before)
            last = len(buffer) if len(following) < OVERLAP_BYTES else first + len(piece)
            here = origin
            if origin.lines_before is None:
                here = replace(origin, lines_before=partial(int, lines))
            self._scan.buffer(buffer, len(buffer), [Span(here, 0, len(buffer), first, last)])
            if last == len(buffer):
                return
            kept = max(last - OVERLAP_BYTES, 0)
            lines += buffer.count(b"\n", 0, kept)
            before = buffer[kept:last]
            piece = following + filled(stream, PIECE_BYTES)


def _sources(parsed: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    if not isinstance(parsed, dict):
        return
    names, texts = parsed.get("sources"), parsed.get("sourcesContent")
    if isinstance(texts, list):
        for number, text in enumerate(texts):
            name = names[number] if isinstance(names, list) and number < len(names) else None
            if isinstance(text, str):
                yield name if isinstance(name, str) else f"source {number}", text
    sections = parsed.get("sections")
    if isinstance(sections, list) and depth < 2:
        for section in sections:
            if isinstance(section, dict):
                yield from _sources(section.get("map"), depth + 1)
