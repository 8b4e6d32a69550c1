"""Mends a served twin while it is up: a line taken out of faults.toml is a fault less."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import tomlkit

from launchready.demo.faults import Faults
from launchready.demo.twin import Twin, serve

FILE_NAME = "faults.toml"
LOOK_EVERY_S = 0.2

HEAD = """\
# What is wrong with this twin, and the check that finds it. Take a line out and save the file:
# the twin is mended, and comes up again within a second or two.
"""


def write_faults(folder: Path, faults: Faults) -> Path:
    """List the faults that are on, each with the check that is there to find it."""
    width = max((len(switch) for switch in faults.active), default=0)
    lines = [
        f"{f'{switch} = true':{width + 7}}  # {Faults.check_for(switch)}\n"
        for switch in faults.active
    ]
    path = folder / FILE_NAME
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def read_faults(text: str) -> Faults:
    """Read which faults are on.

    Raises:
        ValueError: it is not TOML, or names what is no fault; the message says what.
    """
    given = tomllib.loads(text)
    for name, value in given.items():
        if name not in Faults.switches():
            raise ValueError(f'"{name}" is no fault of the demo')
        if not isinstance(value, bool):
            raise ValueError(f"{name} is true, or is not there")
    return Faults(**given)


def write_variables(folder: Path, twin: Twin) -> Path:
    """Write what the twin's manifest reads from the environment, for a shell to read.

    The file is its owner's alone, as a real one should be.
    """
    path = folder / "variables"
    path.touch(0o600)
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in twin.environment.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


async def keep_up(
    folder: Path,
    faults: Faults,
    *,
    up: Callable[[Twin], None],
    told: Callable[[str], None],
) -> None:
    """Keep a twin up until cancelled, and mend it whenever its faults.toml has changed.

    Its credentials stay, and so do the decisions in its manifest and the evidence of drills
    that were run on it.

    Args:
        folder: for its files.
        faults: what is wrong with it at first.
        up: called when it is up, at first and whenever it was mended.
        told: called with what is wrong with the file.
    """
    written = await asyncio.to_thread(write_faults, folder, faults)
    seen = await asyncio.to_thread(written.read_text, "utf-8")
    async with serve(faults, folder) as twin:
        await asyncio.to_thread(write_variables, folder, twin)
        up(twin)
        faults, seen = await _changed(written, seen, told)
    while True:
        async with _mended(folder, faults, twin.environment) as twin:
            up(twin)
            faults, seen = await _changed(written, seen, told)


async def _changed(path: Path, seen: str, told: Callable[[str], None]) -> tuple[Faults, str]:
    """Wait until the file says something else that makes sense."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            text = await asyncio.to_thread(path.read_text, "utf-8")
            if text != seen:
                seen = text
                return read_faults(text), text
        except (OSError, ValueError) as error:
            told(f"{path}: {error}; the twin stays as it is")


@contextlib.asynccontextmanager
async def _mended(
    folder: Path, faults: Faults, environment: Mapping[str, str]
) -> AsyncIterator[Twin]:
    """Bring a twin up where another stood, with what its owner decided and tried."""
    manifest = folder / "launchready.toml"
    before = tomlkit.parse(await asyncio.to_thread(manifest.read_text, "utf-8"))
    async with serve(faults, folder, drilled=False, environment=environment) as twin:
        if "decisions" in before:
            document = tomlkit.parse(await asyncio.to_thread(manifest.read_text, "utf-8"))
            document["decisions"] = before["decisions"]
            await asyncio.to_thread(manifest.write_text, tomlkit.dumps(document), "utf-8")
        yield twin
