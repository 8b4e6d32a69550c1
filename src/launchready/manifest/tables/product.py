"""What the product is: its hosts, routes and redirects."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, PositiveFloat, PositiveInt, model_validator

from launchready.manifest.tables.values import DomainName, IpAddress, Subject, WebUrl


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
    paths: tuple[Annotated[str, Field(pattern="^/", max_length=500)], ...] = ()
    """Further paths that are this route in access logs; * is one part: "/orders/*"."""
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
