"""Asks git for what it keeps, without letting a repository's own settings run anything."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from msgspec import Struct

TIMEOUT_S = 60.0
PIPE_BYTES = 1 << 18
"""Of git's output on its way here: with more at once, the two wait less for each other."""
_SETTINGS = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "diff.external=",
    "core.attributesFile=/dev/null", "core.quotePath=false", "protocol.allow=never",
    "log.showSignature=false", "submodule.recurse=false", "diff.orderFile=/dev/null",
)  # fmt: skip


class GitProblem(Exception):
    """Git is not there, or did not do what was asked; the message says so in words."""


class Git(Struct, frozen=True):
    """A repository, or the working tree of one.

    Attributes:
        folder: where git is asked; has to be in a working tree, or a bare repository.
    """

    folder: Path

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Give the whole command line."""
        settings = [word for each in _SETTINGS for word in ("-c", each)]
        return ["git", "--no-pager", *settings, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Give an environment in which git asks nobody, fetches nothing, replaces nothing."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_")
        }
        if "GIT_INDEX_FILE" in os.environ:  # `git commit -a` and `git commit FILE` set it
            kept["GIT_INDEX_FILE"] = os.environ["GIT_INDEX_FILE"]
        return kept | {
            "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C",
        }  # fmt: skip

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Run a command to its end.

        Raises:
            GitProblem: it failed, or took over a minute.
        """
        try:
            done = subprocess.run(
                self.command(arguments), cwd=self.folder, env=self.environment, input=given,
                capture_output=True, timeout=TIMEOUT_S, check=False,
            )  # fmt: skip
        except FileNotFoundError:
            raise GitProblem("git is not installed") from None
        except subprocess.TimeoutExpired:
            raise GitProblem(f"git {arguments[0]} took over {TIMEOUT_S:g} s") from None
        if done.returncode:
            first = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            raise GitProblem(f"git {arguments[0]}: {first[:200] or done.returncode}")
        return done.stdout

    @contextmanager
    def stream(self, *arguments: str, given: bytes = b"") -> Iterator[io.BufferedReader]:
        """Run a command whose output is read while it runs; ends it when left.

        Raises:
            GitProblem: git is not there, or failed after all that it had to say was read.
        """
        with _source(given) as source:
            process = self._started(arguments, source)
        output = process.stdout
        assert isinstance(output, io.BufferedReader)
        ended = False
        try:
            yield output
            ended = not output.read(1)
        finally:
            output.close()
            if not ended:
                process.kill()
            status = process.wait()
        if ended and status:
            raise GitProblem(f"git {arguments[0]} ended with {status}")

    def _started(self, arguments: Sequence[str], source: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self.command(arguments), cwd=self.folder, env=self.environment,
                stdin=source, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, bufsize=PIPE_BYTES, pipesize=PIPE_BYTES,
            )  # fmt: skip
        except FileNotFoundError:
            raise GitProblem("git is not installed") from None


def _source(given: bytes) -> IO[bytes]:
    """Give a file that holds what git is to read: names of objects, nothing secret.

    A pipe would have to be filled while git's answers are read.
    """
    if hasattr(os, "memfd_create"):
        source: IO[bytes] = os.fdopen(os.memfd_create("git"), "w+b")
    else:
        import tempfile

        source = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the caller
    source.write(given)
    source.seek(0)
    return source


class WorkTree(Struct, frozen=True):
    """Where a folder is in a repository.

    Attributes:
        git: asks in the top folder; top: that folder.
        prefix: the folder below it, with a slash at the end, or "".
        shallow: the clone does not hold the whole history.
    """

    git: Git
    top: Path
    prefix: str
    shallow: bool


def find_work_tree(folder: Path) -> WorkTree | None:
    """Find the working tree that a folder is in; None where it is in none.

    Raises:
        GitProblem: there is one, but git refuses (another user's repository).
    """
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return None
    told = Git(folder).run(
        "rev-parse", "--is-shallow-repository", "--show-prefix", "--show-toplevel"
    )
    shallow, prefix, top = os.fsdecode(told).split("\n", 2)
    top = top.removesuffix("\n")
    return WorkTree(Git(Path(top)), Path(top), prefix, shallow == "true")
