"""The command as people and service managers use it: check, list, run, reload, end."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.test"

[[routes]]
name = "home"
url = "http://acme.test/"

[[monitors]]
route = "home"

[[monitors]]
kind = "heartbeat"
name = "nightly"
every_s = 86400

[[channels]]
name = "oncall"
kind = "slack"
url_env = "SLACK_URL"

[watch]
public_url = "https://watch.acme.test"

[network.connect]
"acme.test:80" = "127.0.0.1:9"
"""
SET = {**os.environ, "SLACK_URL": "https://hooks.slack.test/s3cret"}


def run(
    folder: Path, *words: str, env: dict[str, str] = SET
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "launchready", "watch", *words],
        cwd=folder, env=env, text=True, capture_output=True, check=False, timeout=50,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a manifest."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    return tmp_path


def test_check_says_whether_all_is_set(folder: Path) -> None:
    """0 where it is; 2, and the variable's name, where it is not."""
    done = run(folder, "--check")
    assert (done.returncode, done.stdout) == (
        0,
        "ready to watch 2 monitors and tell 1 channels\n",
    )
    bare = {name: value for name, value in SET.items() if name != "SLACK_URL"}
    done = run(folder, "--check", env=bare)
    assert done.returncode == 2
    assert "channel oncall: SLACK_URL is not set" in done.stderr


def test_list_shows_the_same_urls_for_ever(folder: Path) -> None:
    """A job's crontab is written once."""
    first, second = run(folder, "--list"), run(folder, "--list")
    assert first.stdout == second.stdout
    data = folder / ".launchready" / "watch"
    assert (data / ".gitignore").read_text() == "*\n"
    assert {each.stat().st_mode & 0o77 for each in (data, data / "watch.sqlite")} == {0}
    assert re.search(
        r"^heartbeat +page +86400 s  nightly  https://watch\.acme\.test/ping/[0-9a-f-]{36}$",
        first.stdout,
        re.MULTILINE,
    )
    assert re.search(r"^http +page +60 s  home$", first.stdout, re.MULTILINE)


def test_what_is_wrong_ends_with_2(folder: Path) -> None:
    """A port that is taken, a place that is none, and a manifest that watches nothing."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(folder, "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert (done.returncode, "cannot listen at" in done.stderr) == (2, True)
    assert run(folder, "--listen", "nowhere").returncode == 2
    (folder / "launchready.toml").write_text('[product]\nname = "A"\ndomain = "a.test"\n')
    done = run(folder, "--check")
    assert (done.returncode, "no [[monitors]]" in done.stderr) == (2, True)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the monitor until the test is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "launchready", "watch", "--listen", "127.0.0.1:0",
        cwd=folder, env=SET, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: asyncio.subprocess.Process, words: str) -> list[str]:
    """Read what it says until it says this."""
    assert process.stderr is not None
    lines: list[str] = []
    while not lines or words not in lines[-1]:
        line = await process.stderr.readline()
        assert line, "".join(lines)
        lines.append(line.decode())
    return lines


async def test_it_reloads_on_sighup_and_ends_on_sigterm(folder: Path) -> None:
    """A wrong manifest is refused while the old one runs on; no secret is ever said."""
    async with serving(folder) as process:
        lines = await said(process, "probing 2 monitors")
        path = folder / "launchready.toml"
        path.write_text(MANIFEST.replace('kind = "slack"', 'kind = "pigeon"'))
        process.send_signal(signal.SIGHUP)
        lines += await said(
            process, "the manifest was not taken: channel oncall: no kind pigeon"
        )
        extra = '\n[[monitors]]\nkind = "tcp"\nat = "acme.test:80"\n'
        path.write_text(MANIFEST.replace("\n[watch]", extra + "\n[watch]"))
        process.send_signal(signal.SIGHUP)
        lines += await said(process, "probing 3 monitors")
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        lines.append((await process.stderr.read()).decode())
        assert await process.wait() == 0
    assert "s3cret" not in "".join(lines)
    assert "Traceback" not in "".join(lines)
