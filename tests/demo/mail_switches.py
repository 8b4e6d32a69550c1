"""What each switch of mail does to the product, seen by a visitor."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from launchready.demo.places import BLOCKLIST, CLICKS, DOMAIN, MAIL_ADDRESS, MAIL_WEB, MX, STS
from launchready.mail.dkim.key import parse_key
from launchready.mail.smtp import SmtpError, smtp_session
from launchready.mail.spf.tree import spf_tree
from launchready.manifest.load import load_manifest
from launchready.net.network import Network

from .visitor import Visitor

Probe = Callable[[Visitor], Awaitable[Any]]
REVERSE = ".".join(reversed(MAIL_ADDRESS.split(".")))
KEY = f"pm._domainkey.{DOMAIN}"
PLAIN = "v=spf1 mx include:spf.mtasv.net ~all"
WATCHES = f"v=DMARC1; p=none; rua=mailto:dmarc@{DOMAIN}"


def texts(name: str, rtype: str = "TXT") -> Probe:
    """See the values at a name."""

    async def probe(visitor: Visitor) -> tuple[str, ...]:
        return tuple(sorted(await visitor.values(name, rtype)))

    return probe


def known(name: str, rtype: str = "TXT") -> Probe:
    """See whether there is a record."""

    async def probe(visitor: Visitor) -> bool:
        return bool(await visitor.values(name, rtype))

    return probe


def spf(see: Callable[[Any], Any]) -> Probe:
    """See something of the SPF tree."""

    async def probe(visitor: Visitor) -> Any:
        return see(await spf_tree(DOMAIN, visitor.names))

    return probe


def dkim(see: Callable[[Any], Any]) -> Probe:
    """See something of the key."""

    async def probe(visitor: Visitor) -> Any:
        return see(parse_key((await visitor.values(KEY, "TXT"))[0]))

    return probe


def says(field: str) -> Probe:
    """See what the manifest says of the sender."""

    async def probe(visitor: Visitor) -> Any:
        return getattr(load_manifest(visitor.twin.manifest_path).senders[0], field)

    return probe


def policy(see: Callable[[Any], Any]) -> Probe:
    """See the MTA-STS policy."""

    async def probe(visitor: Visitor) -> Any:
        return see(await visitor.ask(f"https://{STS}/.well-known/mta-sts.txt"))

    return probe


async def mail_server(visitor: Visitor) -> str:
    """See what stands on port 25."""
    network = Network(connect=visitor.twin.connect)
    try:
        async with smtp_session(network, MX, MAIL_ADDRESS) as session:
            await session.greet()
            if "STARTTLS" not in session.extensions:
                return "in the clear"
            await session.command("MAIL FROM:<>")
            return str((await session.command(f"RCPT TO:<support@{DOMAIN}>")).code)
    except SmtpError as error:
        return str(error)


def trusted(host: str, port: int = 443) -> Probe:
    """See whether a certificate is believed."""

    async def probe(visitor: Visitor) -> bool:
        return (await visitor.tls.handshake(host, MAIL_WEB[host], port)).trusted

    return probe


async def mail_trusted(visitor: Visitor) -> bool:
    """See whether the mail server's certificate is believed."""
    network = Network(
        connect=visitor.twin.connect, ca_file=visitor.twin.manifest_path.parent / "ca.pem"
    )
    async with smtp_session(network, MX, MAIL_ADDRESS) as session:
        await session.greet()
        try:
            await session.start_tls(network.trust)
        except ssl.SSLError:
            return False
    return True


async def launched(visitor: Visitor) -> bool:
    """See whether the manifest tells of a launch."""
    return load_manifest(visitor.twin.manifest_path).product.launched is not None


def lookups(tree: Any) -> int:
    """Count look-ups."""
    return int(tree.lookups)


def problems(tree: Any) -> list[str]:
    """Give what is wrong with terms."""
    return [term.problem for term in tree.all_terms if term.problem]


DMARC = f"_dmarc.{DOMAIN}"
GONE, LOOP = "spf.mtasv.net has no SPF record", f"leads back to {DOMAIN}: a loop"
FROM, REPLY = f"Acme <hello@{DOMAIN}>", f"support@{DOMAIN}"
MTA_STS = f"version: STSv1\r\nmode: enforce\r\nmx: *.{DOMAIN}\r\nmax_age: 86400\r\n"

