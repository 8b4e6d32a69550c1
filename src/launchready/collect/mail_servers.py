"""Who takes mail for the product's domains, and how they answer; no mail is sent."""

from __future__ import annotations

import asyncio
import ssl

from launchready.collect.mail_authentication import envelope_domains, sending_domains
from launchready.facts.base import CannotSee
from launchready.facts.mail import FREE_MAIL
from launchready.facts.mail_servers import (
    MailExchangers,
    MailServers,
    RecipientAnswer,
    SmtpVisit,
)
from launchready.mail.exchangers import exchangers_of
from launchready.mail.smtp import SmtpError, SmtpSession, printable, smtp_session
from launchready.mail.spf.names import is_domain
from launchready.manifest.schema import Manifest, Product, Sender
from launchready.net.dns import Resolver
from launchready.net.network import Network

DEADLINE_S = 20.0
"""Two dialogues with a slow server, one after the other."""

MAX_VISITED = 4
"""Mail servers that are greeted in one audit."""


def reply_address(sender: Sender) -> str:
    """Give the mailbox that answers go to, "" where none is declared."""
    from email.utils import parseaddr

    address = parseaddr(sender.reply_to or sender.from_)[1]
    local, at, domain = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and " " not in address
    return f"{local}@{domain.lower()}" if at and local and plain and is_domain(domain) else ""


async def mail_exchangers(
    product: Product, manifest: Manifest, resolver: Resolver
) -> MailExchangers:
    """Look up the MX of the apex and of every domain that mail or answers come back to."""
    addresses = [reply_address(sender) for sender in manifest.senders]
    answers = [address.rpartition("@")[2] for address in addresses if address]
    apex = product.domain
    replies = tuple(dict.fromkeys((apex, *answers)))
    every = dict.fromkeys((*replies, *sending_domains(manifest), *envelope_domains(manifest)))
    wanted = [domain for domain in every if domain not in FREE_MAIL]
    found = await asyncio.gather(*(exchangers_of(domain, resolver) for domain in wanted))
    return MailExchangers(tuple(found), tuple(r for r in replies if r not in FREE_MAIL))


async def mail_servers(
    product: Product, exchangers: MailExchangers, network: Network
) -> MailServers:
    """Greet the servers that answers and the apex's mail are delivered to."""
    hosts: dict[str, str] = {}
    for domain in exchangers.replies:
        found = exchangers.of(domain)
        for each in found.exchangers if found else ():
            if each.addresses:
                hosts.setdefault(each.name, each.addresses[0])
    chosen = list(hosts.items())[:MAX_VISITED]
    return MailServers(
        tuple(await asyncio.gather(*(_visit(*each, network) for each in chosen)))
    )


async def _visit(host: str, address: str, network: Network) -> SmtpVisit:
    banner, offered = "", False
    try:
        async with smtp_session(network, host, address) as session:
            await session.greet()
            banner = session.banner.text
            offered = "STARTTLS" in session.extensions
            if not offered:
                return SmtpVisit(host, address, banner)
            protocol, error = await _secure(session, network.trust)
        return SmtpVisit(host, address, banner, True, protocol, error)
    except CannotSee as error:
        return SmtpVisit(host, address, banner, offered, unseen=str(error))
    except SmtpError as error:
        if offered:
            return SmtpVisit(host, address, banner, True, tls_error=str(error))
        return SmtpVisit(host, address, banner, error=str(error))


async def _secure(session: SmtpSession, trust: ssl.SSLContext) -> tuple[str, str]:
    try:
        return await session.start_tls(trust), ""
    except ssl.SSLCertVerificationError as error:
        return "", printable(error.verify_message, 120)
    except ssl.SSLError as error:
        return "", printable((error.reason or "TLS error").replace("_", " ").lower(), 120)
    except SmtpError as error:
        return "", str(error)


async def recipient_answer(
    sender: Sender, exchangers: MailExchangers, network: Network
) -> RecipientAnswer:
    """Ask the server of the reply address whether it takes mail for it, and leave."""
    address = reply_address(sender)
    if not address:
        return RecipientAnswer("")
    domain = address.rpartition("@")[2]
    if domain in FREE_MAIL:
        raise CannotSee(f"{domain} does not tell strangers which mailboxes it has")
    found = exchangers.of(domain)
    if found is None or found.unseen:
        raise CannotSee(f"the MX of {domain}: {found.unseen if found else 'not looked up'}")
    if found.refuses_all:
        return RecipientAnswer(address, stage="null MX")
    places = [(each.name, each.addresses[0]) for each in found.exchangers if each.addresses]
    if not found.exchangers and found.fallback:
        raise CannotSee(f"{domain} has no MX record; its web server is not asked about mail")
    if not places:
        return RecipientAnswer(address, stage="no MX")
    host, place = places[0]
    try:
        async with smtp_session(network, host, place) as session:
            return await _dialogue(session, address, host, network)
    except SmtpError as error:
        raise CannotSee(f"{host}: {error}") from None


async def _dialogue(
    session: SmtpSession, address: str, host: str, network: Network
) -> RecipientAnswer:
    await session.greet()
    if "STARTTLS" in session.extensions:
        # Some servers take no recipient in the clear; whose certificate is wrong is told
        # by another check, and this dialogue then goes on as it is not begun again.
        _, error = await _secure(session, network.trust)
        if error:
            raise CannotSee(f"{host}: no TLS ({error})")
        await session.hello()
    reply = await session.command("MAIL FROM:<>")
    if reply.code != 250:
        return RecipientAnswer(address, host, reply.code, reply.text, "MAIL")
    reply = await session.command(f"RCPT TO:<{address}>")
    return RecipientAnswer(address, host, reply.code, reply.text)
