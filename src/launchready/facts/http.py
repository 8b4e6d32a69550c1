"""What an HTTP server answers (RFC 9110, RFC 9111, RFC 6265bis).

Secret values do not get this far: cookie values and suspicious query values are masked
by the transport before an exchange is made.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class SetCookie(Struct, frozen=True):
    """One Set-Cookie line, parsed as a browser parses it (RFC 6265bis section 5).

    Attributes:
        name: cookie name; may be empty.
        value_hash: first 12 hexadecimal digits of SHA-256 over a per-run key and the
            value: equal values can be told, the value itself cannot.
        value_length: in octets.
        domain: Domain attribute, lower case, no leading dot; empty for host-only.
        path: effective path.
        secure, http_only: attributes.
        same_site: "strict", "lax", "none" or "" (absent or unknown).
        max_age: seconds until it expires, None for a session cookie.
        partitioned: attribute.
        rejected: why a browser would not store it; empty where it would.
    """

    name: str
    value_hash: str
    value_length: int
    domain: str
    path: str
    secure: bool
    http_only: bool
    same_site: str
    max_age: int | None
    partitioned: bool = False
    rejected: str = ""


class Body(Struct, frozen=True):
    """What can be told of a body without keeping it.

    Attributes:
        size: octets received after decoding, up to the limit.
        wire_size: octets received before decoding.
        sha256: of the decoded octets, hexadecimal; empty for no body.
        truncated: the limit cut it off.
        damaged: the content coding could not be undone; says why.
    """

    size: int = 0
    wire_size: int = 0
    sha256: str = ""
    truncated: bool = False
    damaged: str = ""


class Timing(Struct, frozen=True):
    """Where an exchange spent its time, in milliseconds; None where nothing was spent."""

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float = 0.0


class Failure(StrEnum):
    """Why a request got no response: what the server did, seen for certain."""

    NO_ADDRESS = "no-address"
    REFUSED = "refused"
    TLS = "tls"
    RESET = "reset"
    MALFORMED = "malformed"


class HttpExchange(Struct, frozen=True):
    """One request and what came of it: a response, or a failure that is the server's.

    A time-out, a limit of ours or a missing permission is not an exchange: the
    transport raises `CannotSee` instead.

    Attributes:
        url: as asked; method: as asked.
        status: 0 where there was no response.
        headers: as sent, in order, names in lower case, secrets masked.
        cookies: Set-Cookie lines as parsed.
        body: what can be told of the body.
        http_version: "HTTP/1.1" or "HTTP/2".
        address: "address:port" that DNS gave for the connection.
        timing: where the time went.
        failure: set where there was no response; detail: its text.
        challenge: name of the bot protection that answered in the product's place
            ("cloudflare"); empty where the product itself answered.
    """

    url: str
    method: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[SetCookie, ...] = ()
    body: Body = Body()
    http_version: str = ""
    address: str = ""
    timing: Timing = Timing()
    failure: Failure | None = None
    detail: str = ""
    challenge: str = ""

    def header(self, name: str) -> str:
        """Give a header's value, several joined by ", " (RFC 9110 section 5.3), or ""."""
        wanted = name.lower()
        return ", ".join(value for key, value in self.headers if key == wanted)

    def has_header(self, name: str) -> bool:
        """Say whether the header was sent at all."""
        wanted = name.lower()
        return any(key == wanted for key, _ in self.headers)

    @property
    def location(self) -> str:
        """Give the Location header, as sent."""
        return self.header("location")

    @property
    def redirects(self) -> bool:
        """Say whether a browser would go elsewhere (RFC 9110 section 15.4)."""
        return self.status in {301, 302, 303, 307, 308} and self.has_header("location")


class End(StrEnum):
    """How following redirects ended."""

    FINAL = "final"
    LOOP = "loop"
    TOO_MANY = "too-many"
    BAD_LOCATION = "bad-location"
    FAILED = "failed"


class Trace(Struct, frozen=True):
    """A request with every hop kept, as a browser would follow it.

    Attributes:
        hops: every exchange, in order; never empty.
        end: how it ended.
        cookies_kept: whether cookies set on the way were sent on.
        detail: the location that could not be followed, or what failed.
    """

    hops: tuple[HttpExchange, ...]
    end: End
    cookies_kept: bool = True
    detail: str = ""

    @property
    def start(self) -> str:
        """Give the URL asked for."""
        return self.hops[0].url

    @property
    def final(self) -> HttpExchange:
        """Give the last exchange."""
        return self.hops[-1]

    @property
    def redirect_count(self) -> int:
        """Give how many redirects were followed."""
        return len(self.hops) - 1


class EntryPoints(Fact, frozen=True):
    """Where http and https on the apex, on www and on every declared host lead.

    Attributes:
        traces: one per entry point that could be seen, in order of the manifest.
        unseen: "url: reason" of those that could not.
    """

    traces: tuple[Trace, ...]
    unseen: tuple[str, ...] = ()


class RouteVisit(Fact, frozen=True):
    """A declared route as a visitor without a session meets it, redirects followed."""

    trace: Trace
