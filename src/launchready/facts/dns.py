"""What the domain name system says (RFC 1035, 4034, 8659, 9083)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from launchready.facts.base import Fact

RESERVED_SUFFIXES = frozenset(
    {"test", "example", "invalid", "localhost", "local", "internal", "onion"}
)
"""Top-level names that no registry sells (RFC 6761, RFC 6762, RFC 7686; ICANN: internal)."""


class DnsRecord(Struct, frozen=True):
    """One resource record, in presentation form.

    Attributes:
        name: owner, absolute, lower case, without the final dot.
        type: mnemonic ("A", "CNAME", "TXT").
        ttl: seconds.
        value: rdata as text; names without their final dot, TXT strings joined.
    """

    name: str
    type: str
    ttl: int
    value: str


class DnsAnswer(Struct, frozen=True):
    """One answered question.

    Attributes:
        name: what was asked, lower case, without the final dot.
        type: mnemonic of what was asked.
        rcode: mnemonic ("NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED").
        records: the answer section, CNAME chain included, in order as sent.
        authority: the authority section (SOA of a negative answer, NS of a referral).
        authoritative: the AA bit.
        authenticated: the AD bit: a validating resolver vouches for it (RFC 4035).
        server: "address:port" that answered.
        tcp: the answer came over TCP, because UDP was truncated.
    """

    name: str
    type: str
    rcode: str
    records: tuple[DnsRecord, ...] = ()
    authority: tuple[DnsRecord, ...] = ()
    authoritative: bool = False
    authenticated: bool = False
    server: str = ""
    tcp: bool = False

    def values(self, rtype: str | None = None) -> tuple[str, ...]:
        """Give the values of one record type (default: the type asked for)."""
        wanted = rtype or self.type
        return tuple(record.value for record in self.records if record.type == wanted)

    @property
    def exists(self) -> bool:
        """Say whether the answer holds a record of the type asked for."""
        return bool(self.values())

    @property
    def cname_chain(self) -> tuple[str, ...]:
        """Give the targets of CNAME records, in the order followed."""
        return self.values("CNAME")


class HostAddresses(Fact, frozen=True):
    """Where a host's name leads, in both address families."""

    ipv4: DnsAnswer
    ipv6: DnsAnswer

    @property
    def addresses(self) -> tuple[str, ...]:
        """Give every address, IPv4 first."""
        return self.ipv4.values() + self.ipv6.values()

    @property
    def cname_chain(self) -> tuple[str, ...]:
        """Give the names that the host is an alias of, in the order followed."""
        return self.ipv4.cname_chain or self.ipv6.cname_chain


class Nameserver(Struct, frozen=True):
    """One name server of the zone, asked directly for the SOA.

    Attributes:
        name: host name of the server.
        addresses: its addresses; empty where the name does not resolve.
        rcode: mnemonic of its SOA answer; empty where it did not answer.
        authoritative: it set the AA bit.
        serial: SOA serial; None without an authoritative answer.
        nameservers: NS names that it lists for the zone itself.
        error: why there is no answer, empty where there is.
    """

    name: str
    addresses: tuple[str, ...]
    rcode: str = ""
    authoritative: bool = False
    serial: int | None = None
    nameservers: tuple[str, ...] = ()
    error: str = ""


class Delegation(Fact, frozen=True):
    """The zone's name servers, those of the parent and of the zone itself, as they answer.

    Attributes:
        zone: apex of the zone that the product's domain lies in.
        nameservers: every server that either side lists.
        parent: NS names as the parent zone delegates; empty where that was not seen.
        parent_unseen: why the parent's list was not seen; empty where it was.
    """

    zone: str
    nameservers: tuple[Nameserver, ...]
    parent: tuple[str, ...] = ()
    parent_unseen: str = ""

    @property
    def authoritative(self) -> tuple[Nameserver, ...]:
        """Give the servers that answered for the zone with authority."""
        return tuple(server for server in self.nameservers if server.serial is not None)


