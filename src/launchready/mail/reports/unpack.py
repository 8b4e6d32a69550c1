"""Reports out of what they travel in: gzip, zip and mail, however hostile the packer."""

from __future__ import annotations

import email.parser
import email.policy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.message import Message

from launchready.mail.reports.model import BadReport

MAX_PACKED = 25 * 1024 * 1024
"""Octets of a file that are looked at: what mail systems let through at most."""

MAX_UNPACKED = 50 * 1024 * 1024
"""Octets of a file once unpacked; reports of the largest senders have some megabytes."""

MAX_RATIO = 300
"""Unpacked to packed, beyond the first mebibyte; XML packs by 10 to 60."""

MAX_LINES = 400_000
"""Of a message: 25 MiB of base64 have 340,000; reading takes time for each."""

MAX_BOUNDARIES = 30
"""Parts of a message that hold parts."""

_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)

MAX_MEMBERS = 100
"""Files of one archive, and parts of one message, that are looked at."""

NO_REPORT = "is mail without a report in it"

MAX_NESTING = 3
"""Packings within packings: a message with a zip in it has two."""


def unpack(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """Give each XML or JSON document of a file, told by what it holds and not by its name.

    Raises:
        BadReport: nothing of the kind is in it, or it is larger, deeper or more encrypted
            than a report has any reason to be.
    """
    if len(content) > MAX_PACKED and depth == 0:
        raise BadReport(f"is larger than {MAX_PACKED >> 20} MiB")
    if depth > MAX_NESTING:
        raise BadReport(f"is packed more than {MAX_NESTING} times over")
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"\x1f\x8b"):
        yield from unpack(_gunzip(content), depth + 1)
    elif content.startswith(b"PK\x03\x04"):
        for member in _unzip(content):
            yield from unpack(member, depth + 1)
    elif head.startswith((b"<", b"{", b"\xff\xfe", b"\xfe\xff")):
        yield content
    elif b":" in content[:1000]:
        yield from _attachments(content, depth)
    else:
        raise BadReport("is no XML, JSON, gzip, zip or mail")


def _allowed(packed: int) -> int:
    return min(MAX_UNPACKED, 1024 * 1024 + packed * MAX_RATIO)


def _gunzip(content: bytes) -> bytes:
    limit = _allowed(len(content))
    reader = zlib.decompressobj(wbits=31)
    try:
        found = reader.decompress(content, limit)
    except zlib.error:
        raise BadReport("is damaged gzip") from None
    if reader.unconsumed_tail:
        raise BadReport("unpacks to more than a report has any reason to hold")
    if not found:
        raise BadReport("is empty gzip")
    return found


def _unzip(content: bytes) -> Iterator[bytes]:
    limit = _allowed(len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise BadReport(f"holds more than {MAX_MEMBERS} files")
            for member in members:
                if member.flag_bits & 1:
                    raise BadReport("is encrypted")
                with archive.open(member) as file:
                    # What the directory says of sizes is not believed.
                    found = file.read(limit + 1)
                limit -= len(found)
                if limit < 0:
                    raise BadReport("unpacks to more than a report has any reason to hold")
                yield found
    except BadReport:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError,
            NotImplementedError, IndexError, OverflowError, MemoryError):  # fmt: skip
        raise BadReport("is a damaged zip") from None


def _attachments(content: bytes, depth: int) -> Iterator[bytes]:
    """Give the reports of a message: attachments that are one by what they hold."""
    if content.count(b"\n") > MAX_LINES or len(_BOUNDARY.findall(content)) > MAX_BOUNDARIES:
        raise BadReport("is mail of more lines or parts than a report has")
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(content)
        parts = [part for part, _ in zip(message.walk(), range(MAX_MEMBERS), strict=False)]
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        raise BadReport("is mail that cannot be read") from None
    found, problem = 0, ""
    for part in parts:
        payload = _payload(part)
        head = payload[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
        if not head.startswith((b"\x1f\x8b", b"PK\x03\x04", b"<?xml", b"<feedback", b"{")):
            continue
        try:
            for document in unpack(payload, depth + 1):
                found += 1
                yield document
        except BadReport as error:
            problem = str(error)
    if problem:
        raise BadReport(f"has an attachment that {problem}")
    if not found:
        raise BadReport(NO_REPORT)


def _payload(part: Message) -> bytes:
    if part.is_multipart():
        return b""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):
        return b""
    return payload if isinstance(payload, bytes) else b""
