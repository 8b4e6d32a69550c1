"""What a TLS endpoint shows (RFC 8446, RFC 5280, RFC 6066)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from launchready.facts.base import Fact


class Certificate(Struct, frozen=True):
    """One X.509 certificate, as sent.

    Attributes:
        subject: common name of the subject, or the whole name where there is none.
        issuer: common name of the issuer.
        issuer_organization: organisation of the issuer ("Let's Encrypt").
        names: DNS names and addresses of subjectAltName, lower case.
        not_before, not_after: validity, aware UTC (RFC 5280 section 4.1.2.5).
        serial: hexadecimal.
        key_type: "rsa", "ec", "ed25519" or the like; key_bits: its size.
        signature_hash: "sha256" or the like; empty where the scheme has none.
        sha256: fingerprint of the DER form, hexadecimal.
        is_ca: basicConstraints says CA.
        self_signed: subject and issuer are the same name.
        ca_issuers: URLs where the issuer's certificate is to be had.
        ocsp: URLs of OCSP responders.
        must_staple: the TLS feature extension asks for stapling (RFC 7633).
    """

    subject: str
    issuer: str
    issuer_organization: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    serial: str
    key_type: str
    key_bits: int
    signature_hash: str
    sha256: str
    is_ca: bool
    self_signed: bool
    ca_issuers: tuple[str, ...] = ()
    ocsp: tuple[str, ...] = ()
    must_staple: bool = False


class TlsEndpoint(Struct, frozen=True):
    """One address of a host, asked on its TLS port.

    Attributes:
        address, port: as DNS says (not where `[network.connect]` led).
        connected: a TCP connection came up.
        trusted: a verifying handshake, name included, succeeded as a browser's would.
        verify_error: what the verifying handshake said; empty where it succeeded.
        verify_code: OpenSSL's X509_V_ERR number; 0 where it succeeded.
        name_matches: the leaf covers the host's name (RFC 9525).
        chain_complete: the chain as sent leads to a trusted root, dates aside.
        protocol: "TLSv1.3" or the like; empty without a handshake.
        alpn: the protocol chosen ("h2"); empty where none.
        chain: certificates as sent, leaf first; empty without a handshake.
        ocsp_stapled: an OCSP response came with the handshake.
        ocsp_status: what it says of the leaf: "good", "revoked", "unknown" or "stale"
            (its time is over); empty where none came, or none that can be read.
        error: why there was no handshake ("connection refused"); empty where there was.
    """

    address: str
    port: int
    connected: bool
    trusted: bool = False
    verify_error: str = ""
    verify_code: int = 0
    name_matches: bool = False
    chain_complete: bool = False
    protocol: str = ""
    alpn: str = ""
    chain: tuple[Certificate, ...] = ()
    ocsp_stapled: bool = False
    ocsp_status: str = ""
    error: str = ""

    @property
    def leaf(self) -> Certificate | None:
        """Give the server's own certificate, where one was sent."""
        return self.chain[0] if self.chain else None

    @property
    def lacks_intermediate(self) -> bool:
        """Say whether the leaf's issuer was left out, and says where it is to be had.

        Leaves of public authorities name their issuer's certificate (CA/Browser Forum
        Baseline Requirements, section 7.1.2.7.7); one that does not is of a private one.
        """
        leaf = self.leaf
        if leaf is None or self.chain_complete or leaf.self_signed or not leaf.ca_issuers:
            return False
        return all(sent.subject != leaf.issuer for sent in self.chain[1:])


class TlsHandshake(Fact, frozen=True):
    """TLS on the addresses of a host; never empty of endpoints.

    Attributes:
        endpoints: one for each address that could be seen.
        unseen: "address: reason" of IPv6 addresses that could not.
    """

    endpoints: tuple[TlsEndpoint, ...]
    unseen: tuple[str, ...] = ()

    @property
    def answering(self) -> tuple[TlsEndpoint, ...]:
        """Give the endpoints that showed a certificate."""
        return tuple(endpoint for endpoint in self.endpoints if endpoint.chain)

    @property
    def leaves(self) -> tuple[Certificate, ...]:
        """Give the distinct leaf certificates, the one that expires first in front."""
        distinct = {end.chain[0].sha256: end.chain[0] for end in self.answering}
        return tuple(sorted(distinct.values(), key=lambda leaf: leaf.not_after))


class TlsVersions(Fact, frozen=True):
    """Which protocol versions a host accepts.

    Attributes:
        accepted: "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3".
        refused: of the same.
        unseen: versions that could not be asked for, with the reason.
    """

    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    unseen: tuple[str, ...] = ()
