"""Times the making of one class of values in several ways, each as an import makes it."""

from __future__ import annotations

import timeit

FIELDS = """
    name: str
    addresses: tuple[str, ...] = ()
    port: int = 443
    seen: bool = False
    seconds: float = 0.0
    error: str | None = None
    place: str = ""
"""
WAYS = {
    "frozen dataclass with slots": "@dataclass(frozen=True, slots=True)\nclass Value:",
    "named tuple": "class Value(NamedTuple):",
    "frozen msgspec struct": "class Value(Struct, frozen=True):",
}
NEEDED = """
from dataclasses import dataclass
from typing import NamedTuple
from msgspec import Struct
"""
TIMES, ROUNDS = 100, 7


def main() -> None:
    """Make the class again and again, and tell the least that it took."""
    for way, head in WAYS.items():
        code = compile(f"{head}\n    'A value.'{FIELDS}", "<value>", "exec")
        names: dict[str, object] = {"__name__": "bench"}
        exec(NEEDED, names)
        timer = timeit.Timer("exec(code, names)", globals={"code": code, "names": names})
        print(f"{way:30} {min(timer.repeat(ROUNDS, TIMES)) / TIMES * 1e6:6.0f} µs")


main()
