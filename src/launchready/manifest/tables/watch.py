"""What is looked at again and again, and who is told."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, PositiveInt, field_validator, model_validator

from launchready.manifest.tables.values import (
    EnvName,
    Subject,
    Table,
    WebUrl,
    check_endpoint,
    check_timezone,
)

MonitorKind = Literal[
    "http", "tcp", "dns", "tls", "smtp", "mail", "heartbeat", "postgres", "redis", "queue"
]  # fmt: skip
"""What a monitor does to find out."""


_NEEDED: dict[str, tuple[str, ...]] = {
    "http": ("route",),
    "tcp": ("at",),
    "dns": ("at",),
    "tls": ("at",),
    "smtp": ("at",),
    "mail": ("mailbox",),
    "heartbeat": ("name",),
    "postgres": ("url_env",),
    "redis": ("url_env",),
    "queue": ("queue",),
}
"""Keys that a kind of monitor cannot do without."""


class Monitor(Subject):
    """Something that is looked at again and again, so that an outage is noticed."""

    kind_name: ClassVar[str] = "monitor"

    route: str = ""
    """Name of the route that an `http` monitor asks for."""
    name: str = ""
    """What alerts call it; default: what it looks at."""
    kind: MonitorKind = "http"
    """How it looks."""
    every_s: int = Field(default=60, ge=5)
    """Seconds from one look to the next."""
    misses: PositiveInt = 2
    """Misses in a row that open an incident."""
    recover: PositiveInt = 2
    """Good looks in a row that close it."""
    severity: Literal["page", "notify"] = "page"
    """Whether somebody is woken."""
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    """How long an answer is waited for; later is a miss."""
    group: str = ""
    """Monitors of one group share an incident; default: the host."""
    at: str = ""
    """host:port of a `tcp`, `tls` or `smtp` monitor; the name that a `dns` monitor asks for."""
    record: Literal["A", "AAAA", "CNAME", "MX", "NS", "TXT"] = "A"
    """What a `dns` monitor asks for."""
    answers: tuple[str, ...] = ()
    """What a `dns` monitor must be told, among others; default: anything at all."""
    url_env: EnvName | None = None
    """Variable with the URL of a `postgres` or `redis` monitor, or of the SMTP server that a
    `mail` monitor sends by."""
    mailbox: str = ""
    """Name of the `[[mailboxes]]` entry where a `mail` monitor's mail must arrive."""
    queue: str = ""
    """Name of the `[[queues]]` entry whose oldest job's age is looked at."""
    text: str = ""
    """What the body of an `http` monitor's answer must hold."""
    json_values: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, alias="json"
    )
    """Dotted paths into the body, read as JSON, and the values that must be there."""
    ends_at: WebUrl | None = None
    """Where an `http` monitor's redirects must end; without it none is followed."""
    certificate_days: int = Field(default=14, ge=0)
    """Least days that a certificate must still be valid; 0 leaves it alone."""
    grace_s: PositiveInt = 60
    """How late a `heartbeat` may be."""
    shown_as: str = Field(default="", max_length=80)
    """What customers know it by: so it stands on the public status page; without it, not."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _knows_what_to_look_at(self) -> Monitor:
        for key in _NEEDED[self.kind]:
            if not getattr(self, key):
                raise ValueError(f'a monitor of kind "{self.kind}" needs "{key}"')
        if self.kind in {"tcp", "tls", "smtp"}:
            check_endpoint(self.at)
        return self

    @property
    def seconds_to_notice(self) -> float:
        """Give the longest time from an outage to the miss that opens an incident.

        A heartbeat is missed once: when its period and its grace have passed.
        """
        if self.kind == "heartbeat":
            return self.every_s + self.grace_s
        return self.every_s * self.misses + self.timeout_s

    @property
    def target(self) -> str:
        """Give what alerts call it."""
        return self.name or self.route or self.at or self.queue or self.url_env or self.kind


class Channel(Subject):
    """A way for alerts to reach a person."""

    kind_name: ClassVar[str] = "channel"

    name: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    """email slack sms webhook pagerduty opsgenie discord teams telegram apprise."""
    url_env: EnvName | None = None
    """Variable with the channel's secret URL or key."""
    to: str = ""
    """Addresses, telephone numbers or a chat, several with commas between."""
    severity: tuple[Literal["page", "notify"], ...] = ("page", "notify")
    person: str = ""
    """Who is reached by it."""
    after_min: int = Field(default=0, ge=0)
    """Minutes without an acknowledgement before this channel is told: the second person."""
    quiet: str = Field(default="", pattern=r"^(\d\d:\d\d-\d\d:\d\d)?$")
    """Hours in which `notify` alerts wait, such as "22:00-07:00"; pages never do."""
    digest: str = Field(default="", pattern=r"^(hourly|\d\d:\d\d)?$")
    """`notify` alerts are collected into one message: "hourly", or daily at such a time."""
    timezone: str = "UTC"
    """Where `quiet` and `digest` are read."""
    secret_env: EnvName | None = None
    """Variable with the key that a `webhook` channel's messages are signed with."""

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        return check_timezone(value)

    @property
    def target(self) -> str:
        """Give the channel's name."""
        return self.name


