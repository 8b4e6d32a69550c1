"""What a host answers over IPv4 and over IPv6."""

from __future__ import annotations

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange


class FamilyAnswers(Fact, frozen=True):
    """The answers to one request over each family; both None where only one is published.

    Attributes:
        ipv4: to a GET of "/" over https at the first IPv4 address.
        ipv6: to the same at the first IPv6 address.
        titles: of both pages, "" for none.
    """

    ipv4: HttpExchange | None = None
    ipv6: HttpExchange | None = None
    titles: tuple[str, str] = ("", "")
