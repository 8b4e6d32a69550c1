"""One request and its answer: what is sent, what is read, and what is kept of it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launchready.facts.http import Body, HttpExchange, Timing
from launchready.net.bodies import BodyReader
from launchready.net.challenges import recognise
from launchready.net.cookies import CookieJar, parse_set_cookie
from launchready.net.masking import mask_urls, masked_headers
from launchready.net.network import USER_AGENT
from launchready.net.urls import Url

if TYPE_CHECKING:
    import httpcore

    from launchready.net.connection import Attempt


@dataclass(frozen=True, slots=True)
class Response:
    """An exchange, and what must not become part of a fact.

    Attributes:
        exchange: the fact's part, secrets masked.
        content: decoded body, up to the limit.
        locations: Location headers as sent, for following them.
        cookie_lines: Set-Cookie headers as sent, for other visitors' jars.
    """

    exchange: HttpExchange
    content: bytes = field(default=b"", repr=False)
    locations: tuple[bytes, ...] = field(default=(), repr=False)
    cookie_lines: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """Decode the body by its declared charset, UTF-8 by default; never fails."""
        found = re.search(
            r"charset=[\"']?([\w.:-]{1,40})",
            self.exchange.header("content-type"),
            re.IGNORECASE,
        )
        try:
            return self.content.decode(found[1] if found else "utf-8", "replace")
        except (LookupError, UnicodeError, ValueError):
            return self.content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it is sent."""

    method: str
    url: Url
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    content: bytes = field(repr=False)
    address: str | None
    max_bytes: int


def request_headers(
    url: Url, method: str, extra: Sequence[tuple[str, str]], content: bytes, cookie: str
) -> list[tuple[bytes, bytes]]:
    """Write the header fields of a request; `extra` ones replace those of the same name."""
    lines = {
        "host": url.authority,
        "user-agent": USER_AGENT,
        "accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "accept-encoding": "gzip",
    }
    if content or method in {"POST", "PUT", "PATCH"}:
        lines["content-length"] = str(len(content))
    if cookie:
        lines["cookie"] = cookie
    given = {name.lower() for name, _ in extra}
    pairs = [(name, value) for name, value in lines.items() if name not in given]
    return [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in [*pairs, *extra]
    ]


async def read_body(answer: httpcore.Response, call: Call, left: float) -> tuple[Body, bytes]:
    """Read a body within its bounds; what goes wrong after the head only cuts it off."""
    import httpcore

    from launchready.net.failures import explain

    coding = b", ".join(v for k, v in answer.headers if k.lower() == b"content-encoding")
    reader = BodyReader(coding.decode("latin-1"), call.max_bytes)
    broken = ""
    try:
        async with asyncio.timeout(max(left, 0.0)):
            async for chunk in answer.aiter_stream():
                if not reader.feed(chunk):
                    break
    except (TimeoutError, httpcore.TimeoutException):
        reader.truncated = True
    except Exception as error:  # noqa: BLE001
        _, broken = explain(error, 0)
    finally:
        # httpcore's bookkeeping fails now and then where streams of one HTTP/2 connection
        # end at once (ValueError, seen with 1.0.9): what was read stands all the same.
        with contextlib.suppress(Exception):
            await answer.aclose()
    reader.damaged = reader.damaged or broken
    return reader.finish()


def respond(
    call: Call,
    answer: httpcore.Response,
    body: Body,
    content: bytes,
    *,
    timing: Timing,
    jar: CookieJar | None,
) -> Response:
    """Make the fact of an answer, secrets masked, and store its cookies in the jar."""
    url = str(call.url)
    lines = tuple(value for name, value in answer.headers if name.lower() == b"set-cookie")
    cookies = [
        jar.store(line, url) if jar is not None else parse_set_cookie(line, url)
        for line in lines
    ]
    headers = masked_headers(answer.headers)
    stream = answer.extensions.get("network_stream")
    exchange = HttpExchange(
        url=mask_urls(url),
        method=call.method,
        status=answer.status,
        headers=headers,
        cookies=tuple(cookies),
        body=body,
        http_version=answer.extensions.get("http_version", b"").decode("latin-1"),
        address=getattr(stream, "address", ""),
        timing=timing,
        challenge=recognise(answer.status, headers, content),
    )
    locations = tuple(value for name, value in answer.headers if name.lower() == b"location")
    return Response(exchange, content, locations, lines)


def timing_of(attempt: Attempt, first_byte: float | None, total: float) -> Timing:
    """Put the times of connecting and answering together, in milliseconds."""
    spent = (attempt.dns_ms, attempt.connect_ms, attempt.tls_ms)
    return Timing(*spent, first_byte, round(total + sum(ms or 0.0 for ms in spent), 3))
