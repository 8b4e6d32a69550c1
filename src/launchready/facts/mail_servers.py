"""Where mail goes and comes from: exchangers, their answers, policies for the way there."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact


class Exchanger(Struct, frozen=True):
    """One MX record.

    Attributes:
        name: the host; "." in a null MX (RFC 7505).
        preference: the lower, the sooner it is tried.
        addresses: where it leads.
        alias: where its CNAME leads, which RFC 2181 section 10.3 forbids; "" without.
        unseen: why its addresses could not be had; "" where they could.
    """

    name: str
    preference: int
    addresses: tuple[str, ...] = ()
    alias: str = ""
    unseen: str = ""


class DomainExchangers(Struct, frozen=True):
    """Who takes mail for a domain.

    Attributes:
        domain: the one after the @.
        exchangers: by preference, the first tried first.
        fallback: addresses of the domain itself, used where it has no MX.
        exists: the domain is in the DNS at all.
        unseen: why nothing can be said; "" where it can.
    """

    domain: str
    exchangers: tuple[Exchanger, ...] = ()
    fallback: tuple[str, ...] = ()
    exists: bool = True
    unseen: str = ""

    @property
    def refuses_all(self) -> bool:
        """Say whether the domain takes no mail, and says so (RFC 7505)."""
        return [each.name for each in self.exchangers] == ["."]


class MailExchangers(Fact, frozen=True):
    """Who takes mail for the product's own domains.

    Attributes:
        domains: the apex, then those in From, of reply addresses and of envelope senders.
        replies: those to which people's answers go: the apex, From and Reply-To.
    """

    domains: tuple[DomainExchangers, ...]
    replies: tuple[str, ...] = ()

    def of(self, domain: str) -> DomainExchangers | None:
        """Find a domain."""
        return next((each for each in self.domains if each.domain == domain), None)


class SmtpVisit(Struct, frozen=True):
    """One mail server, greeted on port 25.

    Attributes:
        host: name of the exchanger.
        address: where it was met.
        banner: its greeting, cut.
        starttls: it offers STARTTLS (RFC 3207).
        protocol: version of TLS that came up, "" without.
        tls_error: why TLS did not come up, or the certificate was not believed.
        error: what it did that was no greeting ("connection refused"); "" where it greeted.
        unseen: why nothing can be said; "" where it can.
    """

    host: str
    address: str = ""
    banner: str = ""
    starttls: bool = False
    protocol: str = ""
    tls_error: str = ""
    error: str = ""
    unseen: str = ""


class MailServers(Fact, frozen=True):
    """The servers that take mail for the product's own domains."""

    visits: tuple[SmtpVisit, ...]


class RecipientAnswer(Fact, frozen=True):
    """What the server says of the address that answers go to; no mail was sent.

    Attributes:
        address: the mailbox.
        host: the exchanger that was asked; "" where there is none to ask.
        code: reply code of RCPT; 0 where it did not come to that.
        text: the reply, cut.
        stage: "RCPT", or what was refused before it ("MAIL", "EHLO", "greeting").
    """

    address: str
    host: str = ""
    code: int = 0
    text: str = ""
    stage: str = "RCPT"


class TransportPolicy(Struct, frozen=True):
    """What a domain publishes for the way that mail takes to it.

    Attributes:
        domain: the domain.
        sts_records: TXT of _mta-sts that are records (RFC 8461 section 3.1).
        sts_id: the policy's id; "" where the record has none that is valid.
        policy_status: HTTP status of the policy; 0 where there was no answer.
        policy_error: why the policy could not be read, though the record promises one.
        policy_type: its media type.
        mode: "enforce", "testing" or "none"; "" without a policy.
        max_age_s: seconds that the policy is kept.
        mx: patterns of host names that the policy allows.
        policy_faults: lines of the policy that do not hold to the grammar.
        tls_rpt: TXT of _smtp._tls that are records (RFC 8460 section 3).
        tls_rpt_targets: their rua URIs.
        bimi: TXT of default._bimi that are records.
        bimi_logo: the logo's URL, "" without.
        bimi_evidence: URL of the certificate for it, "" without.
        unseen: "what: why" of records that could not be asked for.
    """

    domain: str
    sts_records: tuple[str, ...] = ()
    sts_id: str = ""
    policy_status: int = 0
    policy_error: str = ""
    policy_type: str = ""
    mode: str = ""
    max_age_s: int = 0
    mx: tuple[str, ...] = ()
    policy_faults: tuple[str, ...] = ()
    tls_rpt: tuple[str, ...] = ()
    tls_rpt_targets: tuple[str, ...] = ()
    bimi: tuple[str, ...] = ()
    bimi_logo: str = ""
    bimi_evidence: str = ""
    unseen: tuple[str, ...] = ()


class TransportPolicies(Fact, frozen=True):
    """The policies of the product's own domains, the apex first."""

    domains: tuple[TransportPolicy, ...]


class SendingAddress(Struct, frozen=True):
    """One address that the product's own SPF record names by itself.

    Attributes:
        address: a single IPv4 or IPv6 address.
        term: the SPF term that names it.
        domain: whose record.
        names: its PTR names.
        confirmed: those of them that lead back to it.
        listed: block lists that hold it.
        list_unseen: "list: why" of block lists that gave no usable answer.
        unseen: why the PTR could not be had; "" where it could.
    """

    address: str
    term: str
    domain: str
    names: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    list_unseen: tuple[str, ...] = ()
    unseen: str = ""


class SendingAddresses(Fact, frozen=True):
    """The product's own senders, and how many more its records name.

    Attributes:
        addresses: those that were looked up.
        dropped: how many beyond the limit were not.
    """

    addresses: tuple[SendingAddress, ...]
    dropped: int = 0


class ParkedDomain(Struct, frozen=True):
    """A domain that sends and takes no mail, and what it says of that.

    Attributes:
        domain: the domain.
        exchangers: its MX hosts; ("." ,) for a null MX.
        spf: its SPF records.
        dmarc: its policy, "" without.
        unseen: why nothing can be said; "" where it can.
    """

    domain: str
    exchangers: tuple[str, ...] = ()
    spf: tuple[str, ...] = ()
    dmarc: str = ""
    unseen: str = ""


class ParkedDomains(Fact, frozen=True):
    """The product's domains without mail."""

    domains: tuple[ParkedDomain, ...]


class TrackingHost(Fact, frozen=True):
    """The host that links in a sender's mails lead through.

    Attributes:
        host: its name.
        addresses: where it leads.
        connected: something listens there on port 443.
        trusted: its certificate is believed for its name.
        error: why not, "" where it is.
    """

    host: str
    addresses: tuple[str, ...] = ()
    connected: bool = False
    trusted: bool = False
    error: str = ""
