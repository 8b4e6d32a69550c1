r"""Takes a plain SQL dump apart, so that it needs no psql.

psql runs programs at a dump's word: `\! command`, `\copy ... to program`, a backslash in the
middle of a line.  Nothing here knows such commands: a script is cut into statements, which go
to the server as they are, and into the data that follows a COPY.  A backslash where psql would
see a command ends the reading, but for what pg_dump itself writes there.

The cutting follows psql (quotes, dollar quotes, comments, parentheses, BEGIN ATOMIC bodies);
where a hostile script were cut otherwise, the server would get odd statements, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

MAX_LINE = 256 * 1024 * 1024
"""Octets of one line outside of COPY data; one row of an INSERT may be that long."""
MAX_STATEMENT = 512 * 1024 * 1024
PIECE = 256 * 1024
"""Octets of COPY data that are passed on at once, about."""

_TOKEN = re.compile(
    rb"""(?P<word>[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*)"""
    rb"""|(?P<number>[0-9][0-9A-Za-z_$.]*)"""
    rb"""|(?P<dollar>\$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)?\$)"""
    rb"""|(?P<other>'|"|--|/\*|[();\\])"""
)
_COMMAND = re.compile(rb"\\([A-Za-z!?]*)")
_HARMLESS = {b"restrict", b"unrestrict"}
"""What pg_dump writes since August 2025, so that psql runs nothing that the dump says."""
_COMMENT_MARK = re.compile(rb"/\*|\*/")
_ESCAPED = re.compile(rb"\\.|''|'", re.DOTALL)
_ROUTINE = {b"function", b"procedure"}


class Refused(Exception):
    """The script asks for what nothing of a backup needs; the message says what, and where."""


class Stream(Protocol):
    """Octets, line by line."""

    def readline(self, size: int = -1, /) -> bytes:
        """Give a line, or what there is of it within the size; nothing at the end."""
        ...


