"""The mails that the product sends by itself, written, signed and handed over."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from html import escape

import dkim

from launchready.demo.faults import Faults
from launchready.demo.mail_key import signing_key
from launchready.demo.places import APP, DOMAIN

FROM = f"Acme <hello@{DOMAIN}>"
REPLY_TO = f"support@{DOMAIN}"
BOUNCES = f"bounce@pm-bounces.{DOMAIN}"
HAND_OVER_S = 5.0
COVERED = (b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"mime-version",
           b"content-type", b"list-unsubscribe", b"list-unsubscribe-post")  # fmt: skip

MAILS = {
    "signup": ("Confirm your address", "Confirm that this is your address", "/confirm"),
    "reset": ("Set a new password", "Set a new password within an hour", "/reset/new"),
    "invite": ("You are invited to Acme Portal", "Join your team", "/join"),
    "news": ("What is new in Acme Portal", "Read what is new this month", "/news/latest"),
}
"""Subject, sentence and path of the link of each mail, by its kind."""


class Outbox:
    """Hands mail over in the background; what nobody takes is dropped, as a demo may.

    Args:
        faults: those that are of mail.
        exchanges: "address:port" to hand over to, by the recipient's domain.
    """

    def __init__(self, faults: Faults, exchanges: Mapping[str, str]) -> None:
        self._faults = faults
        self._exchanges = exchanges
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, kind: str, to: str) -> None:
        """Begin to send a mail."""
        place = self._exchanges.get(to.rpartition("@")[2].lower())
        if place is None or (self._faults.mail_not_sent and kind == "reset"):
            return
        content = self._write(kind, to)
        task = asyncio.create_task(asyncio.to_thread(_hand_over, place, to, content))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _write(self, kind: str, to: str) -> bytes:
        faults = self._faults
        subject, sentence, path = MAILS[kind]
        scheme = "http" if faults.mail_http_link else "https"
        link = f"{scheme}://{APP}{path}"
        name = "{{ first_name }}" if faults.mail_template_left else "there"
        message = EmailMessage()
        message["From"] = FROM
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=DOMAIN)
        message["Reply-To"] = f"noreply@{DOMAIN}" if faults.mail_reply_lost else REPLY_TO
        if kind == "news" and not faults.mail_without_unsubscribe:
            message["List-Unsubscribe"] = f"<https://{APP}/unsubscribe>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        html = (
            f'<p>Hello {escape(name)},</p>\n<p><a href="{link}">{escape(sentence)}</a></p>\n'
            "<p>Acme Portal</p>\n"
        )
        if faults.mail_without_text:
            message.set_content(html, subtype="html")
        else:
            message.set_content(f"Hello {name},\n\n{sentence}: {link}\n\nAcme Portal\n")
            message.add_alternative(html, subtype="html")
        content = message.as_bytes().replace(b"\n", b"\r\n")
        if faults.mail_unsigned:
            return content
        head = dkim.sign(
            content,
            b"pm",
            DOMAIN.encode(),
            signing_key(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[f for f in COVERED if f.decode() in message],
        )
        return bytes(head) + content


def _hand_over(place: str, to: str, content: bytes) -> None:
    host, _, port = place.rpartition(":")
    with (
        contextlib.suppress(OSError, smtplib.SMTPException),
        smtplib.SMTP(
            host, int(port), local_hostname=f"mail.{DOMAIN}", timeout=HAND_OVER_S
        ) as s,
    ):
        s.sendmail(BOUNCES, [to], content)
