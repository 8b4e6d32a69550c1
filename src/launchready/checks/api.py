"""The one import that a check needs.

A check is a module of `launchready.checks.STAGE`.  Its path is its id, its docstring its
documentation, its `Outcomes` a closed set, and its `judge` a pure function from facts to
one of them.  `docs/contributing` shows how to add one in ten minutes.

Module attributes that the engine reads:
    Outcomes: a class whose attributes are outcomes.
    judge: takes, by type, one subject, facts about it, and `Clock` or `Manifest`;
        returns `Verdict`, or a sequence of them for several places.
        `SomeFact | Unseen` asks to be called even where the fact could not be had;
        `Every[SomeFact]` asks for the fact of every subject of its kind.
    MINIMUM_BAR: id of the minimum-bar item that the check is part of, if any.
    EFFORT_HOURS: about how long the fix takes.
    applies: optional, takes the subject; False gives `Outcomes.NOT_APPLICABLE` without
        gathering anything.
"""

from launchready.checks.caching import (
    cache_directives,
    cache_lifetime,
    kept_by_edge,
    why_shared,
)
from launchready.checks.landing import goes_canonical, home, landing, origin
from launchready.checks.verdict import (
    Impact,
    Outcome,
    Status,
    Value,
    Verdict,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)
from launchready.clock import Clock
from launchready.facts.base import Every, Fact, Unseen
from launchready.facts.caching import AssetVisit, CorsProbe, DeceptionProbe, HostAssets
from launchready.facts.cloudflare import CloudflareZone, EdgeRule, PageRule
from launchready.facts.dns import (
    RESERVED_SUFFIXES,
    AliasTarget,
    CaaPolicy,
    Delegation,
    DnsAnswer,
    DnsRecord,
    DoubledNames,
    HostAddresses,
    Nameserver,
    RecordLifetimes,
    Registration,
    SeenName,
    SeenNames,
    ZoneSecurity,
)
from launchready.facts.errors import ErrorPage, Leak
from launchready.facts.http import (
    Body,
    End,
    EntryPoints,
    Failure,
    HttpExchange,
    RouteVisit,
    SetCookie,
    Timing,
    Trace,
)
from launchready.facts.login import Form, FormField, OpenedPage, Page, is_session_like
from launchready.facts.mail import DkimKey, DomainMail, MailRecords
from launchready.facts.pages import (
    FormTarget,
    PageAnswers,
    PageContent,
    SignedInVisit,
    Subresource,
)
from launchready.facts.providers import ProviderKind, Sighting, recognise
from launchready.facts.proxy import (
    ApiAnswer,
    MethodProbe,
    OriginAnswer,
    OriginProbe,
    OriginState,
    WebhookProbe,
)
from launchready.facts.redirects import (
    CookielessTraces,
    DeepLinks,
    ForeignRedirect,
    OpenRedirectProbe,
    RedirectVisit,
    Sitemap,
)
from launchready.facts.repository import (
    BaseImage,
    Dependencies,
    EnvName,
    EnvSource,
    Found,
    HostingFile,
    Pipeline,
    RepositoryFacts,
)
from launchready.facts.secrets import (
    Allowed,
    BuildSecrets,
    Danger,
    EnvFile,
    Findings,
    FoundSecret,
    HistorySecrets,
    ImageSecrets,
    LogSecrets,
    Tier,
    TreeSecrets,
    Unread,
)
from launchready.facts.tls import Certificate, TlsEndpoint, TlsHandshake, TlsVersions
from launchready.manifest.schema import (
    Assistant,
    Channel,
    Database,
    Host,
    Manifest,
    Monitor,
    Product,
    Queue,
    Redirect,
    Repository,
    Route,
    Sender,
)

__all__ = [
    "RESERVED_SUFFIXES",
    "AliasTarget",
    "Allowed",
    "ApiAnswer",
    "AssetVisit",
    "Assistant",
    "BaseImage",
    "Body",
    "BuildSecrets",
    "CaaPolicy",
    "Certificate",
    "Channel",
    "Clock",
    "CloudflareZone",
    "CookielessTraces",
    "CorsProbe",
    "Danger",
    "Database",
    "DeceptionProbe",
    "DeepLinks",
    "Delegation",
    "Dependencies",
    "DkimKey",
    "DnsAnswer",
    "DnsRecord",
    "DomainMail",
    "DoubledNames",
    "EdgeRule",
    "End",
    "EntryPoints",
    "EnvFile",
    "EnvName",
    "EnvSource",
    "ErrorPage",
    "Every",
    "Fact",
    "Failure",
    "Findings",
    "ForeignRedirect",
    "Form",
    "FormField",
    "FormTarget",
    "Found",
    "FoundSecret",
    "HistorySecrets",
    "Host",
    "HostAddresses",
    "HostAssets",
    "HostingFile",
    "HttpExchange",
    "ImageSecrets",
    "Impact",
    "Leak",
    "LogSecrets",
    "MailRecords",
    "Manifest",
    "MethodProbe",
    "Monitor",
    "Nameserver",
    "OpenRedirectProbe",
    "OpenedPage",
    "OriginAnswer",
    "OriginProbe",
    "OriginState",
    "Outcome",
    "Page",
    "PageAnswers",
    "PageContent",
    "PageRule",
    "Pipeline",
    "Product",
    "ProviderKind",
    "Queue",
    "RecordLifetimes",
    "Redirect",
    "RedirectVisit",
    "Registration",
    "Repository",
    "RepositoryFacts",
    "Route",
    "RouteVisit",
    "SeenName",
    "SeenNames",
    "Sender",
    "SetCookie",
    "Sighting",
    "SignedInVisit",
    "Sitemap",
    "Status",
    "Subresource",
    "Tier",
    "Timing",
    "TlsEndpoint",
    "TlsHandshake",
    "TlsVersions",
    "Trace",
    "TreeSecrets",
    "Unread",
    "Unseen",
    "Value",
    "Verdict",
    "Verdicts",
    "WebhookProbe",
    "ZoneSecurity",
    "asks",
    "cache_directives",
    "cache_lifetime",
    "cannot_tell",
    "fails",
    "goes_canonical",
    "home",
    "is_session_like",
    "kept_by_edge",
    "landing",
    "not_applicable",
    "origin",
    "passes",
    "recognise",
    "why_shared",
]
