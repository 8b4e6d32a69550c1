"""Finds hosts, addresses and connections that can only be changed by editing the code."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from launchready.facts.environment import FixedSetting

MAX_FOUND = 200
_CODE = frozenset(
    {".py", ".rb", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".php", ".go",
     ".java", ".kt", ".rs", ".cs", ".ex", ".exs", ".vue", ".svelte"}
)  # fmt: skip
_CONNECTION = re.compile(
    r"[\"'`]((?:postgres(?:ql)?(?:\+\w{1,20})?|mysql(?:\+\w{1,20})?|mariadb|mongodb(?:\+srv)?|rediss?"
    r"|amqps?|kafka|mssql|clickhouse|nats|memcached|smtps?)://)(?:[^@\s\"'`/]{1,200}@)?"
    r"([A-Za-z0-9.\-\[\]:]{1,253})"
)
_OWN_HOST = (
    r"[\"'`](https?|wss?)://((?:[a-z0-9-]{{1,63}}\.){{0,5}}{domain})(?::\d{{1,5}})?[/\"'`?#]"
)
_PRIVATE = re.compile(
    r"[\"'`](?:https?://)?((?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3})"
    r"(?::\d{1,5})?[\"'`/]"
)
_ASSIGNED = re.compile(
    r"\s{0,40}(?:export\s{1,9}|public\s{1,9}|static\s{1,9}|final\s{1,9}|const\s{1,9}|let\s{1,9}|var\s{1,9}"
    r"|string\s{1,9}|self\.|this\.|\$){0,4}[\"']?([A-Za-z_][\w.]{0,80})[\"']?"
    r"(?:\s{0,9}:\s{0,9}\w{1,30})?\s{0,9}(?:=>|:=|[=:])"
)
_SETTING_NAME = re.compile(
    r"url|uri|host|server|endpoint|domain|origin|base|dsn|address|broker|callback|redirect|from"
    r"|hosts|origins",
    re.IGNORECASE,
)
_FROM_OUTSIDE = re.compile(
    r"environ|getenv|process\.env|import\.meta\.env|\bENV\[|ENV\.fetch|\benv\(|\bconfig\(|env::var"
    r"|System\.(?:get|fetch)_env|Deno\.env|\bdefault\s{0,9}[=:]|placeholder\s{0,9}[=:]"
)
_NOT_THE_PRODUCT = re.compile(
    r"(?:^|/)(?:migrations?|scripts?|docs?|examples?|storybook|\.storybook|mocks?|__mocks__|e2e)/"
    r"|\.(?:stories|config|d)\.\w{1,4}$|(?:^|[/._-])(?:dev|development|local|seed|seeds|mock)(?:[/._-]|$)",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"localhost|127\.|0\.0\.0\.0|\[::1\]|example\.(?:com|org|net)", re.IGNORECASE
)


def fixed_settings(path: str, text: str, domain: str) -> Iterator[FixedSetting]:
    """Find what one file fixes.

    Args:
        path: relative; files for development, tests and documentation are passed over.
        text: of the file.
        domain: the product's apex; its own hosts differ from environment to environment.
    """
    if PurePosixPath(path).suffix not in _CODE or _NOT_THE_PRODUCT.search(path):
        return
    own = _own_host(domain)
    places = {
        found.start()
        for pattern in (_CONNECTION, own, _PRIVATE)
        for found in pattern.finditer(text)
    }
    for place in sorted(places)[:MAX_FOUND]:
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        line = text[start : end if end >= 0 else len(text)]
        if len(line) > 1000 or line.lstrip().startswith(("#", "//", "*", "/*", "--")):
            continue
        what = None if _FROM_OUTSIDE.search(line) else _in_line(line, own)
        if what:
            kind, name, shown = what
            number = text.count("\n", 0, place) + 1
            yield FixedSetting(kind, name, shown, path, number)


@functools.cache
def _own_host(domain: str) -> re.Pattern[str]:
    return re.compile(_OWN_HOST.format(domain=re.escape(domain)), re.IGNORECASE)


def _in_line(line: str, own: re.Pattern[str]) -> tuple[str, str, str] | None:
    assigned = _ASSIGNED.match(line)
    name = assigned[1].rpartition(".")[2] if assigned else ""
    if (match := _CONNECTION.search(line)) and not _LOCAL.search(match[2]):
        return "connection", name, f"{match[1]}{match[2]}"
    if not name or not _SETTING_NAME.search(name):
        return None
    if match := own.search(line):
        return "own-host", name, f"{match[1]}://{match[2].lower()}"
    if match := _PRIVATE.search(line):
        return "address", name, match[1]
    return None
