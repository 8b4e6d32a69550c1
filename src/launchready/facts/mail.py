"""What DNS says of mail: raw records, not yet judged (RFC 7208, RFC 6376, RFC 7489)."""

from __future__ import annotations

from dataclasses import dataclass

from launchready.facts.base import Fact
from launchready.facts.dns import DnsAnswer


@dataclass(frozen=True, slots=True)
class DkimKey:
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


@dataclass(frozen=True, slots=True)
class DomainMail:
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
        """Give the DMARC records that apply (RFC 7489 section 6.6.3)."""
        own = _starting("v=DMARC1", self.dmarc)
        return own or _starting("v=DMARC1", self.organizational)


def _starting(version: str, answer: DnsAnswer | None) -> tuple[str, ...]:
    """Keep the TXT values whose first word is a version, in any case."""
    values = answer.values() if answer else ()
    found = []
    for value in values:
        head = value.strip().replace(" ", "")[: len(version)].lower()
        rest = value.strip()[len(version) :][:1]
        if head == version.lower() and rest in {"", " ", ";"}:
            found.append(value)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MailRecords(Fact):
    """The mail records of every declared sending domain, or of the apex where none is.

    Attributes:
        domains: in the order of the manifest.
    """

    domains: tuple[DomainMail, ...]
