"""Messages as a product would have sent them, signed with a key made for the test."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from email.message import EmailMessage

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer, DnsRecord

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_PEM = _KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = "v=DKIM1; k=rsa; p=" + base64.b64encode(
    _KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()  # fmt: skip
DATE = "Mon, 02 Nov 2026 12:00:00 +0000"
RECEIVED = (
    "from mail.acme.example (mail.acme.example [198.51.100.7]) by mx.inbox.example;"
    " Mon, 02 Nov 2026 12:00:09 +0000"
)
TOLD = "mx.inbox.example; dkim=pass header.d=acme.example; dmarc=pass header.from=acme.example"
LINK = "https://app.acme.example/reset"
SIGNED = (b"from", b"to", b"subject", b"date", b"message-id", b"reply-to",
          b"list-unsubscribe", b"list-unsubscribe-post")  # fmt: skip


def compose(
    *,
    text: str = f"Hello Ana,\n\nset a new password: {LINK}\n",
    html: str = f'<p>Hello Ana,</p><p><a href="{LINK}">Set a new password</a></p>',
    **fields: str,
) -> EmailMessage:
    """Write a good message; fields by keyword, underscores for hyphens, "" leaves one out."""
    message = EmailMessage()
    given = {
        "From": "Acme <hello@acme.example>",
        "To": "drill@inbox.example",
        "Subject": "Set a new password",
        "Date": DATE,
        "Message-ID": "<1@acme.example>",
        "Reply-To": "support@acme.example",
        **{name.replace("_", "-").title(): value for name, value in fields.items()},
    }
    given = {("Message-ID" if k == "Message-Id" else k): v for k, v in given.items()}
    for name, value in given.items():
        if value:
            message[name] = value
    if text:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return message


def arrived(
    message: EmailMessage,
    *,
    signed_for: str = "acme.example",
    told: str = TOLD,
    fields: tuple[bytes, ...] = SIGNED,
) -> bytes:
    """Sign a message, and put on top what a receiver would."""
    content = message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if signed_for:
        covered = list(fields)
        head = dkim.sign(content, b"pm", signed_for.encode(), _PEM, include_headers=covered)
        content = head + content
    top = f"Return-Path: <bounce@pm-bounces.acme.example>\r\nReceived: {RECEIVED}\r\n"
    if told:
        top += f"Authentication-Results: {told}\r\n"
    return top.encode() + content


@dataclass
class KnownNames:
    """Answers for keys; `unseen` names cannot be asked for."""

    keys: dict[str, str] = field(default_factory=lambda: {"pm._domainkey.acme.example": PUBLIC})
    unseen: bool = False

    async def ask(self, name: str, rtype: str) -> DnsAnswer:
        """Answer as a resolver would."""
        if self.unseen:
            raise CannotSee("DNS: no answer")
        value = self.keys.get(name)
        records = (DnsRecord(name, rtype, 300, value),) if value else ()
        return DnsAnswer(name, rtype, "NOERROR" if records else "NXDOMAIN", records)