MAIL_SWITCHES: dict[str, tuple[Probe, object, object]] = {
    "spf_missing": (texts(DOMAIN), (PLAIN,), ()),
    "spf_doubled": (spf(lambda tree: len(tree.records)), 1, 2),
    "spf_mistyped": (spf(lambda tree: len(tree.near_misses)), 0, 1),
    "spf_syntax": (spf(lambda tree: len(tree.faults)), 0, 1),
    "spf_include_gone": (spf(problems), [], [GONE]),
    "spf_include_loop": (spf(problems), [], [LOOP]),
    "spf_many_lookups": (spf(lookups), 2, 11),
    "spf_void": (spf(lambda tree: tree.voids), 0, 3),
    "spf_allows_all": (spf(lambda tree: tree.ending), "~", "+"),
    "spf_neutral": (spf(lambda tree: tree.ending), "~", "?"),
    "spf_open_ended": (spf(lambda tree: tree.ending), "~", ""),
    "spf_forgotten_service": (spf(lambda tree: len(tree.includes)), 1, 2),
    "spf_lacks_provider": (spf(lambda tree: len(tree.includes)), 1, 0),
    "dkim_missing": (known(KEY), True, False),
    "dkim_short": (dkim(lambda key: key.bits), 2048, 1024),
    "dkim_cut_off": (dkim(lambda key: bool(key.fault)), False, True),
    "dkim_revoked": (dkim(lambda key: key.revoked), False, True),
    "dkim_testing": (dkim(lambda key: key.testing), False, True),
    "dkim_doubled": (known(f"{KEY}.{DOMAIN}"), False, True),
    "dkim_foreign": (says("dkim_domain"), "", "mtasv.net"),
    "dmarc_missing": (texts(DMARC), (WATCHES,), ()),
    "dmarc_doubled": (texts(DMARC), (WATCHES,), (WATCHES, "v=DMARC1; p=reject")),
    "dmarc_mistyped": (texts(DMARC), (WATCHES,), (WATCHES.replace("DMARC1", "dmarc1"),)),
    "dmarc_policy_mistyped": (texts(DMARC), (WATCHES,), (WATCHES.replace("none", "rejct"),)),
    "dmarc_obsolete": (texts(DMARC), (WATCHES,), (WATCHES.replace("none", "none; pct=50"),)),
    "dmarc_blind": (texts(DMARC), (WATCHES,), ("v=DMARC1; p=none",)),
    "dmarc_reports_unwanted": (
        texts(DMARC),
        (WATCHES,),
        ("v=DMARC1; p=none; rua=mailto:reports@watcher.example",),
    ),
    "dmarc_reports_nowhere": (
        texts(DMARC),
        (WATCHES,),
        (WATCHES.replace(f"@{DOMAIN}", f"@reports.{DOMAIN}"),),
    ),
    "dmarc_still_none": (launched, False, True),
    "dmarc_subdomains_open": (
        texts(DMARC),
        (WATCHES,),
        (WATCHES.replace("p=none", "p=quarantine; sp=none"),),
    ),
    "dmarc_unaligned": (says("return_path"), f"pm-bounces.{DOMAIN}", "pm.mtasv.net"),
    "from_elsewhere": (says("from_"), FROM, "Acme <hello@acme-mail.example>"),
    "from_free_mail": (says("from_"), FROM, "Acme <acme.portal@gmail.com>"),
    "return_path_gone": (known(f"pm-bounces.{DOMAIN}", "CNAME"), True, False),
    "mx_missing": (texts(DOMAIN, "MX"), (f"10 {MX}",), ()),
    "mx_gone": (texts(DOMAIN, "MX"), (f"10 {MX}",), (f"10 {MX}", f"20 old-mx.{DOMAIN}")),
    "mx_alias": (texts(f"mail.{DOMAIN}", "CNAME"), (), (MX,)),
    "smtp_down": (mail_server, "250", "connection refused"),
    "smtp_without_tls": (mail_server, "250", "in the clear"),
    "smtp_untrusted": (mail_trusted, True, False),
    "reply_bounces": (mail_server, "250", "550"),
    "reply_unread": (says("reply_to"), REPLY, f"no-reply@{DOMAIN}"),
    "sts_unserved": (policy(lambda answer: answer.exchange.status), 200, 404),
    "sts_faulty": (
        policy(lambda answer: answer.text),
        MTA_STS,
        MTA_STS.replace("enforce", "strict"),
    ),
    "sts_leaves_out": (
        policy(lambda answer: answer.text),
        MTA_STS,
        MTA_STS.replace(f"*.{DOMAIN}", "mx.elsewhere.example"),
    ),
    "sts_unreported": (known(f"_smtp._tls.{DOMAIN}"), True, False),
    "parked_open": (known("acme-app.example", "MX"), True, False),
    "reverse_missing": (known(f"{REVERSE}.in-addr.arpa", "PTR"), True, False),
    "reverse_unconfirmed": (
        texts(f"{REVERSE}.in-addr.arpa", "PTR"),
        (MX,),
        ("host-25.rented.test",),
    ),
    "address_listed": (known(f"{REVERSE}.{BLOCKLIST}", "A"), False, True),
    "tracking_untrusted": (trusted(CLICKS), True, False),
    "bimi_unshown": (known(f"default._bimi.{DOMAIN}"), False, True),
}
