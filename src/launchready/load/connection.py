"""One HTTP/1.1 connection of the generator: written and parsed with as little work as can be.

A general client spends most of a millisecond on a request; at a spike's rate the generator
would then measure itself.  This one keeps no body, follows nothing and decodes nothing: it
needs the status, and the moment at which the last octet came (RFC 9112).
"""

from __future__ import annotations

import asyncio
import re
from enum import StrEnum
from typing import Protocol

MAX_HEAD = 64 * 1024
_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength:[ \t]*([0-9]{1,15})[ \t]*\r\n")
_ANY_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n")
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked[ \t]*\r\n")
_CLOSE = re.compile(rb"\r\nconnection:[^\r\n]{0,200}\bclose\b")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,12})(?:[ \t]*;[^\r\n]{0,1000})?[ \t]*\r\n")
MAX_CHUNK_LINE = 1100


class Fault(StrEnum):
    """Why a request got no whole answer."""

    CONNECT = "no connection"
    RESET = "connection closed"
    LATE = "no answer in time"
    MALFORMED = "answer makes no sense"


class Owner(Protocol):
    """Who is told what becomes of a connection's request."""

    def answered(self, connection: Connection, status: int, *, challenged: bool) -> None:
        """Take note of a whole answer; the connection may have been closed by the server."""

    def failed(self, connection: Connection, fault: Fault, *, stale: bool) -> None:
        """Take note that no answer will come; `stale`: a kept connection said nothing."""

    def idle_lost(self, connection: Connection) -> None:
        """Take note that a connection without a request is gone."""


class Connection(asyncio.Protocol):
    """A connection, and the one request that is under way on it.

    Attributes:
        open: it can take a request.
        request: whatever the owner keeps with the request under way; None for none.
        used: it has answered before.
    """

    __slots__ = (
        "_buffer",
        "_challenged",
        "_chunked",
        "_closing",
        "_left",
        "_owner",
        "_status",
        "_transport",
        "_until_close",
        "open",
        "pool",
        "request",
        "used",
    )  # fmt: skip

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._status = 0
        self._left = 0
        self._chunked = self._closing = self._until_close = self._challenged = False
        self.open = self.used = False
        self.request: object | None = None
        self.pool: object | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready for requests."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.open = True

    def send(self, request: object, octets: bytes) -> None:
        """Send a request; the connection must be open and have none."""
        assert self._transport is not None
        self.request = request
        self._transport.write(octets)

    def close(self) -> None:
        """Close it; nobody is told."""
        self.open = False
        self.request = None
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take octets of an answer."""
        if self.request is None:  # nothing was asked: out of step with the server
            self._drop_idle()
            return
        if self._status:
            self._body(data)
            return
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        self._head(data)

    def _head(self, data: bytes) -> None:
        end = data.find(b"\r\n\r\n")
        if end < 0:
            if len(data) > MAX_HEAD or not b"HTTP/1.".startswith(data[:7]):
                self._fail(Fault.MALFORMED)
            else:
                self._buffer = data
            return
        if data[:7] != b"HTTP/1." or not data[9:12].isdigit():
            self._fail(Fault.MALFORMED)
            return
        status = int(data[9:12])
        if 100 <= status < 200:  # interim (RFC 9110 section 15.2)
            if len(data) > end + 4:
                self._head(data[end + 4 :])
            return
        head = data[: end + 2]
        found = _LENGTH.search(head)
        lower = head.lower()
        self._closing = data[7:8] == b"0" or _CLOSE.search(lower) is not None
        self._challenged = b"\r\ncf-mitigated:" in lower
        rest = data[end + 4 :]
        self._status = status
        self._chunked = self._until_close = False
        if status in {204, 304}:
            self._left = 0
        elif found is None and _CHUNKED.search(lower):
            self._chunked, self._left = True, 0
        elif found or (found := _ANY_LENGTH.search(lower)):
            self._left = int(found[1])
        else:
            self._until_close = self._closing = True
            return
        if not self._chunked and len(rest) == self._left:
            self._finish()
        else:
            self._body(rest)

    def _body(self, data: bytes) -> None:
        if self._until_close:
            return
        if self._chunked:
            self._chunks(data)
            return
        self._left -= len(data)
        if self._left < 0:  # more than was announced: out of step
            self._closing = True
        if self._left <= 0:
            self._finish()

    def _chunks(self, data: bytes) -> None:
        """Go through chunks; `_left` counts what is due of one, its line end included."""
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        position = 0
        while True:
            if self._left:
                step = min(self._left, len(data) - position)
                position += step
                self._left -= step
                if self._left:
                    return
            found = _CHUNK.match(data, position)
            if found is None:
                self._buffer = data[position:]
                if len(self._buffer) > MAX_CHUNK_LINE:
                    self._fail(Fault.MALFORMED)
                return
            size = int(found[1], 16)
            if size:
                position = found.end()
                self._left = size + 2
                continue
            # The last chunk: trailers, if any, end with an empty line.
            end = data.find(b"\r\n\r\n", found.end() - 2)
            if end < 0:
                self._buffer = data[position:]
                if len(self._buffer) > MAX_HEAD:
                    self._fail(Fault.MALFORMED)
                return
            self._finish()
            return

    def _finish(self) -> None:
        status, self._status = self._status, 0
        self._buffer = b""
        self.used = True
        if self._closing:
            self.open = False
            if self._transport is not None:
                self._transport.close()
        self._owner.answered(self, status, challenged=self._challenged)

    def _fail(self, fault: Fault, *, stale: bool = False) -> None:
        self.open = False
        if self._transport is not None:
            self._transport.abort()
        self._owner.failed(self, fault, stale=stale)

    def _drop_idle(self) -> None:
        self.close()
        self._owner.idle_lost(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the owner, unless it knows."""
        was_open, self.open = self.open, False
        if self.request is None:
            if was_open:
                self._owner.idle_lost(self)
            return
        if self._until_close and self._status and exc is None:
            self._finish()
        else:
            stale = self.used and not self._status and not self._buffer
            self._owner.failed(self, Fault.RESET, stale=stale)
