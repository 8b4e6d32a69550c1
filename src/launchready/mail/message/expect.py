"""What the manifest says a message should be."""

from __future__ import annotations

from launchready.mail.message.judge import Expected
from launchready.mail.message.read import addresses
from launchready.manifest.schema import Manifest
from launchready.net.public_suffixes import registrable_domain


def expect(manifest: Manifest, from_domain: str, *, bulk: bool, sender: str = "") -> Expected:
    """Say what a message should be.

    Args:
        manifest: with the product's hosts and senders.
        from_domain: that the message has: of several senders, the one it is from.
        bulk: whether people may unsubscribe from it.
        sender: domain that From must have; "" for one of the senders'.
    """
    names = [manifest.product.domain, *(host.name for host in manifest.all_hosts)]
    names += [each.domain for each in manifest.senders]
    sites = tuple(dict.fromkeys(registrable_domain(name) or name for name in names))
    declared = (sender,) if sender else tuple(each.domain for each in manifest.senders)
    of_sender = [each for each in manifest.senders if each.domain == from_domain]
    replies = [addresses(each.reply_to) for each in of_sender if each.reply_to]
    reply_to = replies[0][0] if replies and replies[0] else ""
    return Expected(sites, declared, reply_to, bulk)
