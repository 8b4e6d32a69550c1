"""HTTP/1.1 and HTTP/2 as a polite visitor: verified, bounded, and every failure named.

httpcore is imported on first use; it costs a third of the time that `--help` may take.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct, structs

from launchready.facts.base import CannotSee
from launchready.facts.http import Failure, HttpExchange, Trace
from launchready.net.cookies import CookieJar
from launchready.net.exchanges import (
    Call,
    Response,
    read_body,
    request_headers,
    respond,
    timing_of,
)
from launchready.net.masking import mask_urls
from launchready.net.network import CONNECT_TIMEOUT_S, IO_TIMEOUT_S, Network
from launchready.net.urls import BadUrl, parse_url

if TYPE_CHECKING:
    import httpcore

    from launchready.net.connection import Attempt
    from launchready.net.single_use import SingleUse

MAX_BODY = 512 * 1024
TOTAL_TIMEOUT_S = 10.0

MAX_KEPT_OPEN = 4
"""Connections to a host at a time: two of those allowed are left to TLS probes, which
would wait for ever behind idle ones."""

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


class Addresses(Protocol):
    """What the client needs of a resolver."""

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give a host's addresses, the preferred one first; () where it has none."""
        ...


class Deadlines(Struct, frozen=True):
    """How long to wait, in seconds.

    Attributes:
        connect: for TCP, and again for TLS.
        silence: between two octets.
        total: for a whole request.
    """

    connect: float = CONNECT_TIMEOUT_S
    silence: float = IO_TIMEOUT_S
    total: float = TOTAL_TIMEOUT_S


