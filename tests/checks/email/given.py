"""Facts about mail to show to judges: each valid as it is, to be changed by keyword."""

from __future__ import annotations

from typing import Any

from launchready.facts.dmarc import DmarcLookup, DmarcLookups, ReportTarget
from launchready.facts.mail import DkimKeyRecord, SelectorLookup, SenderKeys
from launchready.facts.mail_servers import (
    DomainExchangers,
    Exchanger,
    MailExchangers,
    SendingAddress,
    TransportPolicy,
)
from launchready.facts.spf import SpfNode, SpfTerm, SpfTrees
from launchready.mail.dmarc.record import parse_record
from launchready.manifest.schema import Manifest, Sender
from tests.checks.given import manifest

D = "acme.example"
PATH = f"pm-bounces.{D}"
SPF = "v=spf1 include:spf.mtasv.net ~all"
DMARC = f"v=DMARC1; p=none; rua=mailto:dmarc@{D}"
LATE = "no answer within 2 s"


def sender(**fields: Any) -> Sender:
    """Make a sender that has everything."""
    given = {
        "domain": D,
        "from": f"Acme <hello@{D}>",
        "reply_to": f"support@{D}",
        "provider": "postmark",
        "dkim_selectors": ["pm"],
        "spf_includes": ["spf.mtasv.net"],
        "return_path": PATH,
        **fields,
    }
    return Sender.model_validate(given)


def declared(*senders: Sender, **tables: Any) -> Manifest:
    """Make a manifest with senders."""
    rows = [each.model_dump(by_alias=True) for each in senders]
    return manifest(senders=rows, **tables)


def include(name: str, **fields: Any) -> SpfTerm:
    """Make an include whose record is there."""
    node = fields.pop("node", SpfNode(name, ("v=spf1 ip4:192.0.2.0/24 -all",), ending="-"))
    return SpfTerm(f"include:{name}", "include", name, asks=True, node=node, **fields)


def asking(name: str = "a", count: int = 1, **fields: Any) -> tuple[SpfTerm, ...]:
    """Make terms that ask the DNS."""
    return tuple(SpfTerm(f"{name}:{n}.{D}", name, asks=True, **fields) for n in range(count))


def node(*terms: SpfTerm, record: str = SPF, domain: str = D, **fields: Any) -> SpfNode:
    """Make a good record that includes the provider's."""
    given = {"records": (record,) if record else (), "ending": "~", **fields}
    return SpfNode(domain, terms=terms or (include("spf.mtasv.net"),), **given)


def no_spf(**fields: Any) -> SpfNode:
    """Make a domain without a record."""
    return SpfNode(D, **fields)


def trees(*domains: SpfNode, paths: tuple[SpfNode, ...] = ()) -> SpfTrees:
    """Make the trees; by default one good one."""
    return SpfTrees(domains or (node(),), paths)


def dmarc(text: str = DMARC, *, domain: str = D, **fields: Any) -> DmarcLookup:
    """Make a policy that applies; none where the text is empty."""
    at = fields.pop("at", domain)
    given = {
        "record": parse_record(text, at) if text else None,
        "organizational": at if text else domain,
        "reports": (ReportTarget(f"mailto:dmarc@{D}", D, takes_mail=True),),
        **fields,
    }
    return DmarcLookup(domain, (domain,), **given)


def policies(*domains: DmarcLookup, others: tuple[DmarcLookup, ...] = ()) -> DmarcLookups:
    """Make the policies; by default one good one, with the return path's organization."""
    below = DmarcLookup(PATH, organizational=D)
    return DmarcLookups(domains or (dmarc(),), others or (below,))


def key(**fields: Any) -> DkimKeyRecord:
    """Make a good key."""
    return DkimKeyRecord(**{"text": "v=DKIM1; p=...", "bits": 2048, **fields})


def selector(name: str = "pm", **fields: Any) -> SelectorLookup:
    """Make a selector with a good key."""
    place = f"{name}._domainkey.{D}"
    return SelectorLookup(**{"selector": name, "name": place, "key": key(), **fields})


def keys(*selectors: SelectorLookup, is_declared: bool = True) -> SenderKeys:
    """Make the keys of a sender."""
    return SenderKeys(D, selectors, is_declared)


def exchanger(name: str = f"mx.{D}", **fields: Any) -> Exchanger:
    """Make an MX with an address."""
    return Exchanger(
        **{"name": name, "preference": 10, "addresses": ("203.0.113.25",), **fields}
    )


def domain_mx(*exchangers: Exchanger, domain: str = D, **fields: Any) -> DomainExchangers:
    """Make who takes mail for a domain."""
    return DomainExchangers(domain, exchangers, **fields)


def exchangers(*domains: DomainExchangers, replies: tuple[str, ...] = (D,)) -> MailExchangers:
    """Make who takes mail; by default everything does."""
    usual = (domain_mx(exchanger()), domain_mx(exchanger(), domain=PATH))
    return MailExchangers(domains or usual, replies)


def transport(**fields: Any) -> TransportPolicy:
    """Make a domain with complete policies."""
    return TransportPolicy(
        **{
            "domain": D,
            "sts_records": ("v=STSv1; id=1",),
            "sts_id": "1",
            "policy_status": 200,
            "mode": "enforce",
            "max_age_s": 86400,
            "mx": (f"*.{D}",),
            "tls_rpt": ("v=TLSRPTv1",),
            "tls_rpt_targets": (f"mailto:tls@{D}",),
            **fields,
        }
    )


def sending(**fields: Any) -> SendingAddress:
    """Make a sending address whose name leads back."""
    name = f"mx.{D}"
    return SendingAddress(
        **{
            "address": "203.0.113.25",
            "term": "mx",
            "domain": D,
            "names": (name,),
            "confirmed": (name,),
            **fields,
        }
    )
