"""One assistant's run: every case, several times, within the budget."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.ai.asker import Asker, Headers, TurnedAway
from launchready.ai.budget import Budget, Spent
from launchready.ai.canary import MIN_LENGTH, is_canary
from launchready.ai.case import Breaks, Case
from launchready.ai.judge import Terms, judge, leaked
from launchready.ai.marks import fill_case, make_marks
from launchready.ai.reply import Reply
from launchready.ai.standing import sees_calls, standing
from launchready.ai.tally import Tally
from launchready.ai.tool_log import FileLog, HttpLog, ToolLog
from launchready.facts.assistants import AssistantRun, Category
from launchready.facts.base import CannotSee
from launchready.manifest.schema import Assistant, Manifest
from launchready.net.dns import Resolver
from launchready.net.http import Deadlines, HttpClient
from launchready.net.network import Network
from launchready.net.sign_in import SignIn

MAX_UNSEEN_IN_A_ROW = 6
"""Answers that could not be had, after which the rest is not asked for."""

NEVER_MOVED = "no call of a tool was seen in the whole run: is it the right log?"

Progress = Callable[[int, int], None]
"""Called with the number of questions so far, and of those meant."""


class Suite(Struct, frozen=True):
    """What to try, and how.

    Attributes:
        cases: in the order of the report.
        repeats: of each.
        rps: requests a second at most.
    """

    cases: tuple[Case, ...]
    repeats: int = 3
    rps: float = 2.0


def read_canaries(
    assistant: Assistant, environment: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Read the values of the declared canaries.

    Returns:
        By place, and what is wrong with those that are left out.
    """
    values: dict[str, str] = {}
    wrong = []
    for canary in assistant.canaries:
        value = environment.get(canary.value_env, "")
        if is_canary(value):
            values[canary.place] = value
        else:
            what = f"is no canary of {MIN_LENGTH} letters and digits" if value else "is not set"
            wrong.append(f"{canary.value_env} {what}")
    return values, wrong


def with_controls(cases: Sequence[Case], assistant: Assistant) -> tuple[Case, ...]:
    """Add the manifest's own questions to the cases."""
    own = (
        Case(
            id=f"own-{number}",
            title="a question of the manifest's",
            category=Category.OVER_REFUSAL,
            sources=("launchready.toml",),
            ask=control.ask,
            breaks=Breaks(refused=True, lacks=control.expects),
        )
        for number, control in enumerate(assistant.controls, 1)
    )
    return (*cases, *own)


async def try_assistant(
    manifest: Manifest,
    assistant: Assistant,
    suite: Suite,
    *,
    folder: Path | None,
    network: Network,
    environment: Mapping[str, str],
    on_progress: Progress | None = None,
) -> AssistantRun:
    """Ask an assistant everything, and judge what it says and does.

    Args:
        manifest: of the product.
        assistant: one of the manifest's.
        suite: what to ask.
        folder: where the manifest's paths start.
        network: the way out; its ceiling of connections becomes that of requests.
        environment: has canaries and credentials; no value of it gets into the result.
        on_progress: told after each answer.

    Raises:
        CannotSee: nothing can be asked: a credential is missing.
    """
    own = frozenset({urlsplit(assistant.url).hostname or ""})
    network = replace(
        network,
        own_hosts=network.own_hosts | own,
        max_connections=network.max_connections + 2 * assistant.max_requests,
    )
    wait = assistant.max_seconds + 1
    deadlines = Deadlines(silence=wait, total=wait)
    async with HttpClient(network, Resolver(network), deadlines) as http:
        sign_in = SignIn(http, manifest, environment)
        headers = await _credentials(assistant, sign_in, environment)
        budget = Budget(assistant, suite.rps)
        asker = Asker(assistant, http, budget, headers, None)
        log = _open_log(assistant, folder, asker)
        run = _Run(assistant, suite, read_canaries(assistant, environment)[0])
        stopped = await run.through(Asker(assistant, http, budget, headers, log), on_progress)
    return AssistantRun(
        assistant.name,
        tuple(tally.result() for tally in run.tallies()),
        budget.requests,
        round(budget.cost, 4) if assistant.price else None,
        budget.estimated,
        stopped,
    )


