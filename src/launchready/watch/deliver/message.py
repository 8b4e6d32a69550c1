"""A message as people read it, whatever the channel."""

from __future__ import annotations

from msgspec import Struct

from launchready.watch.model import News, Severity


class Message(Struct, frozen=True):
    """What is to be said.

    Attributes:
        key: the same at every try; channels that can tell know it again by it.
        thread: the same for all that belongs to one incident.
        news: what it is about.
        severity: of the news.
        product: what customers call it.
        title: one line.
        text: the rest, lines.
        acknowledge_url: where to take it on; empty where there is nothing to take on.
        at: when it was put in, ms.
    """

    key: str
    thread: str
    news: News
    severity: Severity
    product: str
    title: str
    text: str
    acknowledge_url: str = ""
    at: int = 0

    @property
    def subject(self) -> str:
        """Give the one line that names the product."""
        return f"[{self.product}] {self.title}"

    @property
    def lines(self) -> str:
        """Give the whole as plain text, with the link last."""
        end = f"\nAcknowledge: {self.acknowledge_url}" if self.acknowledge_url else ""
        return f"{self.text}{end}"


class NotSent(Exception):
    """The channel did not take a message; it will be tried again.

    Attributes:
        after_s: how long the channel wants us to wait; 0 where it did not say.
    """

    def __init__(self, text: str, *, after_s: float = 0.0) -> None:
        super().__init__(text)
        self.after_s = after_s
