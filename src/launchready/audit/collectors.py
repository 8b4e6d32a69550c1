"""Finds the collectors: which function gathers which kind of fact."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

import launchready.collect
from launchready.audit.signature import (
    NeedsEvery,
    NeedsFact,
    Signature,
    SignatureError,
    read_signature,
)
from launchready.facts.base import Fact

DEFAULT_DEADLINE_S = 10.0
"""How long one fact may take to gather, once what it needs is there."""


class Collector(Struct, frozen=True):
    """An async function that gathers one kind of fact.

    Attributes:
        gather: the function.
        makes: the kind of fact.
        signature: what it needs, and the kind of subject it is about.
        deadline_s: seconds it may take; `DEADLINE_S` of its module, or the default.
    """

    gather: Callable[..., Awaitable[Fact]]
    makes: type[Fact]
    signature: Signature
    deadline_s: float


def collector(function: Callable[..., Awaitable[Fact]]) -> Collector:
    """Read a function as a collector.

    Raises:
        SignatureError: it is not one.
    """
    signature = read_signature(function)
    if not (isinstance(signature.returns, type) and issubclass(signature.returns, Fact)):
        raise SignatureError(f"{function.__qualname__}: does not return a kind of fact")
    module = inspect.getmodule(function)
    deadline = float(getattr(module, "DEADLINE_S", DEFAULT_DEADLINE_S))
    return Collector(function, signature.returns, signature, deadline)


def index(collectors: Iterable[Collector]) -> Mapping[type[Fact], Collector]:
    """Order collectors by the fact they make.

    Raises:
        SignatureError: two make the same kind, or some need each other in a circle.
    """
    found: dict[type[Fact], Collector] = {}
    for each in collectors:
        if each.makes in found:
            raise SignatureError(f"two collectors make {each.makes.__name__}")
        found[each.makes] = each
    for kind in found:
        _refuse_circle(kind, found, ())
    return found


def _refuse_circle(
    kind: type[Fact], found: Mapping[type[Fact], Collector], trail: tuple[type[Fact], ...]
) -> None:
    if kind in trail:
        names = " -> ".join(each.__name__ for each in (*trail, kind))
        raise SignatureError(f"facts need each other in a circle: {names}")
    if kind not in found:
        return
    for need in found[kind].signature.needs.values():
        if isinstance(need, NeedsFact | NeedsEvery):
            _refuse_circle(need.kind, found, (*trail, kind))


@functools.cache
def installed_collectors() -> Mapping[type[Fact], Collector]:
    """Find every public async function in `launchready.collect` that makes a fact."""
    found = []
    for info in pkgutil.iter_modules(launchready.collect.__path__):
        module = importlib.import_module(f"launchready.collect.{info.name}")
        found += [collector(function) for function in _public_coroutines(module)]
    return index(found)


def _public_coroutines(module: Any) -> list[Callable[..., Awaitable[Fact]]]:
    return [
        value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and inspect.iscoroutinefunction(value)
        and value.__module__ == module.__name__
    ]