class HttpClient:
    """Makes requests over shared connections; use as an async context manager.

    Args:
        network: where connections go, and how many may.
        resolver: gives a host's addresses.
        deadlines: how long to wait.
        one_run: the client serves one audit, whose questions may share answers: what a
            visitor who brings nothing gets is asked for once.
        single_use: each request has a connection of its own.
    """

    def __init__(
        self,
        network: Network,
        resolver: Addresses,
        deadlines: Deadlines | None = None,
        *,
        one_run: bool = False,
        single_use: bool = False,
    ) -> None:
        self._one_run = one_run
        self._network = network
        self._resolver = resolver
        self._deadlines = deadlines or Deadlines()
        self._single_use = single_use
        self._pools: dict[str, httpcore.AsyncConnectionPool | SingleUse] = {}
        self._left: list[httpcore.AsyncConnectionPool | SingleUse] = []
        self._first_visits: dict[tuple[str, int], asyncio.Task[Response]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        for task in self._first_visits.values():
            task.cancel()
        pools = [*self._pools.values(), *self._left]
        self._pools, self._left = {}, []
        for pool in pools:
            await pool.aclose()
        if pools and not self._single_use:
            from launchready.net.connection import end_closing

            await end_closing()

    async def follow(
        self,
        url: str,
        *,
        jar: CookieJar | None = None,
        headers: Sequence[tuple[str, str]] = (),
        max_hops: int = 10,
        max_bytes: int = MAX_BODY,
    ) -> tuple[Trace, Response]:
        """GET a URL and follow redirects as a browser does, every hop kept.

        Args:
            url: absolute http or https URL.
            jar: keeps cookies on the way; None keeps none, as a cookie-less client.
            headers: credentials among them stay at the first origin.
            max_hops: redirects to follow.
            max_bytes: decoded octets kept of each body.

        Raises:
            CannotSee: a hop timed out, or a limit of ours was reached.
        """
        from launchready.net.redirects import follow

        return await follow(
            self, url, jar=jar, headers=headers, max_hops=max_hops, max_bytes=max_bytes
        )

    async def first_visit(
        self, url: str, *, jar: CookieJar | None = None, max_bytes: int = MAX_BODY
    ) -> Response:
        """GET a URL as a visitor who brings nothing: asked once in a run, told to each.

        Raises:
            CannotSee: as `request` does.
        """
        if not self._one_run:
            return await self.request("GET", url, jar=jar, max_bytes=max_bytes)
        key = (url, max_bytes)
        task = self._first_visits.get(key)
        if task is None:
            task = asyncio.create_task(self.request("GET", url, max_bytes=max_bytes))
            # Whoever asked may have run out of time before this fails.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._first_visits[key] = task
        try:
            response = await asyncio.shield(task)
        except CannotSee as error:
            raise CannotSee(str(error)) from None
        if jar is None or not response.cookie_lines:
            return response
        cookies = tuple(jar.store(line, url) for line in response.cookie_lines)
        seen = structs.replace(response.exchange, cookies=cookies)
        return dataclasses.replace(response, exchange=seen)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        content: bytes = b"",
        jar: CookieJar | None = None,
        address: str | None = None,
        max_bytes: int = MAX_BODY,
    ) -> Response:
        """Make exactly one request; redirects are not followed.

        Args:
            method: in upper case.
            url: absolute http or https URL.
            headers: replace the ones of the same name that would be sent.
            content: body to send.
            jar: cookies to send, and where to keep those set.
            address: the one of the host's addresses to use; TLS and Host stay the name's.
            max_bytes: decoded octets to keep of the body.

        Raises:
            CannotSee: a time-out or a limit of ours; what the server did is in
                `exchange.failure` instead.
        """
        try:
            target = parse_url(url)
        except BadUrl as error:
            raise CannotSee(f"cannot ask for this URL: {error}") from None
        cookie = jar.header_for(str(target)) if jar is not None else ""
        lines = request_headers(target, method, headers, content, cookie)
        tries = MAX_KEPT_OPEN + 1 if method in _REPEATABLE else 1
        for left in reversed(range(tries)):
            call = Call(method, target, lines, content, address, max_bytes)
            response, fresh = await self._once(call, jar)
            # A connection that was kept open may be closed, or out of step, by now:
            # that says nothing of the product (RFC 9112 section 9.3.1).
            if fresh or response.exchange.failure not in _STALE:
                return response
            if not left:
                break
        raise CannotSee("the connection that was kept open did not last")

    async def _once(self, call: Call, jar: CookieJar | None) -> tuple[Response, bool]:
        from launchready.net.connection import Attempt, current

        attempt = Attempt()
        token = current.set(attempt)
        try:
            return await self._exchange(call, jar, attempt)
        finally:
            current.reset(token)

    async def _exchange(
        self, call: Call, jar: CookieJar | None, attempt: Attempt
    ) -> tuple[Response, bool]:
        """Try once; True says that no connection from before was relied on."""
        import httpcore

        from launchready.net.connection import TlsFailed, elapsed_ms
        from launchready.net.failures import explain, given_up, lost_count

        started = time.monotonic()
        waits, pool = self._deadlines, self._pool(call.url.host)
        # Each deadline costs a timer; one that ends no sooner than the whole does nothing.
        silence = waits.silence if waits.silence < waits.total else None
        request = httpcore.Request(
            call.method,
            httpcore.URL(
                scheme=call.url.scheme,
                host=call.address or call.url.host,
                port=call.url.port,
                target=call.url.target,
            ),
            headers=call.headers,
            content=call.content,
            extensions={
                "timeout": {
                    "connect": waits.connect,
                    "read": silence,
                    "write": silence,
                },
                "sni_hostname": call.url.host,
            },
        )
        try:
            async with asyncio.timeout(waits.total):
                answer = await pool.handle_async_request(request)
                first_byte = elapsed_ms(attempt.sent)
        except TimeoutError:
            raise CannotSee(f"no answer within {waits.total:g} s") from None
        except CannotSee:
            raise
        except Exception as error:  # noqa: BLE001
            lost = lost_count(error)
            if lost:
                self._leave(call.url.host, pool)
                if isinstance(error.__context__, asyncio.CancelledError):
                    raise given_up(waits.total) from None
                error = httpcore.NetworkError()
            opened = attempt.connect_ms is not None or isinstance(error, TlsFailed)
            failure, detail = explain(error, waits.silence, answered=attempt.answered)
            exchange = HttpExchange(
                url=mask_urls(str(call.url)),
                method=call.method,
                address=attempt.address,
                timing=timing_of(attempt, None, elapsed_ms(attempt.sent)),
                failure=failure,
                detail=detail,
            )
            fresh = opened or failure is Failure.NO_ADDRESS
            return Response(exchange), fresh and not lost
        left = waits.total - (time.monotonic() - started)
        body, content = await read_body(answer, call, left)
        timing = timing_of(attempt, first_byte, elapsed_ms(attempt.sent))
        return respond(call, answer, body, content, timing=timing, jar=jar), True

    def _leave(self, host: str, pool: httpcore.AsyncConnectionPool | SingleUse) -> None:
        """Use new connections to a host; who is under way on the old ones may end there."""
        if self._pools.get(host) is pool:
            self._left.append(self._pools.pop(host))

    def _pool(self, host: str) -> httpcore.AsyncConnectionPool | SingleUse:
        pool = self._pools.get(host)
        if pool is None and self._single_use:
            from launchready.net.single_use import SingleUse

            pool = self._pools[host] = SingleUse(self._network, self._resolver, host)
        if pool is None:
            import httpcore

            from launchready.net.backend import Backend

            pool = self._pools[host] = httpcore.AsyncConnectionPool(
                ssl_context=self._network.trust,
                max_connections=MAX_KEPT_OPEN,
                http2=True,
                network_backend=Backend(self._network, self._resolver, host),
            )
        return pool


_STALE = frozenset({Failure.RESET, Failure.MALFORMED})
