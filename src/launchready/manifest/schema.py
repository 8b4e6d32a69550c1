"""The schema of `launchready.toml`; its tables are the subjects that checks are about.

Models are frozen, refuse unknown keys, and hold no secret: where a value is secret, the
key ends in `_env` and names an environment variable.
"""

from __future__ import annotations

import ipaddress
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    field_validator,
    model_validator,
)

from launchready.manifest.patterns import pattern_problem


def _domain_name(value: str) -> str:
    """Check a host name (RFC 1123 section 2.1), IDNA names in their A-label form."""
    name = value.rstrip(".").lower()
    try:
        name.encode("ascii")
    except UnicodeEncodeError:
        name = name.encode("idna").decode("ascii")
    labels = name.split(".")
    if "/" in name or ":" in name:
        raise ValueError("is a host name alone, without scheme, port or path")
    if len(name) > 253 or any(not 0 < len(label) < 64 for label in labels):
        raise ValueError("is not a host name: a label is empty or over 63 characters")
    if any(label[0] == "-" or label[-1] == "-" for label in labels):
        raise ValueError("is not a host name: a label starts or ends with a hyphen")
    if not all(char.isalnum() or char in "-_" for label in labels for char in label):
        raise ValueError("is not a host name: letters, digits and hyphens only")
    return name


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a full URL such as https://app.acme.example/path")
    if parts.username or parts.password:
        raise ValueError("holds a user name or password: name an environment variable instead")
    _ = parts.port  # raises ValueError for a port out of range
    if parts.hostname.isascii():
        return value
    name = parts.hostname.encode("idna").decode("ascii")
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{name}{port}").geturl()


def _ip_address(value: str) -> str:
    return str(ipaddress.ip_address(value))