class ZoneSecurity(Fact, frozen=True):
    """DNSSEC of the zone (RFC 4033).

    Attributes:
        zone: apex of the zone.
        signed: a DS record stands at the parent.
        resolver_validates: the resolver answers with AD for a name known to be signed,
            so its silence about ours means something.
        authenticated: the zone's SOA came with the AD bit.
        bogus: SERVFAIL, but an answer once checking is disabled (CD bit).
        server: "address:port" of the resolver that said so.
    """

    zone: str
    signed: bool
    resolver_validates: bool
    authenticated: bool
    bogus: bool
    server: str = ""


class CaaPolicy(Fact, frozen=True):
    """Certification authorities allowed for a host (RFC 8659), found by climbing.

    Attributes:
        found_at: the name whose CAA set applies; empty where none is set anywhere.
        issue: values of "issue" tags.
        issuewild: values of "issuewild" tags.
        critical: tags with the critical flag that no standard defines: whoever does not
            know them must not issue (RFC 8659 section 4.1).
        other: remaining "tag value" pairs as text.
    """

    found_at: str
    issue: tuple[str, ...] = ()
    issuewild: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


class Registration(Fact, frozen=True):
    """The registration as the registry's RDAP service tells it (RFC 9083).

    Attributes:
        domain: the registered domain.
        registrar: its name; empty where not told.
        expires: when it lapses; None where not told.
        statuses: EPP statuses ("client transfer prohibited").
        source: URL of the RDAP answer.
    """

    domain: str
    registrar: str
    expires: datetime | None
    statuses: tuple[str, ...]
    source: str


class RecordLifetimes(Fact, frozen=True):
    """The address and alias records of a host that lie in the product's own zone.

    Attributes:
        records: as sent; a cache has counted their TTL down unless `authoritative`.
        authoritative: they come from a server of the zone, so the TTL is the one set.
        server: "address:port" that answered.
    """

    records: tuple[DnsRecord, ...]
    authoritative: bool
    server: str


class AliasTarget(Fact, frozen=True):
    """What stands at the end of a host's name.

    Attributes:
        chain: CNAME targets in the order followed.
        missing: the target that does not exist (NXDOMAIN), or "".
        service: the hosting service whose address or name it is ("GitHub Pages"), or "".
        reference: that service's page about custom domains, or "".
        unclaimed: the text by which the service says that nobody holds this name, as
            found in the answer, or "".
        refused: "address:port" that refused a connection, 443 and 80 of each address,
            where nothing else answered at all; empty otherwise.
    """

    chain: tuple[str, ...] = ()
    missing: str = ""
    service: str = ""
    reference: str = ""
    unclaimed: str = ""
    refused: tuple[str, ...] = ()


class DoubledNames(Fact, frozen=True):
    """Records whose owner or target repeats the domain (app.acme.example.acme.example).

    Attributes:
        asked: names that were asked for.
        owners: records that exist under such a name, and not through a wildcard.
        targets: CNAME, MX and NS records of the product whose target is such a name.
        wildcard: values that any name below the domain gets, from a wildcard record.
    """

    asked: tuple[str, ...]
    owners: tuple[DnsRecord, ...] = ()
    targets: tuple[DnsRecord, ...] = ()
    wildcard: tuple[str, ...] = ()


class SeenName(Struct, frozen=True):
    """A host name below the product's domain, and where it was seen.

    Attributes:
        name: lower case.
        sources: "certificate of HOST", "alias of HOST", "link on URL".
        addresses: where it leads.
        alias: the last CNAME target, or "".
        rcode: of the address query.
    """

    name: str
    sources: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    alias: str = ""
    rcode: str = "NOERROR"


class SeenNames(Fact, frozen=True):
    """Host names below the product's domain that the product itself gives away.

    Attributes:
        names: in the order seen; those that the manifest names are left out.
        mail: names that mail is delivered to (MX).
        unseen: "source: reason" of the places that could not be looked at.
        dropped: how many names beyond the limit were not looked up.
    """

    names: tuple[SeenName, ...]
    mail: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    dropped: int = 0
