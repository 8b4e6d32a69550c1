"""A service that sends mail for others: what it wants published, and how it shows.

Facts about providers age.  Each has the page that it documents them on; a field that was
found only in other people's zones, and not in the provider's own documentation or in its
own Domain Connect template, is listed in `unverified`.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class SpfPlace(StrEnum):
    """Whose domain is in the envelope sender, and so whose SPF record receivers ask for."""

    FROM = "from"
    """The domain in From: its SPF record must name the provider."""
    RETURN_PATH = "return-path"
    """A subdomain of the customer's, once that is set up; the From domain needs nothing."""
    PROVIDER = "provider"
    """The provider's own domain: the customer's SPF record is never asked for."""


class MailProvider(Struct, frozen=True):
    """A service that sends mail for others.

    Attributes:
        name: as `provider` in [[senders]].
        title: as people call it.
        source: where it documents the records that it wants.
        aliases: further names that people write in [[senders]].
        spf: where the SPF record lies that receivers ask for.
        includes: domains that its customers include there, the current one first.
        selectors: DKIM selectors that it gives its customers; () where each gets its own.
        dkim: "TXT" or "CNAME", the record at a selector's name.
        dkim_target: what a CNAME there leads to, {selector} and {domain} filled in; ""
            where only the provider's console tells.
        return_path: usual label of the envelope sender's domain; "" where none is usual.
        return_path_records: "TYPE value" to publish there; <...> is told in the console.
        domains: suffixes of its own names: reverse DNS of its servers, its own envelope
            senders and its own DKIM signatures.
        carrier: name of the provider whose servers it sends through, or "".
        exchangers: suffixes of its MX hosts, where it also receives.
        packages: services by which source code talks to it.
        unverified: names of the fields that its own documentation was not seen to confirm.
    """

    name: str
    title: str
    source: str
    aliases: tuple[str, ...] = ()
    spf: SpfPlace = SpfPlace.FROM
    includes: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    dkim: str = "TXT"
    dkim_target: str = ""
    return_path: str = ""
    return_path_records: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    carrier: str = ""
    exchangers: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()

    @property
    def wants_include(self) -> bool:
        """Say whether the From domain's own SPF record must name the provider."""
        return self.spf is SpfPlace.FROM and bool(self.includes)
