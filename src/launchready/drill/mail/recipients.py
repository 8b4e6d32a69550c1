"""To whom the product is made to write: this run's address at each mailbox."""

from __future__ import annotations

import secrets

from launchready.manifest.schema import Mail, Mailbox, Manifest

MAX_MAILS = 10
MAX_MAILBOXES = 8


def make_token() -> str:
    """Make the mark of a run: short, and of what every form takes in an address."""
    return f"lr{secrets.token_hex(4)}"


def recipient(box: Mailbox, token: str) -> str:
    """Give a mailbox's address for a run (RFC 5233 for the plus)."""
    local, _, domain = box.address.rpartition("@")
    return f"{local}+{token}@{domain}" if box.plus else box.address


def fill(mail: Mail, address: str, token: str) -> dict[str, str]:
    """Fill {recipient} and {token} in; other braces stay as they are."""
    return {
        name: value.replace("{recipient}", address).replace("{token}", token)
        for name, value in mail.fields.items()
    }


def drilled(manifest: Manifest) -> tuple[Mailbox, ...]:
    """Give the mailboxes that the drill writes to: those that reports go to are left alone."""
    return tuple(box for box in manifest.mailboxes if not box.reports)[:MAX_MAILBOXES]
