"""Where the repository is pushed to, read from git's own configuration."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit

from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.repository import GitRemote
from launchready.manifest.schema import Repository

MAX_CONFIG = 64 * 1024
MAX_NAME = 100
MAX_URL = 500

_SECTION = re.compile(r'\[remote "([^"\]]{1,100})"\]')
_SCP = re.compile(r"(?:[^@/\s]{1,100}@)?([A-Za-z0-9.-]{1,253}):(?!/)(.+)")


async def git_remote(repository: Repository, folder: Folder) -> GitRemote:
    """Read the remote named origin, or the first; what it holds of credentials is dropped."""
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    url = await asyncio.to_thread(_read, folder.path / repository.path)
    if not url:
        raise CannotSee("git knows no remote of this repository")
    return read_remote(url)


def clone_url(root: Path) -> str:
    """Give what a stranger clones the repository from; without anybody's credentials.

    Args:
        root: the repository's folder.

    Returns:
        The URL or path; "" where git knows none.
    """
    try:
        url = _read(root)
    except CannotSee:
        return ""
    if not url.isprintable() or len(url) > MAX_URL:
        return ""
    return re.sub(r"(?<=://)[^/@\s]{0,500}@(?=[^/]+)", "", url) if "://" in url else url


def _read(root: Path) -> str:
    try:
        with (_git_folder(root) / "config").open("rb") as file:
            text = file.read(MAX_CONFIG).decode("utf-8", "replace")
    except OSError:
        raise CannotSee("the folder is no git repository") from None
    urls: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        words = line.strip()
        if words.startswith("["):
            found = _SECTION.fullmatch(words)
            section = found[1] if found else ""
        elif section and words.partition("=")[0].strip() == "url":
            urls.setdefault(section, words.partition("=")[2].strip())
    return urls.get("origin") or next(iter(urls.values()), "")


def _git_folder(root: Path) -> Path:
    """Find git's folder; of a work tree beside the main one, that of the main one."""
    place = root / ".git"
    if place.is_dir():
        return place
    with place.open("rb") as file:
        told = file.read(4096).decode("utf-8", "replace")
    own = root / told.removeprefix("gitdir:").strip()
    return own.parent.parent if own.parent.name == "worktrees" else own


def read_remote(url: str) -> GitRemote:
    """Take host and owner from a remote's URL, in any of the forms that git knows.

    Raises:
        CannotSee: it leads to no host.
    """
    if "://" not in url:
        scp = _SCP.fullmatch(url[:2000])
        host, path = (scp[1], scp[2]) if scp else ("", "")
    else:
        try:
            parts = urlsplit(url[:2000])
            host, path = parts.hostname or "", parts.path
        except ValueError:
            host, path = "", ""
    if not host:
        raise CannotSee("the repository's remote is no other host")
    names = [name for name in path.split("/") if name]
    owner = names[0] if len(names) > 1 else ""
    shown = "".join(char for char in owner if char.isprintable())[:MAX_NAME]
    return GitRemote(host.lower().removeprefix("ssh."), shown)
