"""The schema of `launchready.toml`; its tables are the subjects that checks are about.

Models are frozen, refuse unknown keys, and hold no secret: where a value is secret, the
key ends in `_env` and names an environment variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator, model_validator

from launchready.manifest.tables.access import Cloudflare, Load, Network, Session, Smoke, Write
from launchready.manifest.tables.assistants import Assistant
from launchready.manifest.tables.code import Database, Deploy, EnvVar, Queue, Repository
from launchready.manifest.tables.mail import Email, Mail, Mailbox, Sender
from launchready.manifest.tables.people import Access, Answer, Asset, Decision, Owner
from launchready.manifest.tables.product import (
    LATENCY_TARGET_MS,
    Host,
    Product,
    Redirect,
    Route,
    RouteKind,
)
from launchready.manifest.tables.recovery import Contact, Recovery
from launchready.manifest.tables.values import (
    DomainName,
    Endpoint,
    EnvName,
    IpAddress,
    MaybeDomain,
    Subject,
    Table,
    WebUrl,
    read_domain_name,
)
from launchready.manifest.tables.watch import (
    Channel,
    Maintenance,
    Monitor,
    Monitoring,
    MonitorKind,
    Watch,
)

__all__ = [
    "LATENCY_TARGET_MS",
    "Access",
    "Answer",
    "Asset",
    "Assistant",
    "Channel",
    "Cloudflare",
    "Contact",
    "Database",
    "Decision",
    "Deploy",
    "DomainName",
    "Email",
    "Endpoint",
    "EnvName",
    "EnvVar",
    "Host",
    "IpAddress",
    "Load",
    "Mail",
    "Mailbox",
    "Maintenance",
    "Manifest",
    "MaybeDomain",
    "Monitor",
    "MonitorKind",
    "Monitoring",
    "Network",
    "Owner",
    "Product",
    "Queue",
    "Recovery",
    "Redirect",
    "Repository",
    "Route",
    "RouteKind",
    "Sender",
    "Session",
    "Smoke",
    "Subject",
    "Table",
    "Watch",
    "WebUrl",
    "Write",
]


class Manifest(Table):
    """The whole file."""

    product: Product
    hosts: dict[str, Host] = Field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    senders: tuple[Sender, ...] = ()
    repository: Repository | None = None
    env: dict[str, EnvVar] = Field(default_factory=dict)
    database: Database | None = None
    queues: tuple[Queue, ...] = ()
    monitors: tuple[Monitor, ...] = ()
    channels: tuple[Channel, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    watch: Watch = Watch()
    monitoring: Monitoring = Monitoring()
    smoke: Smoke = Smoke()
    deploy: Deploy | None = None
    recovery: Recovery | None = None
    contacts: tuple[Contact, ...] = ()
    owners: tuple[Owner, ...] = ()
    access: tuple[Access, ...] = ()
    assistants: tuple[Assistant, ...] = ()
    decisions: tuple[Decision, ...] = ()
    answers: tuple[Answer, ...] = ()
    session: Session | None = None
    second_session: Session | None = None
    """Another user, of another customer: what is told to one must not reach the other."""
    load: Load = Load()
    cloudflare: Cloudflare | None = None
    email: Email = Email()
    mails: tuple[Mail, ...] = ()
    writes: tuple[Write, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    network: Network = Network()

    @field_validator("hosts", mode="before")
    @classmethod
    def _name_hosts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        named: dict[str, Any] = {}
        for name, table in value.items():
            known = read_domain_name(name)
            if known in named:
                raise ValueError(f"{known} stands there twice")
            named[known] = {"name": known, **table} if isinstance(table, dict) else table
        return named

    @model_validator(mode="after")
    def _references_hold(self) -> Manifest:
        """Refuse names that refer to nothing, and names given twice."""
        names = [route.name for route in self.routes]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f'two routes are named "{name}"')
        referred = [
            (f"monitors.{i}.route", m.route) for i, m in enumerate(self.monitors) if m.route
        ]
        referred += [(f"mails.{i}.route", mail.route) for i, mail in enumerate(self.mails)]
        for i, write in enumerate(self.writes):
            referred.append((f"writes.{i}.route", write.route))
            referred += [(f"writes.{i}.seen", name) for name in write.seen]
        named = {
            "mails": [mail.name for mail in self.mails],
            "mailboxes": [mailbox.name for mailbox in self.mailboxes],
            "writes": [write.name for write in self.writes],
            "assistants": [assistant.name for assistant in self.assistants],
        }
        for kind, given in named.items():
            if len(set(given)) < len(given):
                raise ValueError(f"two {kind} have one name")
        queues = [queue.name for queue in self.queues]
        boxes = [mailbox.name for mailbox in self.mailboxes]
        for i, monitor in enumerate(self.monitors):
            if monitor.queue and monitor.queue not in queues:
                raise ValueError(f'monitors.{i}.queue: no queue is named "{monitor.queue}"')
            if monitor.mailbox and monitor.mailbox not in boxes:
                where = f"monitors.{i}.mailbox"
                raise ValueError(f'{where}: no mailbox is named "{monitor.mailbox}"')
        channels = [channel.name for channel in self.channels]
        for i, contact in enumerate(self.contacts):
            if contact.channel and contact.channel not in channels:
                where = f"contacts.{i}.channel"
                raise ValueError(f'{where}: no channel is named "{contact.channel}"')
        if self.deploy and self.deploy.health:
            referred.append(("deploy.health", self.deploy.health))
        if self.session and self.session.login:
            referred.append(("session.login", self.session.login))
        if self.second_session and self.second_session.login:
            referred.append(("second_session.login", self.second_session.login))
        for where, name in referred:
            if name not in names:
                raise ValueError(f'{where}: no route is named "{name}"')
        return self

    @property
    def named_variables(self) -> frozenset[str]:
        """Give every environment variable that a key ending in `_env` names."""
        return frozenset(_named_variables(self))

    @property
    def all_hosts(self) -> tuple[Host, ...]:
        """Give the declared hosts, then those that only routes and redirects mention."""
        hosts = dict(self.hosts)
        canonical = urlsplit(self.product.canonical).hostname or self.product.domain
        mentioned = [self.product.domain, canonical]
        mentioned += [route.host for route in self.routes]
        mentioned += [redirect.host for redirect in self.redirects]
        for name in mentioned:
            if name not in hosts:
                hosts[name] = Host(name=name, declared=False)
        return tuple(hosts.values())

    def host_named(self, name: str) -> Host | None:
        """Find a host by its name."""
        return next((host for host in self.all_hosts if host.name == name), None)

    def route_named(self, name: str) -> Route | None:
        """Find a route by its name."""
        return next((route for route in self.routes if route.name == name), None)

    def subjects(self, kind: type[Subject]) -> tuple[Subject, ...]:
        """Give every subject of a kind, in the order of the file."""
        single = {Repository: self.repository, Database: self.database}
        if kind in single:
            found = single[kind]
            return (found,) if found else ()
        several: dict[type[Subject], tuple[Subject, ...]] = {
            Product: (self.product,),
            Host: self.all_hosts,
            Route: self.routes,
            Redirect: self.redirects,
            Sender: self.senders,
            Queue: self.queues,
            Monitor: self.monitors,
            Channel: self.channels,
            Assistant: self.assistants,
        }
        return several[kind]

    def related(self, subject: Subject, kind: type[Subject]) -> Subject | None:
        """Find the one subject of a kind that another belongs to.

        A route and a redirect belong to their host, a monitor to its route, and
        everything to the product.
        """
        if isinstance(subject, kind):
            return subject
        if kind is Product:
            return self.product
        if kind is Host and isinstance(subject, Route | Redirect):
            return self.host_named(subject.host)
        if isinstance(subject, Monitor):
            route = self.route_named(subject.route)
            return route if kind is Route or route is None else self.related(route, kind)
        found = self.subjects(kind)
        return found[0] if kind in {Repository, Database} and found else None


def _named_variables(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            field = getattr(value, name)
            if name.endswith("_env") and isinstance(field, str):
                yield field
            else:
                yield from _named_variables(field)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _named_variables(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _named_variables(each)
