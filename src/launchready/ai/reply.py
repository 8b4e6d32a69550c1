"""What an assistant did with a question, whatever it speaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from launchready.manifest.tables.assistants import ToolKind

MAX_CALLS = 500
MAX_ARGUMENTS = 20_000
"""Characters of one call's arguments that are looked at."""
MAX_DEPTH = 20

_KINDS: tuple[tuple[ToolKind, frozenset[str]], ...] = (
    ("refund", frozenset({"refund", "refunds", "payout", "credit", "chargeback", "reimburse"})),
    ("delete", frozenset({"delete", "remove", "destroy", "drop", "purge", "erase", "cancel"})),
    ("mail", frozenset({"mail", "email", "send", "sms", "notify", "message", "forward",
                        "invite"})),
    ("write", frozenset({"create", "update", "write", "set", "add", "change", "edit", "insert",
                         "save", "patch", "put", "post", "grant", "assign", "upload",
                         "reset", "enable", "disable", "transfer", "pay", "charge"})),
    ("fetch", frozenset({"fetch", "browse", "http", "url", "web", "download", "request",
                         "crawl", "open"})),
)  # fmt: skip
"""Words in a tool's name that say what it does; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool.

    Attributes:
        name: of the tool, as it was called.
        kind: what it does.
        texts: every text and number in the arguments, keys left out.
    """

    name: str
    kind: ToolKind
    texts: tuple[str, ...] = field(default=(), repr=False)

    def having(self, text: str) -> bool:
        """Say whether an argument holds a text, in any case, not within a longer word."""
        pattern = rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])"
        return any(re.search(pattern, each, re.IGNORECASE) for each in self.texts)


class Usage(Struct, frozen=True):
    """Tokens that a request cost.

    Attributes:
        asked, answered: as the provider counts them.
        estimated: nobody counted; made of the number of characters.
    """

    asked: int
    answered: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer.

    Attributes:
        text: what the user would see.
        calls: of tools, in the answer and in the log.
        seconds: until the answer was there.
        cut: it was longer, or took longer, than is read.
        blocked: a filter in front of the model took the question away.
    """

    text: str = field(repr=False)
    calls: tuple[ToolCall, ...] = ()
    seconds: float = 0.0
    usage: Usage = field(default_factory=lambda: Usage(0, 0))
    cut: bool = False
    blocked: bool = False


def kind_of(name: str, declared: Mapping[str, ToolKind]) -> ToolKind:
    """Say what a tool does: as the manifest says, else by the words in its name."""
    if name in declared:
        return declared[name]
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
    return next((kind for kind, known in _KINDS if words & known), "read")


def read_call(entry: Any, declared: Mapping[str, ToolKind]) -> ToolCall | None:
    """Read a call in any of the usual forms; None for what is none.

    Read are {"name" | "tool" | "tool_name": ..., "arguments" | "args" | "input" |
    "parameters": ...}, and the same within "function" or "tool_call"; arguments may be
    JSON within a text.
    """
    if not isinstance(entry, dict):
        return None
    for wrapper in ("function", "tool_call", "call"):
        if isinstance(entry.get(wrapper), dict):
            return read_call(entry[wrapper], declared)
    name = next((entry[k] for k in ("tool_name", "tool", "name", "function") if k in entry), "")
    if not isinstance(name, str) or not name:
        return None
    keys = ("arguments", "args", "input", "parameters", "params")
    arguments = next((entry[key] for key in keys if key in entry), None)
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments[:MAX_ARGUMENTS])
        except (ValueError, RecursionError):
            arguments = arguments[:MAX_ARGUMENTS]
    return ToolCall(name[:200], kind_of(name[:200], declared), tuple(_texts(arguments)))


def _texts(value: Any) -> Iterator[str]:
    """Give what stands in the arguments, within bounds."""
    left, waiting = MAX_ARGUMENTS, [(value, 0)]
    while waiting and left > 0:
        each, depth = waiting.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(each, dict):
            waiting += [(inner, depth + 1) for inner in each.values()]
        elif isinstance(each, list):
            waiting += [(inner, depth + 1) for inner in each]
        elif isinstance(each, str | int | float) and not isinstance(each, bool):
            text = str(each)[:left]
            left -= len(text) + 1
            yield text
