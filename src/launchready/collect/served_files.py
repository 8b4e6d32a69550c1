"""Asks hosts for files that deployments leave behind, and recognises them by their content."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable

from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.exposure import ServedFile, ServedFiles
from launchready.manifest.schema import Host
from launchready.net.http import HttpClient

DEADLINE_S = 30.0
AT_A_TIME = 4
MAX_BYTES = 4096
"""Of each file: enough to know it by; no more of a stranger's secrets is fetched."""

_VARIABLE = re.compile(rb"(?m)^(?:export )?([A-Z][A-Z0-9_]{1,60}) ?=[^=\r\n<>]{0,400}\r?$")
_HTML = re.compile(rb"(?i)^\s{0,200}(?:<!doctype|<html|<\?xml|<head|<body)")


def _holds(pattern: bytes) -> Callable[[bytes], bool]:
    expression = re.compile(pattern)
    return lambda content: expression.search(content) is not None


def _variables(content: bytes) -> bool:
    return bool(_VARIABLE.search(content))


_SQL = _holds(
    rb"(?i)(?:^|\n)(?:-- (?:mysql|mariadb|postgresql)|create table|insert into|copy )"
)
_ENV = "variables of the environment"
PATHS: tuple[tuple[str, str, bool, Callable[[bytes], bool]], ...] = (
    ("/.env", _ENV, True, _variables),
    ("/.env.production", _ENV, True, _variables),
    ("/.env.bak", _ENV, True, _variables),
    ("/.git/config", "the repository's settings: all of it can be fetched", True,
     _holds(rb"(?m)^\[core\]")),
    ("/.aws/credentials", "keys of AWS", True, _holds(rb"aws_access_key_id")),
    ("/.npmrc", "a token of a package registry", True, _holds(rb"_auth(?:Token)? ?=")),
    ("/.htpasswd", "names and hashes of passwords", True,
     _holds(rb"(?m)\A[\w.@-]{1,60}:(?:\$(?:apr1|2[aby]|5|6)\$|\{SHA\})")),
    ("/id_rsa", "a private key", True, _holds(rb"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----")),
    ("/backup.sql", "a dump of the database", True, _SQL),
    ("/dump.sql", "a dump of the database", True, _SQL),
    ("/backup.zip", "an archive", True, _holds(rb"\APK\x03\x04")),
    ("/db.sqlite3", "a database", True, _holds(rb"\ASQLite format 3\x00")),
    ("/actuator/env", "settings of the running service", True, _holds(rb'"propertySources"')),
    ("/docker-compose.yml", "how the product is put together", False,
     _holds(rb"(?m)^services:")),
    ("/phpinfo.php", "settings of PHP and its environment", True,
     _holds(rb"<title>phpinfo\(\)")),
)  # fmt: skip
"""Path, what it is, whether it opens the product, and how its content is known."""


async def served_files(host: Host, folder: Folder, http: HttpClient) -> ServedFiles:
    """Ask for each path once, a few at a time, and look at the first 4 kB."""
    if folder.path is None:
        raise CannotSee("only the hosts of a manifest are asked for such files, no stranger's")
    # A site that answers everything alike shows it on a name that nobody can have chosen.
    everything = await _content(host, f"/{secrets.token_hex(8)}.env", http)
    some = asyncio.Semaphore(AT_A_TIME)

    async def ask(path: str) -> bytes | CannotSee:
        async with some:
            try:
                return await _content(host, path, http)
            except CannotSee as error:
                return error

    answers = await asyncio.gather(*(ask(path) for path, *_ in PATHS))
    served: list[ServedFile] = []
    unseen: list[str] = []
    for (path, what, grave, recognised), content in zip(PATHS, answers, strict=True):
        if isinstance(content, CannotSee):
            unseen.append(f"{path}: {content}")
            continue
        if not content or content == everything or not recognised(content):
            continue
        if _HTML.search(content) and "php" not in path:
            continue
        names = _VARIABLE.findall(content)[:5] if what == _ENV else []
        served.append(ServedFile(path, what, grave, tuple(name.decode() for name in names)))
    return ServedFiles(len(PATHS), tuple(served), tuple(unseen))


async def _content(host: Host, path: str, http: HttpClient) -> bytes:
    """Give what a path holds; b"" where the host does not give it to everyone.

    Raises:
        CannotSee: no answer, or one that only a person in a browser gets past.
    """
    url = f"https://{host.name}{path}"
    headers = (("accept", "*/*"), ("accept-encoding", "identity"))
    answer = await http.request("GET", url, headers=headers, max_bytes=MAX_BYTES)
    if answer.exchange.challenge:
        raise CannotSee(f"{answer.exchange.challenge} asked for proof of a human")
    if answer.exchange.failure is not None:
        raise CannotSee(f"no answer: {answer.exchange.detail or answer.exchange.failure}")
    return answer.content if answer.exchange.status in {200, 206} else b""
