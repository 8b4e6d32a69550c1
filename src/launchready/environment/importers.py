"""Reads what platforms, Compose and .env files say an environment has.

Of a .env file the values are taken, to be judged; of everything else the names alone, even
where the listing shows values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from launchready.env_file import EnvText, NotAnEnvFile, read_env_text

MAX_NAMES = 5_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_LISTED = re.compile(r"[A-Z_][A-Z0-9_]{1,127}")
_HEADINGS = frozenset(
    {"NAME", "KEY", "VALUE", "DIGEST", "CREATED", "UPDATED", "VARIABLE", "STATUS", "SCOPES",
     "ENVIRONMENTS", "CONTEXT", "AGE", "TYPE", "ID"}
)  # fmt: skip
_WRAPPERS = ("envs", "env", "secrets", "variables", "vars", "envVars", "env_vars", "config",
             "data", "items", "envVar")  # fmt: skip


class NothingFound(ValueError):
    """The text holds no variables in a form that is known; the message says which are."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an environment has.

    Attributes:
        values: by name; None where only the name was taken.
        kind: what was read (".env file", "JSON listing").
        twice: names that a file sets more than once, with the later line.
        damaged: lines of a .env file that make no sense.
    """

    values: Mapping[str, str | None] = field(repr=False)
    kind: str
    twice: Mapping[str, int] = field(default_factory=dict)
    damaged: tuple[int, ...] = ()

    @property
    def names_only(self) -> bool:
        """Say whether no value was seen."""
        return all(value is None for value in self.values.values())


def import_environment(text: str) -> Imported:
    """Read a .env file, or a platform's listing as JSON or as text.

    Understood are `heroku config` (plain, --json, --shell), `vercel env ls`, `fly secrets
    list`, `gh secret list` and `gh variable list` (plain or --json), `netlify env:list`
    (plain, --json, table), and the variables of Render's API.

    Raises:
        NothingFound: it is none of these.
    """
    if text.lstrip()[:1] in {"{", "["}:
        return Imported(dict.fromkeys(_names_in_json(text)), "JSON listing")
    heroku = _names_in_heroku_listing(text)
    if heroku:
        return Imported(dict.fromkeys(heroku), "listing")
    try:
        parsed = read_env_text(text)
    except NotAnEnvFile as error:
        raise NothingFound(str(error)) from None
    assigned = [a for a in parsed.assignments if _NAME.fullmatch(a.name)]
    with_values = sum(each.value is not None for each in assigned)
    if with_values and with_values >= len(assigned) / 2:
        return _from_env_file(parsed)
    names = list(dict.fromkeys(_names_in_listing(text)))[:MAX_NAMES]
    if not names:
        raise NothingFound(
            "holds no variables that are understood: a .env file, or what heroku config, "
            "vercel env ls, fly secrets list, gh secret list or netlify env:list print"
        )
    return Imported(dict.fromkeys(names), "listing")


def _from_env_file(parsed: EnvText) -> Imported:
    twice: dict[str, int] = {}
    seen: set[str] = set()
    for each in parsed.assignments:
        if each.name in seen:
            twice[each.name] = each.line
        seen.add(each.name)
    values: dict[str, str | None] = dict(parsed.values)
    return Imported(values, ".env file", twice, parsed.damaged)


def _names_in_json(text: str) -> list[str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise NothingFound("begins like JSON, and is none") from None
    names = list(dict.fromkeys(_names_of(data, depth=0)))[:MAX_NAMES]
    if not names:
        raise NothingFound("is JSON without names of variables")
    return names


def _names_of(data: Any, depth: int) -> Iterator[str]:
    """Find names in {"NAME": ...}, [{"name": "NAME"}], and either inside of a wrapper."""
    if depth > 4:
        return
    if isinstance(data, list):
        for each in data:
            if isinstance(each, dict):
                yield from _names_of(each, depth + 1)
    elif isinstance(data, dict):
        for key in ("name", "Name", "key", "KEY", "NAME"):
            if isinstance(data.get(key), str) and _NAME.fullmatch(data[key]):
                yield data[key]
                return
        inside = [data[key] for key in _WRAPPERS if isinstance(data.get(key), list | dict)]
        if inside:
            for each in inside:
                yield from _names_of(each, depth + 1)
        else:
            yield from (key for key in data if _NAME.fullmatch(key))


def _names_in_heroku_listing(text: str) -> list[str]:
    """Read `=== app Config Vars` and the lines `NAME: value` below it."""
    if not text.lstrip().startswith("==="):
        return []
    found = (re.match(r"([A-Za-z_]\w{0,127}):(?:\s|$)", line) for line in text.splitlines())
    return [match[1] for match in found if match][:MAX_NAMES]


def _names_in_listing(text: str) -> Iterator[str]:
    """Take the first word of each line of a table where it is written as a name is."""
    for line in text.splitlines():
        words = line[:500].replace("\u2502", " ").replace("|", " ").split()
        if words and _LISTED.fullmatch(words[0]) and words[0] not in _HEADINGS:
            yield words[0]
