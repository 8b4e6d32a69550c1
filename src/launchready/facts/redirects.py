"""Where old, deep and foreign addresses lead (RFC 9110 section 15.4)."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange, Trace


class CookielessTraces(Fact, frozen=True):
    """Entry points whose redirects set cookies, followed again without keeping any.

    Attributes:
        traces: one per such entry point; empty where no redirect sets a cookie.
        unseen: "url: reason" of those that could not be followed.
    """

    traces: tuple[Trace, ...]
    unseen: tuple[str, ...] = ()


class ReturningTraces(Fact, frozen=True):
    """Addresses that set cookies, followed by the same visitor a second time.

    Attributes:
        traces: one per such address, the second time; empty where none sets a cookie.
        unseen: "url: reason" of those that could not be followed.
    """

    traces: tuple[Trace, ...]
    unseen: tuple[str, ...] = ()


class DeepLinks(Fact, frozen=True):
    """A path and tracking parameters asked for at entry points that redirect elsewhere.

    Attributes:
        path: the path asked for.
        query: the query asked for.
        traces: one per entry point that sends "/" to another origin.
        unseen: "url: reason" of those that could not be followed.
    """

    path: str
    query: str
    traces: tuple[Trace, ...]
    unseen: tuple[str, ...] = ()


class RedirectVisit(Fact, frozen=True):
    """A declared redirect's old URL, followed as a browser would."""

    trace: Trace


class Sitemap(Fact, frozen=True):
    """The sitemap of the canonical origin, and what its addresses answer.

    Attributes:
        sources: sitemap files that were found.
        listed: how many of the product's addresses they list, up to a limit.
        answers: one exchange for each address that was asked, redirects not followed.
        faults: "url: reason" of files that could not be read as a sitemap.
        unseen: "url: reason" of addresses that could not be asked.
    """

    sources: tuple[str, ...]
    listed: int
    answers: tuple[HttpExchange, ...]
    faults: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class ForeignRedirect(Struct, frozen=True):
    r"""A parameter whose value the server made the next address.

    Attributes:
        parameter: its name.
        form: how the other site was written ("https://", "//", "/\\").
        status: of the answer.
        location: as sent.
    """

    parameter: str
    form: str
    status: int
    location: str


class OpenRedirectProbe(Fact, frozen=True):
    """A login or callback route, asked to go to another site; nothing was followed.

    Attributes:
        parameters: names that were tried, all at once.
        statuses: of the answers, one for each form.
        foreign: parameters that led away.
        challenge: bot protection that answered instead; empty where none did.
    """

    parameters: tuple[str, ...]
    statuses: tuple[int, ...]
    foreign: tuple[ForeignRedirect, ...] = ()
    challenge: str = ""
