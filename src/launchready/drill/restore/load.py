"""Brings a dump's statements into the throw-away Postgres, and notes what it refuses."""

from __future__ import annotations

import re
import shutil
import zlib
from pathlib import Path

from msgspec import Struct
from psycopg import pq
from psycopg.errors import lookup
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from launchready.drill.restore.script import Refused, Script, Stream
from launchready.facts.base import CannotSee

MAX_PROBLEMS = 50
LEAST_FREE_OCTETS = 512 * 1024 * 1024
"""On the disk of the throw-away server: a dump of zeros must not fill it."""
LOOK_EVERY_OCTETS = 16 * 1024 * 1024

DAMAGED = (EOFError, OSError, zlib.error)
"""What reading raises where a file, or what is packed in it, stops short or is spoiled."""
_END = b"PostgreSQL database dump complete"
_ABOUT_DATABASE = re.compile(
    rb"(?:CREATE|ALTER|DROP)\s+DATABASE\b|COMMENT\s+ON\s+DATABASE\b"
    rb"|(?:GRANT|REVOKE)\s[^;']{0,400}?\sON\s+DATABASE\b",
    re.IGNORECASE,
)
_COPY_IN = re.compile(rb"COPY\s.{1,100000}\sFROM\s+stdin\b", re.IGNORECASE | re.DOTALL)
_SCHEMA = re.compile(
    rb"CREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?(\"(?:[^\"]|\"\")+\"|\w+)", re.IGNORECASE
)
_NAMES_ALONE = {"0A000", "58P01", "42704", "42P01", "42883", "3F000", "42P07", "42710"}
"""Errors whose message quotes names of the schema and never a value."""
_DENIED, _SCHEMA_IS_THERE = "42501", "42P06"
_ABOUT_EXTENSION = re.compile(
    rb"(?:CREATE|COMMENT\s+ON)\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?([\w-]+)",
    re.IGNORECASE,
)


class Problem(Struct, frozen=True):
    """A statement that the server refused.

    Attributes:
        line: of the script, at which the statement ends.
        state: SQLSTATE.
        text: what was tried and why not; no value that the dump holds.
    """

    line: int
    state: str
    text: str


class Loaded(Struct, frozen=True):
    """How loading went.

    Attributes:
        statements: that were run; octets: of the script.
        problems: the first of them; failed: how many there were.
        denied: statements that only a superuser may run, which this is not.
        refused: what the script asked for that no backup needs; "" for nothing.
        complete: it ends as pg_dump ends; cut_off: it stops in the middle of something.
        encoding: in which it says to be.
    """

    statements: int
    octets: int
    problems: tuple[Problem, ...]
    failed: int
    denied: int
    refused: str
    complete: bool
    cut_off: bool
    encoding: str


class Loader:
    """Loads one script."""

    def __init__(
        self, stream: Stream, url: str, disk: Path, without: frozenset[str] = frozenset()
    ) -> None:
        """Say what goes where.

        Args:
            stream: the script.
            url: of the role that owns the database and is no superuser.
            disk: folder whose disk must not fill up.
            without: extensions that this machine does not have.
        """
        self._script = Script(stream)
        self._url, self._disk, self._without = url, disk, without
        self._problems: list[Problem] = []
        self._statements = self._failed = self._denied = self._looked = 0
        self._encoding = ""

    def load(self) -> Loaded:
        """Run every statement; one that is refused does not keep the next ones away.

        Raises:
            CannotSee: the server is gone, or its disk is full.
        """
        connection = pq.PGconn.connect(self._url.encode())
        refused, cut_off = "", False
        try:
            if connection.status != ConnStatus.OK:
                raise CannotSee("the throw-away Postgres takes no connection")
            while text := self._script.statement():
                if self._script.unfinished:
                    cut_off = True
                    break
                self._run(connection, text)
        except Refused as error:
            refused = str(error)
        except DAMAGED:
            cut_off = True
        finally:
            connection.finish()
        return Loaded(
            self._statements, self._script.octets, tuple(self._problems), self._failed,
            self._denied, refused, _END in self._script.last_words, cut_off, self._encoding,
        )  # fmt: skip

    def _run(self, connection: PGconn, text: bytes) -> None:
        extension = _ABOUT_EXTENSION.match(text)
        if extension and extension[1].decode("ascii", "replace") in self._without:
            return
        if _ABOUT_DATABASE.match(text):
            return
        if b"\0" in text:
            raise Refused(f"line {self._script.line}: a zero octet in a statement")
        self._statements += 1
        result = connection.exec_(text)
        if result.status == ExecStatus.COPY_IN:
            self._copy(connection, text)
        elif result.status in {ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH}:
            raise Refused(f"line {self._script.line}: a COPY that gives data away")
        else:
            self._note(result, text)
            if _COPY_IN.match(text):
                # Refused: the table is missing, and its data is no script.
                for _ in self._script.copy_data():
                    self._watch_disk()
            self._open_schema(connection, text)
        if connection.status != ConnStatus.OK:
            raise CannotSee("the throw-away Postgres went away while it was restored")
        self._script.escapes = (
            connection.parameter_status(b"standard_conforming_strings") == b"off"
        )
        if text[:24].upper().startswith(b"SET CLIENT_ENCODING"):
            said = connection.parameter_status(b"client_encoding") or b""
            self._encoding = said.decode("ascii", "replace")
        self._watch_disk()

    def _open_schema(self, connection: PGconn, text: bytes) -> None:
        """Let whoever a table is to belong to have it in a new schema, as a superuser would."""
        made = _SCHEMA.match(text)
        if made:
            connection.exec_(b"GRANT USAGE, CREATE ON SCHEMA " + made[1] + b" TO PUBLIC")

    def _copy(self, connection: PGconn, text: bytes) -> None:
        try:
            for piece in self._script.copy_data():
                connection.put_copy_data(piece)
                self._watch_disk()
        except DAMAGED:
            connection.put_copy_end(b"the dump ends here")
            raise
        connection.put_copy_end()
        while (result := connection.get_result()) is not None:
            self._note(result, text)

    def _note(self, result: PGresult, text: bytes) -> None:
        if result.status not in {ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE}:
            return
        state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode("ascii", "replace")
        if state == _DENIED:
            self._denied += 1
            return
        if state == _SCHEMA_IS_THERE:  # made beforehand, for an extension
            return
        if state == "42704" and text[:4].upper() == b"SET ":  # a setting of newer servers
            return
        self._failed += 1
        if len(self._problems) >= MAX_PROBLEMS:
            return
        said = result.error_field(DiagnosticField.MESSAGE_PRIMARY) or b""
        why = said.decode("utf-8", "replace")[:200]
        if state not in _NAMES_ALONE:
            try:
                why = _in_words(lookup(state).__name__)
            except KeyError:
                why = f"error {state}"
        self._problems.append(Problem(self._script.line, state, f"{_head(text)}: {why}"))

    def _watch_disk(self) -> None:
        if self._script.octets - self._looked < LOOK_EVERY_OCTETS:
            return
        self._looked = self._script.octets
        if shutil.disk_usage(self._disk).free < LEAST_FREE_OCTETS:
            raise CannotSee(
                "the disk of this machine is nearly full; set TMPDIR to a larger one"
            )


def _head(text: bytes) -> str:
    """Give a statement's first words: what it is about, before any value."""
    first = re.split(rb"[('=;\n$]", text[:200], maxsplit=1)[0]
    return b" ".join(first.split()[:7]).decode("utf-8", "replace")


def _in_words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