class Script:
    """Reads a script; statements and COPY data in turn.

    Attributes:
        line: number of the last line read, from 1.
        escapes: whether a backslash is special in plain quotes, as a dump may switch it
            (standard_conforming_strings); kept up to date by whoever runs the statements.
        octets: read so far.
        last_words: end of the last comments, which say whether pg_dump came to its end.
        unfinished: the script ended in the middle of a statement.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._rest = b""
        self.line = 0
        self.octets = 0
        self.escapes = False
        self.last_words = b""
        self.unfinished = False
        self._connected = False

    def statement(self) -> bytes:
        """Give the next statement without its semicolon; nothing at the end of the script.

        Raises:
            Refused: a command of psql's, or a line or statement without end.
        """
        cutter = _Cutter(self)
        while True:
            line = self._rest or self._next()
            self._rest = b""
            if not line:
                self.unfinished = cutter.begun
                return cutter.text()
            end = cutter.feed(line)
            if end is not None:
                self._rest = line[end:]
                text = cutter.text()
                if text:
                    return text
                cutter = _Cutter(self)
            elif cutter.size > MAX_STATEMENT:
                raise Refused(f"line {self.line}: a statement has no end")

    def copy_data(self) -> Iterator[bytes]:
        r"""Give the data after a COPY, up to the line `\.`, in pieces of whole lines.

        Raises:
            EOFError: the script ends before the data does.
        """
        self._rest = b""
        held: list[bytes] = []
        size, fresh = 0, True
        while True:
            line = self._stream.readline(PIECE)
            self.octets += len(line)
            if not line:
                if held:
                    yield b"".join(held)
                raise EOFError
            if fresh:
                self.line += 1
                if line.rstrip(b"\r\n") == b"\\.":
                    if held:
                        yield b"".join(held)
                    return
            fresh = line.endswith(b"\n")
            held.append(line)
            size += len(line)
            if size >= PIECE:
                yield b"".join(held)
                held, size = [], 0

    def may_connect(self) -> bool:
        """Say whether to pass over a change of database: once, as `pg_dump --create` has it."""
        first = not self._connected
        self._connected = True
        return first

    def comment(self, text: bytes) -> None:
        """Keep the end of what comments say."""
        self.last_words = (self.last_words + text)[-400:]

    def _next(self) -> bytes:
        line = self._stream.readline(MAX_LINE)
        self.line += 1
        self.octets += len(line)
        if len(line) >= MAX_LINE:
            raise Refused(f"line {self.line} has no end")
        return line.removeprefix(b"\xef\xbb\xbf") if self.line == 1 else line


class _Cutter:
    """Follows one statement over its lines."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._parts: list[bytes] = []
        self._quote = b""  # ', E', ", a dollar quote, or /*
        self._comments = self._parentheses = self._bodies = 0
        self._words: list[bytes] = []
        self.begun = False
        self.size = 0

    def text(self) -> bytes:
        return b"".join(self._parts).strip()

    def feed(self, line: bytes) -> int | None:
        """Take a line; gives where the statement ends, after its semicolon."""
        at = start = 0
        while at < len(line):
            if self._quote:
                at = self._inside(line, at)
                continue
            found = _TOKEN.search(line, at)
            if found is None:
                break
            token, at = found[0], found.end()
            if found["word"]:
                if line[at : at + 1] == b"'" and token in {b"E", b"e"}:
                    self._quote, at = b"E'", at + 1
                self._read_word(token.lower())
            elif found["dollar"]:
                self._quote = token
            elif token in {b"'", b'"'}:
                self._quote = b"E'" if token == b"'" and self._script.escapes else token
            elif token == b"--":
                self._keep(line[start : found.start()] + b"\n")
                self._script.comment(line[at:])
                return None
            elif token == b"/*":
                self._quote, self._comments = token, 1
            elif token == b"(":
                self._parentheses += 1
            elif token == b")":
                self._parentheses = max(0, self._parentheses - 1)
            elif token == b"\\":
                before = line[start : found.start()]
                self._refuse(line[found.start() :], first=not (self.begun or before.strip()))
                return None
            elif token == b";" and not self._parentheses and not self._bodies:
                self._keep(line[start : found.start()])
                return at
        self._keep(line[start:])
        return None

    def _keep(self, part: bytes) -> None:
        if part.strip() or self._quote:
            self.begun = True
        if self.begun:
            self._parts.append(part)
            self.size += len(part)

    def _inside(self, line: bytes, at: int) -> int:
        """Go on to where a quote or comment ends, or to the end of the line."""
        quote = self._quote
        if quote == b"/*":
            for found in _COMMENT_MARK.finditer(line, at):
                self._comments += 1 if found[0] == b"/*" else -1
                if not self._comments:
                    self._quote = b""
                    return found.end()
            return len(line)
        if quote == b"E'":
            return self._inside_escaped(line, at)
        end = line.find(quote, at)
        if end < 0:
            return len(line)
        end += len(quote)
        if quote in {b"'", b'"'} and line[end : end + 1] == quote:
            return end + 1  # doubled: it stands for itself
        self._quote = b""
        return end

    def _inside_escaped(self, line: bytes, at: int) -> int:
        for found in _ESCAPED.finditer(line, at):
            if found[0] == b"'":
                self._quote = b""
                return found.end()
        return len(line)

    def _read_word(self, word: bytes) -> None:
        if len(self._words) < 4:
            self._words.append(word)
        if self._parentheses or not self._is_routine():
            return
        if word == b"begin" or (word == b"case" and self._bodies):
            self._bodies += 1
        elif word == b"end":
            self._bodies = max(0, self._bodies - 1)

    def _is_routine(self) -> bool:
        words = self._words
        if len(words) < 2 or words[0] != b"create":
            return False
        named = words[3:4] if words[1:3] == [b"or", b"replace"] else words[1:2]
        return bool(_ROUTINE & set(named))

    def _refuse(self, rest: bytes, *, first: bool) -> None:
        found = _COMMAND.match(rest)
        name = found[1] if found else b""
        if first and name in _HARMLESS:
            return
        where = f"line {self._script.line}"
        if first and name in {b"c", b"connect"}:
            if self._script.may_connect():
                return
            raise Refused(f"{where}: the dump is of several databases; name one of one")
        said = name.decode("ascii") if name else "\\"
        raise Refused(f"{where}: a command for psql (\\{said}), which no dump of pg_dump has")
