"""What DNS says of mail: raw records, not yet judged (RFC 7208, RFC 6376, RFC 9989)."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.dns import DnsAnswer

FREE_MAIL = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
     "icloud.com", "me.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "proton.me",
     "protonmail.com", "mail.com", "zoho.com", "yandex.com", "qq.com", "163.com"}
)  # fmt: skip
"""Domains of mailbox providers: nobody's own."""


class DkimKey(Struct, frozen=True):
    """What stands at a selector's name (RFC 6376 section 3.6.2).

    Attributes:
        selector: as declared.
        answer: TXT of SELECTOR._domainkey.DOMAIN, aliases followed.
    """

    selector: str
    answer: DnsAnswer

    @property
    def record(self) -> str:
        """Give the key record; "" where there is none, or it is no DKIM key."""
        return next((text for text in self.answer.values() if "p=" in text.lower()), "")


class DomainMail(Struct, frozen=True):
    """The authentication records of one sending domain.

    Attributes:
        domain: the domain in From.
        spf: TXT of the domain.
        return_paths: TXT of each declared return path.
        dkim: one for each declared selector.
        dmarc: TXT of _dmarc.DOMAIN.
        organizational: TXT of _dmarc at the organizational domain, where that is another.
        unseen: "what: why" of records that could not be asked for.
    """

    domain: str
    spf: DnsAnswer | None = None
    return_paths: tuple[DnsAnswer, ...] = ()
    dkim: tuple[DkimKey, ...] = ()
    dmarc: DnsAnswer | None = None
    organizational: DnsAnswer | None = None
    unseen: tuple[str, ...] = ()

    @property
    def spf_records(self) -> tuple[str, ...]:
        """Give the SPF records of the domain (RFC 7208 section 4.5)."""
        return _starting("v=spf1", self.spf)

    @property
    def dmarc_records(self) -> tuple[str, ...]:
        """Give the DMARC records that apply (RFC 9989 section 4.10); "dmarc1" is none."""
        own = _starting("v=DMARC1", self.dmarc, any_case=False)
        return own or _starting("v=DMARC1", self.organizational, any_case=False)


def _starting(
    version: str, answer: DnsAnswer | None, *, any_case: bool = True
) -> tuple[str, ...]:
    """Keep the TXT values whose first word is a version."""
    values = answer.values() if answer else ()
    found = []
    for value in values:
        head = value.strip().replace(" ", "")[: len(version)]
        rest = value.strip()[len(version) :][:1]
        same = head == version or (any_case and head.lower() == version.lower())
        if same and rest in {"", " ", ";"}:
            found.append(value)
    return tuple(found)


class MailRecords(Fact, frozen=True):
    """The mail records of every declared sending domain, or of the apex where none is.

    Attributes:
        domains: in the order of the manifest.
    """

    domains: tuple[DomainMail, ...]


class DkimKeyRecord(Struct, frozen=True):
    """A DKIM key record, read (RFC 6376 section 3.6.1).

    Attributes:
        text: as published.
        kind: "rsa" or "ed25519"; what stands there, where it is neither.
        bits: size of the key; 0 where none could be read.
        revoked: p= is empty.
        testing: t=y: receivers are told to treat the mail as unsigned.
        fault: why it is no key record; "" where it is one.
    """

    text: str
    kind: str = "rsa"
    bits: int = 0
    revoked: bool = False
    testing: bool = False
    fault: str = ""


class SelectorLookup(Struct, frozen=True):
    """One selector's key, and the name under which it was published by mistake.

    Attributes:
        selector: as declared, or as the provider usually names it.
        name: SELECTOR._domainkey.DOMAIN.
        alias: where a CNAME at the name leads, "" without.
        records: the TXT values at its end.
        key: the first that is meant as a key; None where there is none.
        doubled: the domain follows itself (x._domainkey.acme.example.acme.example), and a
            record stands there; "" where none does.
        unseen: why nothing can be said; "" where it can.
    """

    selector: str
    name: str
    alias: str = ""
    records: tuple[str, ...] = ()
    key: DkimKeyRecord | None = None
    doubled: str = ""
    unseen: str = ""


class SenderKeys(Fact, frozen=True):
    """The DKIM keys of one sender.

    Attributes:
        domain: d= of its signatures.
        selectors: declared ones; else those that its provider gives everybody.
        declared: the selectors are the manifest's own.
    """

    domain: str
    selectors: tuple[SelectorLookup, ...]
    declared: bool = True
