"""What an edge does with requests that no visitor's browser makes."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange


class OriginState(StrEnum):
    """What came of a connection straight to the origin."""

    REFUSED = "refused"
    SILENT = "silent"
    """Nothing came back in time: what a firewall that drops packets looks like."""
    CLOSED = "closed"
    """The connection came up, but no usable answer did."""
    ANSWERED = "answered"


class OriginAnswer(Struct, frozen=True):
    """The origin on one port, asked in the product's name.

    Attributes:
        port: 443 or 80.
        state: what came of it.
        status: of the answer; 0 where there was none.
        alike: the answer is the one that visitors get through the proxy.
        names_host: it showed a certificate for the host, whoever issued it.
        detail: what went wrong, in words.
    """

    port: int
    state: OriginState
    status: int = 0
    alike: bool = False
    names_host: bool = False
    detail: str = ""


class OriginProbe(Fact, frozen=True):
    """A host's declared origin, asked directly, beside the host as everyone sees it.

    Attributes:
        address: the origin's.
        through_proxy: status that the host itself answered in this run; 0 for none.
        answers: one for each port asked.
    """

    address: str
    through_proxy: int
    answers: tuple[OriginAnswer, ...]


class WebhookProbe(Fact, frozen=True):
    """An unsigned POST of an empty JSON object to a webhook route.

    Attributes:
        exchange: what came back; redirects are not followed.
        html: the body is a web page.
        names_csrf: the body blames a missing CSRF token or forged request.
    """

    exchange: HttpExchange
    html: bool = False
    names_csrf: bool = False


class ApiAnswer(Fact, frozen=True):
    """A route that programs call, as a program without a session or cookies calls it.

    Attributes:
        exchange: what came back to GET with `Accept: application/json`; redirects are
            not followed.
        html: the body is a web page.
    """

    exchange: HttpExchange
    html: bool = False


class MethodProbe(Fact, frozen=True):
    """A host's answers to method overrides that ask for harmless methods only.

    Attributes:
        url: what was asked.
        plain: status of GET.
        plain_size: its body, octets.
        challenge: bot protection that answered instead, or "".
        honoured: ways in which an override changed the answer twice over
            ("X-HTTP-Method-Override", "_method").
        trace_status: of TRACE; 0 where it got no answer.
        trace_echoes: TRACE gave our own header back (RFC 9110 section 9.3.8).
    """

    url: str
    plain: int
    plain_size: int
    challenge: str = ""
    honoured: tuple[str, ...] = ()
    trace_status: int = 0
    trace_echoes: bool = False
