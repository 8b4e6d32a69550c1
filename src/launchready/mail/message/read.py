"""A message read within bounds, whatever its sender put in (RFC 5322, RFC 2045 to 2049)."""

from __future__ import annotations

import contextlib
import email.header
import email.parser
import email.policy
import email.utils
import re
from datetime import UTC, datetime
from email.message import Message

from msgspec import Struct, field

from launchready.mail.message.html import HtmlText, read_mail_html

MAX_MESSAGE = 10 * 1024 * 1024
"""Octets that are judged: mails that a product sends by itself have some thousands."""

MAX_LINES = 250_000
"""Ten MiB of base64 have 140,000; reading takes time for each."""

MAX_BOUNDARIES = 30
"""Parts that hold parts: honest mail has three or four."""

MAX_PARTS = 200
MAX_TEXT = 512 * 1024
MAX_FIELD = 16_384

_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)


class BadMessage(ValueError):
    """The file is no message that can be read; the message says why in our words."""


class ReadMessage(Struct, frozen=True):
    """What a message holds.

    Attributes:
        size: octets in all.
        fields: (name in lower case, value unfolded), the topmost first.
        text: the text/plain parts, decoded.
        html: the text/html parts, as a reader sees them.
        html_size: octets of the text/html parts, decoded.
        has_text: whether there is a text/plain part with words in it.
        has_html: whether there is a text/html part.
        attachments: names of what is attached.
        links: every web address in it, in order, each once.
        flaws: what is not as MIME wants it.
    """

    size: int
    fields: tuple[tuple[str, str], ...]
    text: str = ""
    html: HtmlText = field(default_factory=HtmlText)
    html_size: int = 0
    has_text: bool = False
    has_html: bool = False
    attachments: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Give every value of a field, the topmost first."""
        return tuple(value for key, value in self.fields if key == name)

    def first(self, name: str) -> str:
        """Give the topmost value of a field, or ""."""
        return next(iter(self.all(name)), "")

    @property
    def subject(self) -> str:
        """Give the subject as a reader sees it."""
        return decoded(self.first("subject"))

    def addresses(self, name: str) -> tuple[str, ...]:
        """Give the addresses of a field, in lower case."""
        return addresses(*self.all(name))

    @property
    def from_domain(self) -> str:
        """Give the domain in From; "" where there is not exactly one address."""
        found = self.addresses("from")
        return found[0].rpartition("@")[2] if len(found) == 1 else ""

    @property
    def return_path_domain(self) -> str:
        """Give the domain of the envelope sender as the receiver kept it, or ""."""
        value = self.first("return-path")[:1000].strip().strip("<>")
        return value.rpartition("@")[2].lower() if "@" in value else ""

    @property
    def received(self) -> tuple[datetime, ...]:
        """Give when each server took it over, the last server first."""
        stamps = (each.rpartition(";")[2] for each in self.all("received")[:50])
        return tuple(moment for each in stamps if (moment := _moment(each)))

    @property
    def delay_s(self) -> float | None:
        """Give the seconds from its Date, or its first server, to the last; None unknown."""
        stamps = self.received
        sent = _moment(self.first("date")) or (stamps[-1] if stamps else None)
        if not stamps or sent is None:
            return None
        return max(0.0, (stamps[0] - sent).total_seconds())


def read_message(content: bytes) -> ReadMessage:
    """Read a message.

    Raises:
        BadMessage: too large, nested beyond reason, or no message at all.
    """
    if len(content) > MAX_MESSAGE:
        raise BadMessage(f"is larger than {MAX_MESSAGE >> 20} MiB")
    if content.count(b"\n") > MAX_LINES:
        raise BadMessage(f"has more than {MAX_LINES} lines")
    if len(_BOUNDARY.findall(content)) > MAX_BOUNDARIES:
        raise BadMessage("is made of more parts within parts than a mail needs")
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(content)
        parts = [part for part, _ in zip(message.walk(), range(MAX_PARTS), strict=False)]
        # A surrogate stands for an octet that is not ASCII: shown, never decoded.
        fields = tuple((str(k).lower(), _unfolded(str(v))) for k, v in message.items())
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        raise BadMessage("is mail that cannot be read") from None
    if not fields:
        raise BadMessage("has no header fields: it is no mail")
    return _assemble(content, fields, parts)


def _assemble(
    content: bytes, fields: tuple[tuple[str, str], ...], parts: list[Message]
) -> ReadMessage:
    texts: list[str] = []
    pages: list[str] = []
    attachments: list[str] = []
    flaws: dict[str, None] = {}
    html_size = 0
    for part in parts:
        flaws |= dict.fromkeys(type(each).__name__ for each in part.defects)
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        attached = "attachment" in str(part.get("content-disposition", "")).lower()
        if attached or kind not in {"text/plain", "text/html"}:
            attachments.append(f"{kind}")
            continue
        payload = _payload(part)
        text = _text(payload, part)
        if kind == "text/html":
            html_size += len(payload)
            pages.append(text)
        else:
            texts.append(text)
    html = read_mail_html("\n".join(pages)[:MAX_TEXT])
    text = "\n".join(texts)[:MAX_TEXT]
    written = (each.rstrip(".,;:!?)]}>*_") for each in _URL.findall(text))
    return ReadMessage(
        size=len(content),
        fields=fields,
        text=text,
        html=html,
        html_size=html_size,
        has_text=bool(text.strip()),
        has_html=bool(pages),
        attachments=tuple(attachments[:MAX_PARTS]),
        links=tuple(dict.fromkeys([*html.links, *written])),
        flaws=tuple(flaws),
    )


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _text(payload: bytes, part: Message) -> str:
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError, UnicodeError):
        return payload.decode("utf-8", "replace")


def _unfolded(value: str) -> str:
    return re.sub(r"\r?\n", "", value[:MAX_FIELD]).encode("utf-8", "replace").decode().strip()


def decoded(value: str) -> str:
    """Decode a field's encoded words (RFC 2047); never fails."""
    try:
        pieces = email.header.decode_header(value[:2000])
        return "".join(
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    except (ValueError, LookupError, UnicodeError):
        return value


def addresses(*values: str) -> tuple[str, ...]:
    """Give the addresses in some fields' values, in lower case, each once."""
    with contextlib.suppress(ValueError, IndexError, TypeError, RecursionError):
        pairs = email.utils.getaddresses([value[:4000] for value in values[:20]])
        return tuple(dict.fromkeys(a.lower() for _, a in pairs if "@" in a))
    return ()


def _moment(text: str) -> datetime | None:
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        found = email.utils.parsedate_to_datetime(text.strip()[:100])
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return None
