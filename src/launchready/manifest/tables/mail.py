"""The mail that the product sends, and where the answers and copies go."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, PositiveInt, model_validator

from launchready.manifest.tables.values import (
    DomainName,
    Endpoint,
    EnvName,
    MaybeDomain,
    Subject,
    Table,
)


class Sender(Subject):
    """A domain that mail is sent from, and by whom."""

    kind_name: ClassVar[str] = "sender"
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    domain: DomainName
    """The domain in From."""
    from_: str = Field(default="", alias="from")
    """The whole From header field."""
    reply_to: str = ""
    """Where answers go."""
    provider: str = ""
    """A known provider fills in include, selectors and return path."""
    dkim_selectors: tuple[str, ...] = ()
    """Selectors that sign."""
    spf_includes: tuple[str, ...] = ()
    """Domains that the SPF record must include for this sender."""
    return_path: str = ""
    """The domain of the envelope sender."""
    dkim_domain: MaybeDomain = ""
    """The domain that signs (d=); default: the one in From."""
    tracking_domain: MaybeDomain = ""
    """The host that links in its mails lead through, where clicks are counted."""

    @property
    def target(self) -> str:
        """Give the domain in From, and the provider where there are several."""
        return f"{self.domain} via {self.provider}" if self.provider else self.domain


class Email(Table):
    """What an audit may ask about mail beyond the senders."""

    parked: tuple[DomainName, ...] = ()
    """Own domains that neither send nor take mail."""
    blocklists: tuple[DomainName, ...] = ()
    """DNS block lists that may be asked about the product's own sending addresses."""


class Mail(Table):
    """A mail that the product sends by itself, and how to make it do so."""

    name: str = Field(min_length=1)
    """A short name, unique in the file ("signup")."""
    route: str
    """Name of the route with the form that triggers it, or that takes a POST of JSON."""
    fields: dict[str, str] = Field(default_factory=dict)
    """What to fill in; {recipient} and {token} stand for this run's address and its mark."""
    submit: Literal["form", "json"] = "form"
    """Whether the route shows a form, or takes JSON."""
    as_user: bool = False
    """Whether it is triggered within `[session]` (an invitation)."""
    subject: str = ""
    """Words of the subject line that tell it from the product's other mails."""
    sender: MaybeDomain = ""
    """Domain that From must have; default: one of [[senders]]."""
    bulk: bool = False
    """A mail that people may unsubscribe from: List-Unsubscribe is due."""
    within_s: PositiveInt = 120
    """How long it may take to arrive."""


class Mailbox(Table):
    """Where the mail drill looks for what arrives, or where DMARC reports are sent."""

    name: str = Field(min_length=1)
    """A short name, unique in the file ("gmail"); a report's column."""
    address: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    """The mail address; the drill writes to it with +TOKEN before the @."""
    host: str = ""
    """IMAP server; known for common providers' addresses."""
    port: int = Field(default=993, ge=1, le=65535)
    """With TLS from the beginning."""
    user: str = ""
    """Login name; default: the address."""
    password_env: EnvName | None = None
    """Variable with the password, best one for this app alone."""
    inbox: str = "INBOX"
    """Folder that is looked at."""
    junk: str = ""
    """Folder for spam; found by itself where the server marks it."""
    authserv_id: str = ""
    """Name that the provider writes into Authentication-Results; default: the topmost."""
    plus: bool = True
    """Whether the provider takes +TOKEN; else runs are told apart by time alone."""
    listen: Endpoint | None = None
    """Instead of IMAP: catch mail by SMTP at this address (staging)."""
    reports: bool = False
    """Whether DMARC and TLS reports arrive here; the drill then leaves it alone."""

    @model_validator(mode="after")
    def _can_be_read(self) -> Mailbox:
        if self.listen is None and self.password_env is None:
            raise ValueError('a mailbox needs "password_env" (IMAP) or "listen" (catcher)')
        return self
