"""Control of what a host serves: a file with a challenge at a well-known URL (RFC 8615)."""

from __future__ import annotations

from datetime import date

from launchready.facts.base import CannotSee
from launchready.handover.prove.challenge import MAX_TEXT, made_on
from launchready.net.http import HttpClient

PATH = "/.well-known/launchready.txt"


def file_url(host: str) -> str:
    """Give where the file belongs."""
    return f"https://{host}{PATH}"


async def look_at_file(
    host: str, domain: str, key: bytes, today: date, http: HttpClient
) -> str:
    """Ask a host for its challenge; redirects prove nothing of the host, and are not followed.

    Args:
        host: of the product.
        domain: the product's apex.
        key: this user's.
        today: in UTC.
        http: a client that verifies certificates.

    Returns:
        Why it is no proof; "" where it is one.

    Raises:
        CannotSee: no answer.
    """
    answer = await http.request("GET", file_url(host), max_bytes=MAX_TEXT)
    exchange = answer.exchange
    if exchange.failure is not None or exchange.challenge:
        why = exchange.challenge or exchange.detail or str(exchange.failure)
        raise CannotSee(f"no answer from {host}: {why}")
    if exchange.status != 200:
        return f"{file_url(host)} answers {exchange.status}"
    if made_on(answer.text, key, "file", domain, today) is None:
        return f"{file_url(host)} holds no challenge of yours of the last two weeks"
    return ""
