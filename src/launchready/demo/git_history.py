"""Makes the demo's repository a git repository, with commits that are the same every time."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from launchready.demo.places import DOMAIN

AUTHOR = f"Founder <founder@{DOMAIN}>"
FIRST_COMMIT = 1_767_254_400
"""2026-01-01, in seconds; each commit is a day after the one before."""
TIMEOUT_S = 20
REMOTE = '[remote "origin"]\n\turl = git@github.com:acme-portal/portal.git\n'


class Commit(Struct, frozen=True):
    """One commit: what it says, and the whole of the files after it."""

    message: str
    files: Mapping[str, str]


def write_history(folder: Path, commits: Sequence[Commit]) -> None:
    """Put commits into a new repository in a folder; without git, the folder stays without.

    Raises:
        subprocess.SubprocessError: git is there, and fails.
    """
    shutil.rmtree(folder / ".git", ignore_errors=True)
    if shutil.which("git") is None:
        return
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "fast-import", "--quiet", given=b"".join(_stream(commits)))
    _git(folder, "reset", "--quiet")
    with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write(REMOTE)


def _stream(commits: Sequence[Commit]) -> list[bytes]:
    parts: list[bytes] = []
    for day, commit in enumerate(commits):
        when = f"{AUTHOR} {FIRST_COMMIT + 86_400 * day} +0000"
        message = commit.message.encode()
        parts += [
            f"commit refs/heads/main\ncommitter {when}\ndata {len(message)}\n".encode(),
            message + b"\ndeleteall\n",
        ]
        for name, text in commit.files.items():
            octets = text.encode()
            mode = "100755" if name.endswith(".sh") else "100644"
            parts += [f"M {mode} inline {name}\ndata {len(octets)}\n".encode(), octets, b"\n"]
    return parts


def _git(folder: Path, *arguments: str, given: bytes = b"") -> None:
    # Nothing of this machine's settings: neither hooks nor signing nor another repository.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_")
    }
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        input=given,
        env=environment,
        check=True,
        capture_output=True,
        timeout=TIMEOUT_S,
    )
