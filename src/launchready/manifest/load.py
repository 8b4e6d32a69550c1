"""Reads `launchready.toml`; every error names the file, the line and the next step."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from msgspec import Struct
from pydantic import BaseModel, ValidationError

from launchready.manifest.place import FILE_NAME, find_manifest
from launchready.manifest.positions import line_numbers
from launchready.manifest.schema import Manifest

__all__ = ["FILE_NAME", "ManifestError", "Problem", "find_manifest", "load_manifest"]

MAX_BYTES = 1 << 20
"""Size that a manifest may have; a thousand routes need a fifth of it."""


class Problem(Struct, frozen=True):
    """One thing that is wrong in a manifest.

    Attributes:
        line: counted from 1; 0 where no line can be named.
        text: what is wrong and what would be right, never a value that may be secret.
    """

    line: int
    text: str


class ManifestError(Exception):
    """The manifest is wrong.

    Attributes:
        path: the file.
        problems: everything that is wrong, in order of lines.
    """

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__(str(path))

    def __str__(self) -> str:
        return "\n".join(
            f"{self.path}:{problem.line}: {problem.text}"
            if problem.line
            else f"{self.path}: {problem.text}"
            for problem in self.problems
        )


def load_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises:
        ManifestError: it cannot be read, is not TOML, or does not hold to the schema.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_BYTES + 1)
        if len(octets) > MAX_BYTES:
            raise ManifestError(path, [Problem(0, f"is larger than {MAX_BYTES >> 20} MiB")])
        text = octets.decode("utf-8-sig")
    except OSError as error:
        raise ManifestError(path, [Problem(0, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ManifestError(path, [Problem(0, "is not UTF-8 text")]) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(path, [_syntax_problem(error, text)]) from error
    except (RecursionError, ValueError) as error:  # nested or numbered beyond all measure
        raise ManifestError(path, [Problem(0, "is not a manifest: too large")]) from error
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        lines = line_numbers(text)
        problems = [_problem(details, lines) for details in error.errors()]
        raise ManifestError(path, problems) from error


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    message, _, place = str(error).partition(" (at ")
    digits = "".join(char for char in place.partition(",")[0] if char.isdigit())
    line = int(digits) if digits else len(text.rstrip().split("\n"))  # "at end of document"
    return Problem(line, f"is not TOML: {message}")


def _problem(details: Mapping[str, Any], lines: Mapping[tuple[str | int, ...], int]) -> Problem:
    loc = tuple(part for part in details["loc"] if part != "[key]")
    line = next((lines[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in lines), 0)
    name = ".".join(str(part) for part in loc)
    match details["type"]:
        case "extra_forbidden":
            return Problem(line, f'unknown key "{loc[-1]}"{_nearest(loc)}')
        case "missing":
            known = f"[{'.'.join(str(part) for part in loc[:-1])}] " if loc[:-1] else ""
            return Problem(line, f'{known}needs "{loc[-1]}"')
        case "value_error":
            reason = str(details["ctx"]["error"])
            return Problem(line, f"{name}: {reason}" if name else reason)
        case _:
            message = details["msg"]
            return Problem(line, f"{name}: {message[:1].lower()}{message[1:]}")


def _nearest(loc: tuple[str | int, ...]) -> str:
    """Suggest the known key nearest to an unknown one, or list what is known."""
    model = _table_at(loc[:-1])
    if model is None:
        return ""
    hidden = {"declared"} | ({"name"} if loc[0] == "hosts" else set())
    known = [field.alias or name for name, field in model.model_fields.items()]
    known = [name for name in known if name not in hidden]
    close = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; known here: {', '.join(known)}"


def _table_at(loc: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Follow a path of keys and indexes to the model of the table it names."""
    model: type[BaseModel] = Manifest
    for part in loc:
        if isinstance(part, int):
            continue
        field = next((f for n, f in model.model_fields.items() if part in {n, f.alias}), None)
        if field is None:
            continue  # the key of a table in a mapping, such as a host's name
        inner = _model_in(field.annotation)
        if inner is None:
            return None
        model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)
