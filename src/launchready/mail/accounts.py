"""The manifest's mailboxes, made ready to be signed in to."""

from __future__ import annotations

import os
from collections.abc import Mapping

from launchready.facts.base import CannotSee
from launchready.mail.mailbox import Account
from launchready.manifest.schema import Mailbox
from launchready.net.dns import Resolver
from launchready.net.network import Network

IMAP_HOSTS = {
    "gmail.com": "imap.gmail.com",  # https://support.google.com/mail/answer/7126229
    "googlemail.com": "imap.gmail.com",
    "outlook.com": "outlook.office365.com",
    "hotmail.com": "outlook.office365.com",
    "yahoo.com": "imap.mail.yahoo.com",  # https://help.yahoo.com/kb/SLN4075.html
    "icloud.com": "imap.mail.me.com",  # https://support.apple.com/102525
    "me.com": "imap.mail.me.com",
    "fastmail.com": "imap.fastmail.com",
    "gmx.net": "imap.gmx.net",
    "gmx.com": "imap.gmx.com",
    "web.de": "imap.web.de",
    "zoho.com": "imap.zoho.com",
}
"""IMAP server by domain of the address.  Outlook.com takes no passwords since 2024: there,
a mailbox that forwards to another of these, or one of your own, is of more use."""


async def open_account(
    box: Mailbox, network: Network, environment: Mapping[str, str] | None = None
) -> Account:
    """Find a mailbox's server and password.

    Raises:
        CannotSee: the manifest or the environment does not say one of them.
    """
    values = os.environ if environment is None else environment
    host = box.host or IMAP_HOSTS.get(box.address.rpartition("@")[2].lower(), "")
    if not host:
        raise CannotSee(f'mailbox {box.name} needs "host", the IMAP server')
    password = values.get(box.password_env or "", "")
    if not password:
        raise CannotSee(f"{box.password_env} is not set, the password of mailbox {box.name}")
    place = network.route(host, box.port)
    if place is None and network.resolver:
        addresses = await Resolver(network).addresses(host)
        if not addresses:
            raise CannotSee(f"{host} has no address")
        place = (addresses[0], box.port)
    return Account(host, box.port, box.user or box.address, password, place)