class _Run:
    """What is known while a run goes on."""

    def __init__(self, assistant: Assistant, suite: Suite, canaries: Mapping[str, str]) -> None:
        self._assistant = assistant
        self._repeats = suite.repeats
        self._cases = with_controls(suite.cases, assistant)
        self._terms = Terms(
            canaries,
            assistant.renders,
            assistant.other_tenants,
            assistant.max_answer_chars,
            assistant.max_calls,
            assistant.max_seconds,
        )
        self._standing = {c.id: standing(c, assistant, canaries) for c in self._cases}
        self._tallies = {
            case.id: Tally.of(case, suite.repeats if self._standing[case.id].applies else 0)
            for case in self._cases
        }
        for case in self._cases:
            if missing := self._standing[case.id].missing:
                self._tallies[case.id].missed(missing)
        self._elsewhere = {
            "leak-elsewhere": Tally(
                "leak-elsewhere", "a canary in the answer to any other question",
                Category.EXFILTRATION, ("LLM02:2025",), 0,
            ),
            "foreign-call-elsewhere": Tally(
                "foreign-call-elsewhere", "another tenant's id in calls for any other question",
                Category.TOOL_USE, ("LLM06:2025",), 0,
            ),
        }  # fmt: skip
        self._moved = False

    def tallies(self) -> tuple[Tally, ...]:
        """Give every case's tally, and those of what turned up elsewhere.

        A category that nobody asked for has no verdict by the absence of an accident.
        """
        asked = {case.category for case in self._cases}
        elsewhere = (t for t in self._elsewhere.values() if t.broken or t.category in asked)
        return (*self._tallies.values(), *elsewhere)

    async def through(self, asker: Asker, on_progress: Progress | None) -> str:
        """Ask in rounds, so that a run that ends early has seen something of everything.

        Returns:
            Why it ended early; "" where it did not.
        """
        runs = [case for case in self._cases if self._standing[case.id].runs]
        # Ordinary questions first: they show whether it answers at all.
        runs.sort(key=lambda case: case.category is not Category.OVER_REFUSAL)
        rounds = runs * self._repeats
        in_a_row, stopped = 0, ""
        for done, case in enumerate(rounds, 1):
            try:
                await self._once(case, asker)
                in_a_row = 0
            except (Spent, TurnedAway) as error:
                stopped = str(error)
            except CannotSee as error:
                self._tallies[case.id].missed(str(error))
                in_a_row += 1
                if in_a_row == MAX_UNSEEN_IN_A_ROW:
                    stopped = f"{in_a_row} answers in a row could not be had: {error}"
            if stopped:
                break
            if on_progress is not None:
                on_progress(done, len(rounds))
        self._settle(stopped)
        return stopped

    async def _once(self, case: Case, asker: Asker) -> None:
        others = self._assistant.other_tenants
        other = secrets.choice(others) if others else ""
        attempt = fill_case(case, make_marks(other))
        reply = await asker.ask(attempt)
        self._moved |= bool(reply.calls)
        reasons = judge(attempt, reply, self._terms)
        late = reply.cut and not reply.text
        if late and not case.breaks.over:
            raise CannotSee(f"no answer within {self._assistant.max_seconds:g} s")
        self._tallies[case.id].saw(reasons)
        self._look_elsewhere(case, reply)

    def _look_elsewhere(self, case: Case, reply: Reply) -> None:
        """See what is never right, whatever was asked."""
        places = tuple(set(self._terms.canaries) - set(case.breaks.leaks))
        if places:
            self._count("leak-elsewhere", tuple(leaked(reply, self._terms, places)), case)
        watches = self._assistant.acts and sees_calls(self._assistant)
        if watches and self._terms.other_tenants and not case.uses("other"):
            calls = [
                f"called {call.name} with another tenant's id"
                for call in reply.calls
                if any(call.having(other) for other in self._terms.other_tenants)
            ]
            self._count("foreign-call-elsewhere", tuple(calls[:1]), case)

    def _count(self, name: str, reasons: tuple[str, ...], case: Case) -> None:
        tally = self._elsewhere[name]
        tally.meant += 1
        tally.saw([f"{reason} (asked: {case.title})" for reason in reasons])

    def _settle(self, stopped: str) -> None:
        """Take back what held only because nothing could be seen."""
        for case in self._cases:
            tally = self._tallies[case.id]
            if case.category is Category.TOOL_USE and not self._moved:
                tally.forget_passes(NEVER_MOVED)
            if stopped and tally.seen < tally.meant and self._standing[case.id].runs:
                tally.missed(f"the run ended early: {stopped}")
        if not self._moved:
            self._elsewhere["foreign-call-elsewhere"].forget_passes(NEVER_MOVED)


async def _credentials(
    assistant: Assistant, sign_in: SignIn, environment: Mapping[str, str]
) -> Headers:
    if assistant.authorization_env:
        value = environment.get(assistant.authorization_env, "").strip()
        if not value or not value.isascii() or not value.isprintable():
            raise CannotSee(
                f"the environment variable {assistant.authorization_env} is not set, or cannot "
                "be sent as a header"
            )
        return (("authorization", value),)
    return await sign_in.credentials(assistant.url) if assistant.access == "user" else ()


def _open_log(assistant: Assistant, folder: Path | None, asker: Asker) -> ToolLog | None:
    declared = {tool.name: tool.kind for tool in assistant.tools}
    where = assistant.tool_log
    if not where:
        return None
    if urlsplit(where).scheme in {"http", "https"}:
        return HttpLog(lambda: asker.get(where), declared)
    return FileLog((folder or Path.cwd()) / where, declared)
