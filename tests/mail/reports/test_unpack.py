"""Reports come out of what they travel in; what is packed to do harm does none."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.mail.reports.gather import Gathered
from launchready.mail.reports.model import BadReport
from launchready.mail.reports.unpack import unpack

from .made import record, report

REPORT = report(record())


def zipped(*contents: bytes, level: int = 9) -> bytes:
    """Pack files into a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.xml", content)
    return packed.getvalue()


def mailed(*attachments: tuple[str, bytes]) -> bytes:
    """Attach files to a message."""
    message = EmailMessage()
    message["From"] = "dmarc@mail.example"
    message["Subject"] = "Report domain: acme.example"
    message.set_content("A report is attached.\n")
    for kind, content in attachments:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename="report")
    return message.as_bytes()


@pytest.mark.parametrize(
    "content",
    [
        REPORT,
        b"\xef\xbb\xbf" + REPORT,
        gzip.compress(REPORT),
        zipped(REPORT),
        mailed(("application/gzip", gzip.compress(REPORT))),
        mailed(("application/octet-stream", zipped(REPORT))),
        mailed(("text/xml", REPORT)),
    ],
    ids=["xml", "marked", "gzip", "zip", "mail with gzip", "mail with zip", "mail with xml"],
)
def test_a_report_is_found_whatever_it_travels_in(content: bytes) -> None:
    """The content tells what a file is, not its name or declared type."""
    (found,) = list(unpack(content))
    assert found.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml")


def test_every_report_of_an_archive_is_given() -> None:
    """A zip with two reports gives both."""
    assert len(list(unpack(zipped(REPORT, report(day=1))))) == 2


def test_a_report_that_comes_twice_counts_once() -> None:
    """The same report by mail and as a file adds its messages once."""
    found = Gathered()
    found.add("one", REPORT)
    found.add("two", gzip.compress(REPORT))
    assert (len(found.aggregate), found.duplicates, found.problems) == (1, 1, [])


def encrypted() -> bytes:
    """Mark a zip's member as encrypted."""
    content = bytearray(zipped(REPORT))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def nested(times: int) -> bytes:
    """Pack a report into zips within zips."""
    content = REPORT
    for _ in range(times):
        content = zipped(content)
    return content


LARGE = "unpacks to more than a report has any reason to hold"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no XML, JSON, gzip, zip or mail"),
        (b"plain words", "is no XML, JSON, gzip, zip or mail"),
        (gzip.compress(b" " * 400_000_000, 9), LARGE),
        (zipped(b"\0" * 60_000_000), LARGE),
        (zipped(*[b"<a/>" + b" " * 30_000_000] * 2), LARGE),
        (encrypted(), "is encrypted"),
        (nested(5), "is packed more than 3 times over"),
        (zipped(*[b"<a/>"] * 101), "holds more than 100 files"),
        (zipped(REPORT)[:60], "is a damaged zip"),
        (b"\x1f\x8b" + b"no gzip", "is damaged gzip"),
        (mailed(), "is mail without a report in it"),
        (b"A: b\n" * 400_001, "is mail of more lines or parts than a report has"),
        (b"A: boundary=x\n" * 31, "is mail of more lines or parts than a report has"),
        (
            mailed(("application/gzip", b"\x1f\x8bno gzip")),
            "has an attachment that is damaged gzip",
        ),
    ],
    ids=[
        "nothing",
        "words",
        "gzip bomb",
        "zip bomb",
        "two halves of a bomb",
        "encrypted",
        "nested",
        "many files",
        "cut zip",
        "no gzip",
        "empty mail",
        "many lines",
        "many parts",
        "damaged attachment",
    ],
)
def test_what_is_packed_to_do_harm_is_refused(content: bytes, why: str) -> None:
    """Bombs, ciphers and nests end early, with a reason."""
    with pytest.raises(BadReport, match=f"^{why}$"):
        list(unpack(content))


def test_a_size_that_lies_is_not_believed() -> None:
    """A directory that says "1 octet" does not let a bomb through."""
    content = bytearray(zipped(b"<a/>" + b" " * 60_000_000))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (1).to_bytes(4, "little")
    with pytest.raises(BadReport):
        list(unpack(bytes(content)))


@given(st.binary(max_size=400))
def test_no_octets_raise_anything_else(content: bytes) -> None:
    """Whatever comes, behind whatever head, the only error is BadReport."""
    found = Gathered()
    for head in (b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"From: a\n", b"{", b"<"):
        found.add("any", head + content)
    packed = bytearray(zipped(REPORT))
    for at, octet in zip(range(0, len(packed), 3), content, strict=False):
        packed[at] ^= octet
    found.add("zip", bytes(packed))
    found.add("gzip", zlib.compress(content, wbits=31))
    assert all(isinstance(why, str) for _, why in found.problems)
