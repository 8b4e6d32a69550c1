"""Gathers facts on demand: each once per subject, all concurrently, each in its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct

import launchready
from launchready.audit.collectors import Collector
from launchready.audit.signature import Need, NeedsEvery, NeedsFact, NeedsService, NeedsSubject
from launchready.facts.base import Broken, CannotSee, Every, Fact, Unseen
from launchready.manifest.schema import Manifest, Subject

_PACKAGE = Path(launchready.__file__).parent

Seen: TypeAlias = Fact | Unseen | Broken
Key: TypeAlias = tuple[type[Fact], str]
"""The kind of fact, and the key of the subject it is about."""


class Missing(Struct, frozen=True):
    """Why a function cannot be called: what it needs was not to be had."""

    parameter: str
    because: Unseen | Broken


def describe_fault(error: BaseException) -> Broken:
    """Name an exception and where it was raised, without its message.

    The message may quote what the product sent, and so a secret.
    """
    traceback = error.__traceback__
    where = ""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if Path(code.co_filename).is_relative_to(_PACKAGE):
            where = f" at {Path(code.co_filename).name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return Broken(f"{type(error).__name__}{where}")


@dataclass
class Gatherer:
    """One run's facts.

    Attributes:
        manifest: where subjects come from.
        collectors: by the fact they make.
        services: what collectors and judges may ask for, by type.
        known: facts that are already there, from a bundle.
        live: False to replay: what is not known is unseen, and nothing is gathered.
        on_progress: called with (facts done, facts begun) whenever either changes.
        on_fault: called with an exception of ours, for a debugger's eyes only.
    """

    manifest: Manifest
    collectors: Mapping[type[Fact], Collector]
    services: Mapping[type, object]
    known: Mapping[Key, Seen] = field(default_factory=dict)
    live: bool = True
    on_progress: Callable[[int, int], None] | None = None
    on_fault: Callable[[BaseException], None] | None = None
    _tasks: dict[Key, asyncio.Task[Seen]] = field(default_factory=dict, init=False)
    _done: dict[Key, Seen] = field(default_factory=dict, init=False)
    _late: str = field(default="", init=False)
    _kinds: dict[type[Subject], tuple[Subject, ...]] = field(default_factory=dict, init=False)
    _relations: dict[tuple[str, type[Subject]], Subject | None] = field(
        default_factory=dict, init=False
    )

    async def fact(self, kind: type[Fact], subject: Subject) -> Seen:
        """Give a fact about the subject, or about the one it belongs to.

        Gathered at the first call, shared by all later ones; never raises for what the
        product or a collector does.
        """
        begun = self._begin(kind, subject)
        if not isinstance(begun, asyncio.Task):
            return begun
        try:
            return await asyncio.shield(begun)
        except asyncio.CancelledError:
            # Cancelled by `stop`, perhaps before its first step; or it is we who are.
            if not (self._late and begun.cancelled()):
                raise
            about = self._related(subject, self._subject_type(kind))
            assert about is not None  # or nothing had begun
            return self._done.setdefault((kind, about.key), Unseen(self._late))

    def _begin(self, kind: type[Fact], subject: Subject) -> Seen | asyncio.Task[Seen]:
        """Give a fact that is there, or the task that gathers it: begun now, or before."""
        about = self._related(subject, self._subject_type(kind))
        if about is None:
            return Unseen(
                f"{subject.target} belongs to no declared {self._subject_type(kind).kind_name}"
            )
        key = (kind, about.key)
        if key in self._done:
            return self._done[key]
        if key in self.known:
            return self._done.setdefault(key, self.known[key])
        if not self.live:
            return Unseen("not in the evidence bundle")
        if key not in self._tasks:
            if self._late:
                return self._done.setdefault(key, Unseen(self._late))
            self._tasks[key] = asyncio.create_task(self._gather(kind, about))
            self._tell()
        return self._tasks[key]

    def subjects(self, kind: type[Subject]) -> tuple[Subject, ...]:
        """Give every subject of a kind like `Manifest.subjects`, made once."""
        if kind not in self._kinds:
            self._kinds[kind] = self.manifest.subjects(kind)
        return self._kinds[kind]

    async def every(self, kind: type[Fact]) -> Every[Any]:
        """Give a fact about every subject of its kind."""
        subjects = self._begin_every(kind)
        by_target = {subject.target: await self.fact(kind, subject) for subject in subjects}
        return Every(
            {k: v for k, v in by_target.items() if not isinstance(v, Unseen | Broken)},
            {k: v for k, v in by_target.items() if isinstance(v, Unseen)},
            {k: v for k, v in by_target.items() if isinstance(v, Broken)},
        )

    def _begin_every(self, kind: type[Fact]) -> tuple[Subject, ...]:
        subjects = self.subjects(self._subject_type(kind))
        for subject in subjects:
            self._begin(kind, subject)
        return subjects

    async def arguments(
        self, needs: Mapping[str, Need], subject: Subject
    ) -> dict[str, Any] | Missing:
        """Fetch what a function needs to be called about a subject, all concurrently."""
        for need in needs.values():
            match need:
                case NeedsFact(kind):
                    self._begin(kind, subject)
                case NeedsEvery(kind):
                    self._begin_every(kind)
        arguments = {name: await self._value(need, subject) for name, need in needs.items()}
        lacks: Missing | None = None
        for name, value in arguments.items():
            need = needs[name]
            if isinstance(value, Broken):
                return Missing(name, value)
            tolerant = isinstance(need, NeedsFact) and need.tolerant
            if isinstance(value, Unseen) and not tolerant and lacks is None:
                lacks = Missing(name, value)
        return lacks or arguments

    async def stop(self, reason: str) -> None:
        """End whatever still runs; what it would have gathered is unseen, for the reason."""
        self._late = reason
        running = [task for task in self._tasks.values() if not task.done()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    @property
    def gathered(self) -> Mapping[Key, Seen]:
        """Give everything that was asked for in this run, as it came out."""
        return dict(self._done)

    def _subject_type(self, kind: type[Fact]) -> type[Subject]:
        return self.collectors[kind].signature.subject

    def _related(self, subject: Subject, kind: type[Subject]) -> Subject | None:
        """Find a subject's like `Manifest.related`, once."""
        key = (subject.key, kind)
        if key not in self._relations:
            self._relations[key] = self.manifest.related(subject, kind)
        return self._relations[key]

    async def _value(self, need: Need, subject: Subject) -> Any:
        match need:
            case NeedsSubject(kind):
                found = self._related(subject, kind)
                return found or Unseen(f"the manifest declares no {kind.kind_name} for it")
            case NeedsFact(kind):
                return await self.fact(kind, subject)
            case NeedsEvery(kind):
                return await self.every(kind)
            case NeedsService(kind):
                return self.services[kind]

    async def _gather(self, kind: type[Fact], subject: Subject) -> Seen:
        seen = self._done[kind, subject.key] = await self._collect(
            self.collectors[kind], subject
        )
        self._tell()
        return seen

    async def _collect(self, each: Collector, subject: Subject) -> Seen:
        try:
            arguments = await self.arguments(each.signature.needs, subject)
            if isinstance(arguments, Missing):
                return arguments.because
            async with asyncio.timeout(each.deadline_s):
                return await each.gather(**arguments)
        except CannotSee as error:
            return Unseen(str(error))
        except TimeoutError:
            return Unseen(f"no answer within {each.deadline_s:g} s")
        except Exception as error:  # noqa: BLE001 -- one fault must not end the run
            if self.on_fault:
                self.on_fault(error)
            return describe_fault(error)

    def _tell(self) -> None:
        if self.on_progress:
            self.on_progress(len(self._done), len(self._tasks))
