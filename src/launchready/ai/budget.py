"""What a run may take: requests, money, and a rate that nobody minds."""

from __future__ import annotations

import asyncio
import time

from launchready.ai.reply import Usage
from launchready.manifest.tables.assistants import Assistant, Price

CHARS_PER_TOKEN = 3
"""For an estimate on the safe side: English has about four (OpenAI's tokenizer page)."""


class Spent(Exception):
    """Nothing more may be asked; the message says which limit is reached."""


def estimate(asked: int, answered: int) -> Usage:
    """Estimate tokens from numbers of characters."""
    return Usage(-(-asked // CHARS_PER_TOKEN), -(-answered // CHARS_PER_TOKEN), estimated=True)


def cost_of(usage: Usage, price: Price) -> float:
    """Give what tokens cost, in the currency of the price."""
    return (
        usage.asked * price.input_per_million + usage.answered * price.output_per_million
    ) / 1_000_000


class Budget:
    """Counts what one assistant's run takes, and says when it is enough.

    Attributes:
        requests: made so far.
        cost: of them; estimated: not everything of it was counted by the provider.
    """

    def __init__(self, assistant: Assistant, rps: float) -> None:
        self._most, self._ceiling = assistant.max_requests, assistant.max_cost
        self._price, self._longest = assistant.price, assistant.max_answer_chars
        self._gap, self._next = 1 / rps, 0.0
        self.requests, self.cost, self.estimated = 0, 0.0, False

    async def take(self, asked: int = 0, *, answers: bool = True) -> None:
        """Wait for a request's turn.

        Args:
            asked: characters of the question.
            answers: the model answers it; False for plants and logs.

        Raises:
            Spent: it would be one too many, or could cost more than is left.
        """
        if self.requests >= self._most:
            raise Spent(f"the limit of {self._most} requests is reached")
        if answers and self._ceiling is not None and self._price is not None:
            worst = cost_of(estimate(asked, self._longest), self._price)
            if self.cost + worst > self._ceiling:
                raise Spent(f"the next answer could pass the ceiling of {self._ceiling:g}")
        self.requests += 1
        wait = self._next - time.monotonic()
        self._next = max(self._next, time.monotonic()) + self._gap
        if wait > 0:
            await asyncio.sleep(wait)

    def pay(self, usage: Usage) -> None:
        """Count what an answer cost."""
        if self._price is not None:
            self.cost += cost_of(usage, self._price)
            self.estimated |= usage.estimated
