"""What caches are told, and what they did (RFC 9111)."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange


class AssetVisit(Struct, frozen=True):
    """A static file, asked for twice.

    Attributes:
        exchange: the first answer, compression offered.
        revalidation: the answer to the same request with If-None-Match and
            If-Modified-Since; None where there was no validator to send.
        map_url: where the source map should be, secrets masked; "" where none is named.
        map_inline: the source map is in the file itself.
        source_map: the answer for the source map; None where it was not asked for.
    """

    exchange: HttpExchange
    revalidation: HttpExchange | None = None
    map_url: str = ""
    map_inline: bool = False
    source_map: HttpExchange | None = None


class HostAssets(Fact, frozen=True):
    """Static files of a host: the declared ones, and the first that pages load.

    Attributes:
        visits: those that answered, each URL once.
        unseen: "url: reason" of those that could not be had.
        pages_unseen: pages that could not be read, so that files may be missing here.
    """

    visits: tuple[AssetVisit, ...]
    unseen: tuple[str, ...] = ()
    pages_unseen: int = 0


class DeceptionProbe(Fact, frozen=True):
    """A user's route with a file's name behind it (web cache deception).

    Attributes:
        exchange: the answer, redirects not followed.
        signed_in: whether it was asked within a session.
        again: the answer to the same request without the session, after it; None where
            the first told enough.
        stranger: the answer without the session under another such name, which no cache
            can have; None where the first told enough.
    """

    exchange: HttpExchange
    signed_in: bool
    again: HttpExchange | None = None
    stranger: HttpExchange | None = None


class CorsProbe(Fact, frozen=True):
    """What a route lets pages of other sites read (Fetch standard, CORS protocol).

    Attributes:
        foreign: the answer to Origin: `FOREIGN_ORIGIN`.
        lookalike: to an origin that begins as the product's own does; None if not asked.
        null: to Origin: null, as a sandboxed frame sends.
    """

    foreign: HttpExchange
    lookalike: HttpExchange | None
    null: HttpExchange
