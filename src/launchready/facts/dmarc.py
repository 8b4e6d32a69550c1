"""What a domain says of mail that fails authentication (RFC 9989, RFC 9990)."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact


class DmarcRecord(Struct, frozen=True):
    """A DMARC record, read.

    Attributes:
        text: as published.
        domain: the name below _dmarc that it stands for.
        policy: p: "none", "quarantine" or "reject"; "" where missing or not valid.
        subdomains: sp, in the same words; "" where p applies.
        nonexistent: np; "" where sp or p applies.
        adkim: "r" or "s"; aspf likewise.
        aspf: alignment of SPF.
        rua: URIs for aggregate reports, as written.
        ruf: URIs for reports of single messages.
        psd: "y", "n" or "u".
        testing: t=y: the stated policy is not to be applied yet.
        faults: what does not hold to the grammar, each quoting the tag.
        obsolete: tags that nobody reads: unknown ones, and meaningful ones of RFC 7489.
    """

    text: str
    domain: str
    policy: str = ""
    subdomains: str = ""
    nonexistent: str = ""
    adkim: str = "r"
    aspf: str = "r"
    rua: tuple[str, ...] = ()
    ruf: tuple[str, ...] = ()
    psd: str = "u"
    testing: bool = False
    faults: tuple[str, ...] = ()
    obsolete: tuple[str, ...] = ()

    @property
    def effective(self) -> str:
        """Give the policy that receivers apply; "none" stands for a missing one.

        RFC 9989 section 4.7: a record without a valid p counts as p=none.
        """
        return self.policy or "none"

    def for_subdomains(self) -> str:
        """Give the policy for subdomains that exist."""
        return self.subdomains or self.effective

    def for_nonexistent(self) -> str:
        """Give the policy for subdomains that do not exist."""
        return self.nonexistent or self.for_subdomains()


class ReportTarget(Struct, frozen=True):
    """Where reports are to go.

    Attributes:
        uri: as written in the record.
        domain: of the mailbox; "" where the URI is no mailto.
        external: the mailbox is another organization's.
        authorised: that organization agrees; None where it need not, or was not seen.
        at: the name where it would agree, "" where it need not.
        takes_mail: its domain can receive; None where that was not seen.
    """

    uri: str
    domain: str
    external: bool = False
    authorised: bool | None = None
    at: str = ""
    takes_mail: bool | None = None


class DmarcLookup(Struct, frozen=True):
    """How the policy for one domain is found (RFC 9989 section 4.10).

    Attributes:
        domain: whose policy.
        asked: names of the walk, the domain itself first.
        record: the one that applies; None where there is none.
        organizational: the domain that the name belongs to.
        several: number of records at a name of the walk that has too many, else 0.
        near_misses: TXT values at _dmarc of the domain that were meant as DMARC.
        reports: of the record that applies.
        unseen: why the walk could not be finished; "" where it was.
    """

    domain: str
    asked: tuple[str, ...] = ()
    record: DmarcRecord | None = None
    organizational: str = ""
    several: int = 0
    near_misses: tuple[str, ...] = ()
    reports: tuple[ReportTarget, ...] = ()
    unseen: str = ""

    @property
    def inherited(self) -> bool:
        """Say whether the record is a parent's."""
        return self.record is not None and self.record.domain != self.domain

    @property
    def policy(self) -> str:
        """Give the policy that receivers apply to mail from this domain, "" without one."""
        if self.record is None:
            return ""
        return self.record.for_subdomains() if self.inherited else self.record.effective


class DmarcLookups(Fact, frozen=True):
    """The DMARC policies of the product's own sending domains.

    Attributes:
        domains: those in From, or the apex where no sender is declared.
        others: domains of envelope senders and signatures, for their organization alone.
    """

    domains: tuple[DmarcLookup, ...]
    others: tuple[DmarcLookup, ...] = ()

    def of(self, domain: str) -> DmarcLookup | None:
        """Find what was looked up for a domain."""
        both = (*self.domains, *self.others)
        return next((each for each in both if each.domain == domain), None)
