"""Runs a coroutine to its end, from a command."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run like `asyncio.run`, without having the result written out.

    At its end, `asyncio.run` gives the interrupt's handler back by `signal.signal`, which
    makes a repr of the task to say that it is no signal (CPython 3.11 to 3.13).  With a
    run's whole evidence as the task's result, that takes longer than judging it.
    """
    held: list[T] = []

    async def hold() -> None:
        held.append(await main)

    asyncio.run(hold())
    return held[0]
