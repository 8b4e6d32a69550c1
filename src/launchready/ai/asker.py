"""Sends an attempt to an assistant, and brings back what it said and did."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from launchready.ai.budget import Budget, estimate
from launchready.ai.marks import Attempt, put
from launchready.ai.protocol import Said, Turn, look_up, read_answer, write_body
from launchready.ai.reply import Reply, ToolCall
from launchready.ai.standing import planted
from launchready.ai.tool_log import ToolLog
from launchready.facts.base import CannotSee
from launchready.manifest.tables.assistants import Assistant, Plant
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient

MAX_ANSWER_BYTES = 256 * 1024
MAX_TRIES = 3
"""Of one question, where the assistant says that it is busy."""
MAX_PAUSE_S = 30.0
"""Longest that a busy assistant's Retry-After is obeyed; a longer one is not waited for."""
LONG_QUESTION = 20_000
"""Characters from which turning a question away is a limit, and no fault."""

Headers = tuple[tuple[str, str], ...]


class TurnedAway(CannotSee):
    """No question will be answered: asking on would be of no use."""


class Late(CannotSee):
    """Nothing had come when the assistant's own limit was over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within {seconds:.0f} s")
        self.seconds = seconds


class Asker:
    """Asks one assistant, one question after another.

    Args:
        assistant: which.
        http: the transport, with a deadline beyond the assistant's own limit.
        budget: counts and paces every request.
        headers: what says who asks; sent to the assistant's own origin alone.
        log: where calls of tools are seen; None for nowhere but in answers.
    """

    def __init__(
        self,
        assistant: Assistant,
        http: HttpClient,
        budget: Budget,
        headers: Headers,
        log: ToolLog | None,
    ) -> None:
        self._assistant = assistant
        self._http = http
        self._budget = budget
        self._headers = headers
        self._log = log

    def __repr__(self) -> str:
        return f"<Asker of {self._assistant.name}>"

    async def ask(self, attempt: Attempt) -> Reply:
        """Plant what is to be planted, ask, look at the log, and clean up.

        Raises:
            CannotSee: there was no answer that could be judged.
            TurnedAway: and there will be none.
            Spent: the budget does not allow it.
        """
        plant = next(
            (p for p in self._assistant.plants if p.into == attempt.case.through), None
        )
        made = await self._plant(plant, attempt.plant) if plant else ""
        try:
            if self._log is not None:
                await self._log.news()  # what came late belongs to an earlier question
            reply = await self._talk(attempt)
            return await self._with_logged(attempt, reply)
        finally:
            if plant is not None and plant.remove_url and made:
                await self._send("DELETE", plant.remove_url.replace("{id}", quote(made, "")))

    async def get(self, url: str) -> str:
        """Read a log's route.

        Raises:
            CannotSee, Spent: it cannot be read.
        """
        answer = await self._send("GET", url)
        if answer.exchange.status != 200:
            raise CannotSee(f"the tool log answered {_status(answer)}")
        return answer.text

    async def _plant(self, plant: Plant, text: str) -> str:
        body = json.dumps(put(plant.body, "text", text)).encode()
        answer = await self._send("POST", plant.url, body)
        if not 200 <= answer.exchange.status < 300:
            raise CannotSee(f"the {plant.into} could not be made: {_status(answer)}")
        try:
            made = look_up(json.loads(answer.text), plant.id_key)
        except (ValueError, RecursionError):
            return ""
        return str(made) if isinstance(made, str | int) else ""

    async def _talk(self, attempt: Attempt) -> Reply:
        """Ask, after what comes before it in the same conversation."""
        turns: list[Turn] = []
        conversation: Any = None
        calls: list[ToolCall] = []
        seconds = 0.0
        by_role = attempt.case.through == "tool-result" and not planted(
            attempt.case, self._assistant
        )
        for question in (*attempt.before, _question(attempt, self._assistant)):
            turns.append(Turn("user", question))
            last = len(turns) > 2 * len(attempt.before)
            tool_result = attempt.plant if last and by_role else ""
            reply, conversation = await self._answer(turns, tool_result, conversation)
            turns.append(Turn("assistant", reply.text))
            calls += reply.calls
            seconds = max(seconds, reply.seconds)
        return Reply(reply.text, tuple(calls), seconds, reply.usage, reply.cut, reply.blocked)

    async def _answer(
        self, turns: Sequence[Turn], tool_result: str, conversation: Any
    ) -> tuple[Reply, Any]:
        body = write_body(self._assistant, turns, tool_result, conversation)
        try:
            answer = await self._patiently(body)
        except Late as late:
            return Reply("", seconds=late.seconds, cut=True), conversation
        cut = answer.exchange.body.truncated
        if _is_blocked(answer, len(body)):
            said = Said(blocked=True)
        else:
            said = read_answer(self._assistant, answer.text, cut=cut)
        usage = said.usage or estimate(len(body), len(said.text))
        self._budget.pay(usage)
        if not said.text.strip() and not said.calls and not said.blocked and not cut:
            raise CannotSee("the answer is empty")
        seconds = (answer.exchange.timing.total_ms or 0.0) / 1000
        reply = Reply(said.text, tuple(said.calls), seconds, usage, cut, said.blocked)
        return reply, said.conversation if said.conversation is not None else conversation

    async def _patiently(self, body: bytes) -> Response:
        """Post a question; again where the assistant is busy, when it says so."""
        for left in reversed(range(MAX_TRIES)):
            answer = await self._send("POST", self._assistant.url, body, asks=True)
            status = answer.exchange.status
            pause = _pause(answer)
            if status not in {429, 503} or not left or pause > MAX_PAUSE_S:
                break
            await asyncio.sleep(pause)
        if 200 <= status < 300 or _is_blocked(answer, len(body)):
            return answer
        said = f"the assistant answered {_status(answer)}"
        raise TurnedAway(said) if status in {401, 403, 404, 405} else CannotSee(said)

    async def _with_logged(self, attempt: Attempt, reply: Reply) -> Reply:
        if self._log is None:
            return reply
        calls = await self._log.news()
        breaks = attempt.case.breaks
        if (breaks.calls or "calls" in breaks.over) and self._assistant.tool_log_wait_s:
            await asyncio.sleep(self._assistant.tool_log_wait_s)
            calls += await self._log.news()
        known = (*reply.calls, *calls)
        return Reply(reply.text, known, reply.seconds, reply.usage, reply.cut, reply.blocked)

    async def _send(
        self, method: str, url: str, body: bytes = b"", *, asks: bool = False
    ) -> Response:
        headers = [("user-agent", "launchready (AI evaluation, for the product's owner)")]
        if body:
            headers.append(("content-type", "application/json"))
        headers.append(("accept", "application/json, text/event-stream;q=0.9"))
        if _origin(url) == _origin(self._assistant.url):
            headers += self._headers
        for left in (1, 0):
            await self._budget.take(len(body) if asks else 0, answers=asks)
            began = time.monotonic()
            try:
                return await self._http.request(
                    method, url, headers=headers, content=body, max_bytes=MAX_ANSWER_BYTES
                )
            except CannotSee as error:
                seconds = time.monotonic() - began
                if asks and seconds >= self._assistant.max_seconds:
                    raise Late(seconds) from None
                # An idle connection that the server has closed says nothing of it.
                if not left or "kept open" not in str(error):
                    raise
        raise AssertionError("unreachable")


def _question(attempt: Attempt, assistant: Assistant) -> str:
    """Give the question, with a document below it that has no route to be put in by."""
    if attempt.case.through != "document" or planted(attempt.case, assistant):
        return attempt.ask
    return f"{attempt.ask}\n\n--- document ---\n{attempt.plant}\n--- end of document ---"


def _is_blocked(answer: Response, length: int) -> bool:
    """Say whether a filter, or a limit for the question's length, turned it away."""
    status = answer.exchange.status
    if status in {400, 413, 422} and length > LONG_QUESTION:
        return True
    if status != 400:
        return False
    try:
        document = json.loads(answer.text)
    except (ValueError, RecursionError):
        return False
    return bool(look_up(document, "error.code") == "content_filter")


def _pause(answer: Response) -> float:
    said = answer.exchange.header("retry-after")
    return float(said) if said.isascii() and said.isdigit() else 2.0


def _status(answer: Response) -> str:
    exchange = answer.exchange
    if exchange.failure is not None:
        return exchange.detail or str(exchange.failure)
    return (
        f"{exchange.status} ({exchange.challenge})"
        if exchange.challenge
        else str(exchange.status)
    )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname, port