def _endpoint(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError('is not "host:port", such as "127.0.0.1:8443" or "[::1]:8443"')
    return value


def _timezone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is no time zone such as "Europe/Berlin"') from None
    return value


DomainName = Annotated[str, AfterValidator(_domain_name)]
MaybeDomain = Annotated[str, AfterValidator(lambda name: _domain_name(name) if name else "")]
"""A host name, or "" for none."""
WebUrl = Annotated[str, AfterValidator(_web_url)]
IpAddress = Annotated[str, AfterValidator(_ip_address)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
EnvName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Table(BaseModel):
    """A table of the manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Subject(Table):
    """A table that checks can be about."""

    kind_name: ClassVar[str]

    @property
    def target(self) -> str:
        """Give the words by which a report names this subject."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """Give an identity that is stable across runs."""
        return f"{self.kind_name}:{self.target}"


class Product(Subject):
    """The product as a whole."""

    kind_name: ClassVar[str] = "product"

    name: str = Field(min_length=1)
    """What customers call it."""
    domain: DomainName
    """The apex."""
    canonical: WebUrl = ""
    """Where visitors should land; default: https:// and the domain."""
    environment: Literal["production", "staging"] = "production"
    """What the manifest describes: drills act on staging, elsewhere with --really alone."""
    users: PositiveInt | None = None
    """Expected at launch; sizes the spike."""
    peak_rps: PositiveFloat | None = None
    """Normal peak, in requests a second; the spike is 10x this."""
    launched: date | None = None
    """First day with paying customers; some things may wait until the week after it."""

    @model_validator(mode="before")
    @classmethod
    def _default_canonical(cls, data: Any) -> Any:
        if isinstance(data, dict) and "canonical" not in data and "domain" in data:
            return {**data, "canonical": f"https://{data['domain']}"}
        return data

    @property
    def target(self) -> str:
        """Give the apex domain."""
        return self.domain


class Host(Subject):
    """A host name of the product."""

    kind_name: ClassVar[str] = "host"

    name: DomainName
    """The host name; in the file, the table's own key."""
    role: Literal["marketing", "app", "api", "assets", "redirect", "other"] = "other"
    """What it is for; a `redirect` host sends every path and query to the canonical."""
    proxy: Literal["cloudflare", "other", "none"] | None = None
    """The proxy that is meant to stand in front; None where nothing is declared."""
    origin: IpAddress | None = None
    """Where the proxy fetches from, if any."""
    hsts_preload: bool | None = None
    """Whether browsers are to ship the host, the apex, as https only; None: not said."""
    declared: bool = True
    """False for a host that only a route or redirect mentions; never written by hand."""

    @property
    def target(self) -> str:
        """Give the host name."""
        return self.name


RouteKind = Literal[
    "page", "login", "api", "write", "report", "health", "webhook", "callback", "asset"
]
"""What a route is for."""

LATENCY_TARGET_MS: dict[str, int] = {"write": 900, "report": 1500}
"""Target p95 by kind; core reads, 500 ms, are every other kind (ROADMAP: thresholds)."""


class Route(Subject):
    """One address that must work, and how."""

    kind_name: ClassVar[str] = "route"

    name: str = Field(min_length=1)
    """A short name, unique in the file; monitors and smoke tests refer to it."""
    url: WebUrl
    """The full URL."""
    kind: RouteKind = "page"
    """What it is for."""
    access: Literal["public", "user", "service"] = "public"
    """Who may read it."""
    cache: Literal["public", "private", "none"] | None = None
    """Which caching is intended; None where nothing is declared."""
    expect: int = Field(default=200, ge=100, le=599)
    """The status that a proper caller gets."""
    p95_ms: PositiveInt = 500
    """Target p95 in milliseconds; default: 500 core reads, 900 writes, 1500 reports."""
    critical: bool = False
    """The product is down when this route is."""
    weight: float | None = Field(default=None, ge=0, le=1000)
    """Share of the requests of `drill spike`, relative to other routes; 0 leaves it out.
    Default: 1 for pages and APIs, 0.1 for reports, 0 for every other kind."""

    @model_validator(mode="before")
    @classmethod
    def _default_target(cls, data: Any) -> Any:
        if isinstance(data, dict) and "p95_ms" not in data:
            return {**data, "p95_ms": LATENCY_TARGET_MS.get(str(data.get("kind")), 500)}
        return data

    @property
    def target(self) -> str:
        """Give the route's URL."""
        return self.url

    @property
    def host(self) -> str:
        """Give the host name of the URL."""
        return urlsplit(self.url).hostname or ""

    @property
    def by_machines(self) -> bool:
        """Say whether programs, not browsers, call it: no challenge can be passed."""
        return self.kind in {"api", "webhook", "health"} or self.access == "service"


class Redirect(Subject):
    """An old address and where it should lead."""

    kind_name: ClassVar[str] = "redirect"
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: WebUrl = Field(alias="from")
    """The old URL."""
    to: WebUrl
    """Where it should lead."""
    permanent: bool = True
    """301 or 308 rather than 302, 303 or 307."""

    @property
    def target(self) -> str:
        """Give the old URL."""
        return self.source

    @property
    def host(self) -> str:
        """Give the host name of the old URL."""
        return urlsplit(self.source).hostname or ""


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


class Repository(Subject):
    """The source code and what is built from it."""

    kind_name: ClassVar[str] = "repository"

    path: str = "."
    """Folder, relative to the manifest."""
    build_output: tuple[str, ...] = ()
    """Folders with frontend bundles, relative to `path`."""
    logs: tuple[str, ...] = ()
    """Patterns of log files, relative to `path`."""
    images: tuple[str, ...] = ()
    """Patterns of container images kept as tar files (`docker save`), relative to `path`."""
    ignore: tuple[str, ...] = ()
    """Patterns of files that are not looked at."""

    @property
    def target(self) -> str:
        """Give the folder."""
        return self.path


def _usable_pattern(pattern: str) -> str:
    problem = pattern_problem(pattern)
    if problem:
        raise ValueError(problem)
    return pattern


class EnvVar(Table):
    """One variable of the environment contract; `launchready env` holds values against it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    required: bool = True
    """The product does not start without it."""
    secret: bool = False
    """Its value must be seen by nobody."""
    type: Literal[
        "str", "int", "float", "bool", "url", "email", "port", "enum", "json",
        "duration", "base64", "path",
    ] = "str"  # fmt: skip
    """What its value is."""
    in_: tuple[str, ...] = Field(default=(), alias="in")
    """Environments that have it ("production", "staging"); empty for all."""
    describe: str = ""
    """What it is for."""
    rotate: str = ""
    """How a secret is replaced, and by whom."""
    values: tuple[str, ...] = ()
    """Of an enum: the values there are."""
    min_length: PositiveInt | None = None
    """Least number of characters."""
    pattern: Annotated[str, AfterValidator(_usable_pattern)] | None = None
    """Regular expression for the whole value; no repeated group may itself repeat."""
    default: str | None = None
    """What the product goes on with where it is not set."""
    example: str | None = None
    """A value that could be one, for .env.example and for messages; never a real secret."""
    not_in_repository: bool = False
    """`launchready env check` looks whether a file of the repository holds the value."""
    local: bool = False
    """In production, too, it may name this machine (a proxy or server beside the product)."""

    @model_validator(mode="after")
    def _enum_has_values(self) -> EnvVar:
        if self.type == "enum" and not self.values:
            raise ValueError('an enum needs "values", the list of what it may be')
        return self


class Database(Subject):
    """The product's database."""

    kind_name: ClassVar[str] = "database"

    url_env: EnvName
    statement_ms: PositiveInt = 200

    @property
    def target(self) -> str:
        """Give the name of the variable that holds the URL."""
        return self.url_env


class Queue(Subject):
    """A queue of background jobs."""

    kind_name: ClassVar[str] = "queue"

    name: str = Field(min_length=1)
    engine: Literal[
        "celery", "rq", "dramatiq", "arq", "bullmq", "sidekiq", "pg-table", "rabbitmq"
    ]  # fmt: skip
    url_env: EnvName
    max_age_s: PositiveInt = 60

    @property
    def target(self) -> str:
        """Give the queue's name."""
        return self.name


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

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _knows_what_to_look_at(self) -> Monitor:
        for key in _NEEDED[self.kind]:
            if not getattr(self, key):
                raise ValueError(f'a monitor of kind "{self.kind}" needs "{key}"')
        if self.kind in {"tcp", "tls", "smtp"}:
            _endpoint(self.at)
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
        return _timezone(value)

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
        return _timezone(value)

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


class Smoke(Table):
    """What `launchready smoke` looks for after a deployment, beside the declared routes."""

    text: str = ""
    """Words that the test user's own dashboard shows, and nobody else's."""
    mail: str = ""
    """Name of the `[[mails]]` entry that is triggered and must arrive."""
    webhook_body: str = '{"type":"launchready.smoke"}'
    """Event that is posted to every webhook route."""
    webhook_header: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$")
    """Header field with the hexadecimal HMAC-SHA256 of the body."""
    webhook_key_env: EnvName | None = None
    """Variable with the key of that signature; without it nothing signed is sent."""
    webhook_expect: int = Field(default=200, ge=100, le=599)
    """The status that a signed event gets; an unsigned one gets the route's `expect`."""
    browser: bool = False
    """Whether a real browser opens the pages, too."""


class Assistant(Subject):
    """An AI feature's endpoint."""

    kind_name: ClassVar[str] = "assistant"

    name: str = Field(min_length=1)
    url: WebUrl

    @property
    def target(self) -> str:
        """Give the assistant's name."""
        return self.name


class Deploy(Table):
    """How a release goes out and how it is taken back."""

    command: str = ""
    rollback: str = ""
    health: str = ""
    """Name of the route that tells whether a release is up."""
    release_header: str = ""
    rollback_minutes: PositiveInt = 5


class Owner(Table):
    """Who holds an account that the product stands on."""

    asset: Literal[
        "registrar", "dns", "edge", "hosting", "email", "monitoring", "repository",
        "database", "payments", "error-tracking",
    ]  # fmt: skip
    provider: str = ""
    account: str = ""
    holder: Literal["founder", "agency", "person"] | None = None
    second: str = ""


class Decision(Table):
    """What the founder decided about a finding."""

    check: str
    """Id of the check; * stands for a part (`edge/*`)."""
    target: str = "*"
    """Target of the finding; * stands for a part."""
    decision: Literal["fix-now", "defer"]
    owner: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    until: date | None = None
    """Last day on which a deferral holds."""

    @model_validator(mode="after")
    def _deferral_ends(self) -> Decision:
        if self.decision == "defer" and self.until is None:
            raise ValueError('a deferral needs "until", the day on which it ends')
        return self


class Answer(Table):
    """What a person says to a question that nothing else in the file answers."""

    check: str
    """Id of the check that asks."""
    target: str = "*"
    """Target of the question; * stands for a part."""
    answer: str = Field(min_length=1)
    """In words, what is the case."""
    by: str = Field(min_length=1)
    """Who says so."""
    on: date
    """When; an answer is asked for again after a year."""


class Session(Table):
    """How an audit reads routes as a signed-in user: a cookie, a header, or a sign-in."""

    login: str = ""
    """Name of the route with the login form; with it, the two variables below."""
    username_env: EnvName | None = None
    password_env: EnvName | None = None
    cookie_env: EnvName | None = None
    """Variable with a Cookie header of a live session, instead of a sign-in."""
    authorization_env: EnvName | None = None
    """Variable with an Authorization header, instead of a sign-in."""


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


class Load(Table):
    """What load drills keep to, beside ten times the declared peak."""

    max_rps: PositiveFloat | None = None
    """Never more requests a second than this."""


class Cloudflare(Table):
    """Read-only access to the settings of the zone at Cloudflare."""

    token_env: EnvName
    zone: str = ""
    """Zone id; found by the domain's name where empty."""


class Network(Table):
    """Overrides for staging, tests and the demo; absent in production."""

    resolver: Endpoint | None = None
    """Recursive resolver to ask in place of the system's."""
    ca_file: str | None = None
    """PEM file with further trusted roots, relative to the manifest."""
    connect: dict[Endpoint, Endpoint] = Field(default_factory=dict)
    """host:port, or address:port, as seen from outside, to where to connect."""


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
    owners: tuple[Owner, ...] = ()
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
    mailboxes: tuple[Mailbox, ...] = ()
    network: Network = Network()

    @field_validator("hosts", mode="before")
    @classmethod
    def _name_hosts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        named: dict[str, Any] = {}
        for name, table in value.items():
            known = _domain_name(name)
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
        for kind, given in (("mails", self.mails), ("mailboxes", self.mailboxes)):
            twice = [each.name for each in given]
            if len(set(twice)) < len(twice):
                raise ValueError(f"two {kind} have one name")
        queues = [queue.name for queue in self.queues]
        boxes = [mailbox.name for mailbox in self.mailboxes]
        for i, monitor in enumerate(self.monitors):
            if monitor.queue and monitor.queue not in queues:
                raise ValueError(f'monitors.{i}.queue: no queue is named "{monitor.queue}"')
            if monitor.mailbox and monitor.mailbox not in boxes:
                where = f"monitors.{i}.mailbox"
                raise ValueError(f'{where}: no mailbox is named "{monitor.mailbox}"')
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
