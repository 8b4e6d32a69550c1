"""Finds files of private keys and passwords on disk, and who may read them."""

from __future__ import annotations

import asyncio
import os
import re
import stat
from pathlib import Path, PurePosixPath

from launchready.collect.services import Folder
from launchready.collect.source.walk import walk
from launchready.facts.base import CannotSee
from launchready.facts.exposure import KeyFile, KeyFiles
from launchready.manifest.schema import Repository

DEADLINE_S = 20.0
MAX_HEAD = 512
_PEM = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-"
    rb"|AGE-SECRET-KEY-1"
)
_ENDINGS = frozenset({".key", ".pem", ".p8", ".ppk", ".pkcs8", ".asc", ".gpg", ".age"})
_STORES = {".p12": "key store", ".pfx": "key store", ".jks": "key store", ".kdbx": "vault"}
_NAMES = {
    ".pgpass": "passwords of Postgres",
    ".netrc": "passwords of hosts",
    ".my.cnf": "password of MySQL",
    ".htpasswd": "hashes of passwords",
    ".vault-token": "token of Vault",
}


async def key_files(repository: Repository, folder: Folder) -> KeyFiles:
    """Look for key files, whether git keeps them or not."""
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    root = folder.path / repository.path
    try:
        return await asyncio.to_thread(find_key_files, root, repository.ignore)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise CannotSee(f"the folder {repository.path}: {reason.lower()}") from None


def find_key_files(root: Path, ignore: tuple[str, ...] = ()) -> KeyFiles:
    """Walk a folder; blocks for as long as the disk takes, within the bounds of the walk.

    Raises:
        OSError: the folder cannot be listed.
    """
    tree = walk(root, ignore)
    found = [file for path in tree.files if (file := _key_file(root, path)) is not None]
    return KeyFiles(tuple(found), len(tree.files), tree.truncated)


def _key_file(root: Path, path: str) -> KeyFile | None:
    name = PurePosixPath(path)
    what = _NAMES.get(name.name) or _STORES.get(name.suffix.lower(), "")
    looks_so = name.suffix.lower() in _ENDINGS or name.name.startswith("id_")
    if not what and not looks_so:
        return None
    try:
        head, mode = _head(root / path)
    except OSError:
        return None
    if not what and _PEM.search(head):
        what = "private key"
    return KeyFile(path, what, mode) if what and head else None


def _head(path: Path) -> tuple[bytes, int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return b"", 0
        return os.read(descriptor, MAX_HEAD), stat.S_IMODE(status.st_mode)
    finally:
        os.close(descriptor)