class Maintenance(Table):
    """A time in which misses are expected: they are kept, and nobody is told."""

    reason: str = Field(min_length=1)
    monitors: tuple[str, ...] = ("*",)
    """Names of monitors; * stands for a part."""
    start: datetime | None = None
    """First moment of a window that happens once."""
    end: datetime | None = None
    """Its last."""
    weekly: str = Field(
        default="", pattern=r"^((Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d:\d\d-\d\d:\d\d)?$"
    )
    """A window of every week instead, such as "Sun 02:00-04:00"."""
    timezone: str = "UTC"
    """Where `weekly`, and times without an offset, are read."""

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        return check_timezone(value)

    @model_validator(mode="after")
    def _one_kind(self) -> Maintenance:
        once = self.start is not None and self.end is not None
        if once == bool(self.weekly):
            raise ValueError('needs either "start" and "end", or "weekly"')
        if (self.start is None) != (self.end is None):
            raise ValueError('needs both "start" and "end"')
        if self.start and self.end and (self.start.tzinfo is None) != (self.end.tzinfo is None):
            raise ValueError('"start" and "end" both have an offset, or neither')
        if self.start and self.end and self.end <= self.start:
            raise ValueError('"end" comes after "start"')
        return self


class Watch(Table):
    """How the monitor itself runs."""

    public_url: WebUrl | None = None
    """Where people reach this service: links to acknowledge start with it."""
    references: tuple[str, ...] = ()
    """URLs or host:port of others, far apart: when all fail, our own network is gone."""
    dead_man_env: EnvName | None = None
    """Variable with a URL of somebody else that is called as long as all is well."""
    dead_man_every_s: int = Field(default=60, ge=5)
    second_env: EnvName | None = None
    """Variable with the URL of a second monitor, which is asked before a miss is believed."""
    second_key_env: EnvName | None = None
    """Variable with the key that both monitors share."""
    release_key_env: EnvName | None = None
    """Variable with the key by which CI tells of releases (`launchready release`)."""
    github_secret_env: EnvName | None = None
    """Variable with the secret of GitHub's webhook, which tells of deployments."""
    sentry_secret_env: EnvName | None = None
    """Variable with the client secret of Sentry's integration, which tells of releases."""
    store_env: EnvName | None = None
    """Variable with a postgresql:// URL; without it, SQLite in the data folder."""
    smtp_env: EnvName | None = None
    """Variable with the smtp:// or smtps:// URL of `email` channels without one."""
    allow: tuple[str, ...] = ()
    """Private networks that monitors may look into, such as "10.0.0.0/8"."""
    raw_days: PositiveInt = 30
    """How long single looks are kept."""
    hour_days: PositiveInt = 400
    """How long hourly sums are kept; daily ones stay."""

    @field_validator("allow")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ipaddress.ip_network(each)) for each in value)


class Monitoring(Table):
    """What people rely on when something is wrong."""

    errors: str = ""
    """Where errors are collected ("sentry"); recognised in code and pages where empty."""
    log_retention_days: PositiveInt | None = None
    """How long logs can be searched."""
    status_page: WebUrl | None = None
    """Where customers look whether it is only them; on other hosts than the product."""
    incident_checklist: str = ""
    """Document with what to do in an incident, relative to the repository."""
    error_url: WebUrl | None = None
    """Address on staging that fails on purpose: `launchready drill error` asks for it."""
    error_method: Literal["GET", "POST"] = "GET"
    """How it is asked."""
    error_as_user: bool = False
    """It is asked for within `[session]`, so that the error should name the user."""
    error_command: str = ""
    """Prints the newest log lines or events, where they are in no file."""
