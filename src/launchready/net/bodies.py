"""Undo content codings within bounds (RFC 9110 section 8.4, RFC 1952, RFC 1950)."""

from __future__ import annotations

import hashlib
import zlib

from launchready.facts.http import Body

WIRE_SLACK = 64 * 1024
"""Octets on the wire beyond the limit of decoded ones that may still be read."""

_GZIP = 16 + zlib.MAX_WBITS


class BodyReader:
    """Collects one body; never holds more than `max_bytes` decoded octets.

    Attributes:
        damaged: why the body is not what was sent; empty where it is.
        truncated: a limit cut it off.
    """

    def __init__(self, coding: str, max_bytes: int) -> None:
        self._coding = coding.strip().lower()
        self._max = max_bytes
        self._content = bytearray()
        self._wire = 0
        self._decoder: zlib._Decompress | None = None
        self._ended = False
        self.damaged = ""
        self.truncated = False
        if self._coding in {"gzip", "x-gzip"}:
            self._decoder = zlib.decompressobj(_GZIP)
        elif self._coding == "deflate":
            self._decoder = zlib.decompressobj()
        elif self._coding not in {"", "identity"}:
            self.damaged = "content coding that was not asked for"

    def feed(self, octets: bytes) -> bool:
        """Take what arrived; False says that no more is wanted."""
        self._wire += len(octets)
        if self._decoder is not None:
            self._inflate(octets)
        elif not self.damaged:
            self._append(octets)
        if self._wire > self._max + WIRE_SLACK:
            self.truncated = True
        return not self.truncated and not (self._decoder and self.damaged)

    def _append(self, octets: bytes) -> None:
        room = self._max - len(self._content)
        self._content += octets[:room]
        if len(octets) > room:
            self.truncated = True

    def _inflate(self, octets: bytes) -> None:
        data = octets
        while data and not self.truncated and not self.damaged:
            assert self._decoder is not None
            if self._ended:
                if not data.startswith(b"\x1f\x8b"):
                    return  # Padding after the last member is ignored, as browsers do.
                self._decoder, self._ended = zlib.decompressobj(_GZIP), False
            try:
                # One octet more than fits tells a body at the limit from one over it.
                room = self._max - len(self._content) + 1
                self._append(self._decoder.decompress(data, room))
            except zlib.error:
                self.damaged = f"the {self._coding} data is damaged"
                return
            data = self._decoder.unconsumed_tail
            if self._decoder.eof:
                data, self._ended = self._decoder.unused_data, True

    def finish(self) -> tuple[Body, bytes]:
        """Give what can be told of the body, and its decoded octets."""
        unfinished = self._decoder is not None and self._wire and not self._ended
        if unfinished and not self.truncated and not self.damaged:
            self.damaged = f"the {self._coding} data ends early"
        content = bytes(self._content)
        digest = hashlib.sha256(content).hexdigest() if self._wire else ""
        return (
            Body(len(content), self._wire, digest, self.truncated, self.damaged),
            content,
        )
