"""Runs a command that the manifest declares, as its author's shell would."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

_STDERR = 2


@asynccontextmanager
async def started(
    command: str,
    folder: Path,
    more: Mapping[str, str] | None = None,
    *,
    whole: bool = True,
    stdout: int = _STDERR,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a command, and end it when the context ends.

    What it prints goes to the terminal and is not kept, unless told otherwise: it may hold
    secrets.

    Args:
        command: a line for /bin/sh.
        folder: where it runs.
        more: variables beside this process' own.
        whole: end all that it started, even where the command itself has come to its end.
        stdout: where its output goes; `asyncio.subprocess.PIPE` lets it be read.
    """
    process = await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", command, cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=stdout,
        process_group=0, env={**os.environ, **(more or {})},
    )  # fmt: skip
    try:
        yield process
    finally:
        if whole or process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        if process.returncode is None:
            await process.wait()


async def run_command(
    command: str, folder: Path, seconds: float, more: Mapping[str, str] | None = None
) -> int | None:
    """Run a command to its end; what it leaves running goes on, as a server should.

    Returns:
        Its exit status; None where it was stopped, for it took too long.
    """
    async with started(command, folder, more, whole=False) as process:
        try:
            async with asyncio.timeout(seconds):
                return await process.wait()
        except TimeoutError:
            return None


async def output_of(
    command: str, folder: Path, seconds: float, most: int
) -> tuple[int | None, bytes]:
    """Run a command to its end, and give the last octets that it printed, `most` at most.

    Returns:
        Its exit status, None where it was stopped, for it took too long; and its output.
    """
    kept = bytearray()
    async with started(command, folder, stdout=asyncio.subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                while chunk := await process.stdout.read(65536):
                    kept += chunk
                    del kept[:-most]
                return await process.wait(), bytes(kept)
        except TimeoutError:
            return None, bytes(kept)


def ended(status: int | None) -> str:
    """Say how a command ended."""
    return "it did not end in time" if status is None else f"exit status {status}"
