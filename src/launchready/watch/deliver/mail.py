"""Alerts by email: one thread for an incident, and the same Message-ID at every try."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.utils import formatdate

from launchready.watch.deliver.message import Message


def write_mail(message: Message, sender: str, to: list[str]) -> EmailMessage:
    """Write a mail (RFC 5322); mailboxes know a second copy by its Message-ID.

    Args:
        message: what to say.
        sender: the From field.
        to: addresses.
    """
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = formatdate(message.at / 1000)
    mail["Message-ID"] = _identity(message.key, domain)
    if message.thread:
        # The thread's head is never sent: all of the incident's mails refer to it.
        mail["References"] = _identity(message.thread, domain)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    if message.severity == "page":
        mail["Importance"] = "high"
    mail.set_content(message.lines + "\n")
    return mail


def _identity(key: str, domain: str) -> str:
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
