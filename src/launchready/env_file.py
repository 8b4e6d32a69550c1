"""Reads .env files: quotes, `export`, comments, values over several lines.

The grammar is python-dotenv's, which follows shells as far as Node's and Ruby's readers do.
Nothing is interpolated: `${OTHER}` stays as it is written, so that a judge can see it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

MAX_BYTES = 1024 * 1024
_BLANKS = re.compile(r"[^\S\r\n]{500}")


class NotAnEnvFile(ValueError):
    """The text cannot be read as a .env file; the message never quotes it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One variable in a file.

    Attributes:
        name: as written.
        value: what a program would see; None for a name without `=`.
        line: where it starts, from 1.
    """

    name: str
    value: str | None = field(repr=False)
    line: int


class EnvText(Struct, frozen=True):
    """What a .env file holds.

    Attributes:
        assignments: in order, a name that is set twice being there twice.
        damaged: lines that make no sense, such as one with an unclosed quote.
    """

    assignments: tuple[Assignment, ...]
    damaged: tuple[int, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """Give what a program would see: of a name that is set twice, the later value."""
        return {each.name: each.value for each in self.assignments if each.value is not None}


def read_env_file(path: Path) -> EnvText:
    """Read a file.

    Raises:
        OSError: it cannot be read.
        NotAnEnvFile: it is too large, binary, or not to be read within bounds.
    """
    with path.open("rb") as file:
        octets = file.read(MAX_BYTES + 1)
    if len(octets) > MAX_BYTES:
        raise NotAnEnvFile(f"is larger than {MAX_BYTES // 1024**2} MB")
    try:
        return read_env_text(octets.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotAnEnvFile("is not UTF-8 text") from None


def read_env_text(text: str) -> EnvText:
    """Read a text.

    Raises:
        NotAnEnvFile: it holds NUL, or a run of blanks that would take for ever.
    """
    from dotenv.parser import parse_stream

    if "\0" in text:
        raise NotAnEnvFile("is binary, not text")
    if _BLANKS.search(text):
        raise NotAnEnvFile("has 500 blanks in a row, which no .env file needs")
    found: list[Assignment] = []
    damaged: list[int] = []
    for binding in parse_stream(io.StringIO(text, newline="")):
        raw = binding.original.string
        blank = raw[: len(raw) - len(raw.lstrip())]
        line = binding.original.line + len(re.findall(r"\r\n|\n|\r", blank))
        if binding.error:
            damaged.append(line)
        elif binding.key is not None:
            found.append(Assignment(binding.key, binding.value, line))
    return EnvText(tuple(found), tuple(damaged))
