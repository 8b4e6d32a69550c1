"""`launchready env exec` as a container's first process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.env_command import GOOD, MANIFEST, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """Make a folder with a contract."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "options"),
    [
        (GOOD, []),
        (GOOD, ["--manifest", "launchready.toml"]),
        ({**GOOD, "SANDBOX": "x"}, ["--in", "staging"]),
        ({**GOOD, "SANDBOX": "x", "LAUNCHREADY_ENVIRONMENT": "staging"}, []),
        (GOOD, ["--in=production"]),
    ],
)
def test_exec_becomes_the_program(
    folder: Path, given: dict[str, str], options: list[str]
) -> None:
    """Arguments, output and exit status are the program's own."""
    script = 'echo "$1" "$DATABASE_URL"; exit 7'
    done = run(folder, "exec", *options, "--", "sh", "-c", script, "sh", "a b", given=given)
    assert (done.returncode, done.stdout, done.stderr) == (
        7,
        f"a b {GOOD['DATABASE_URL']}\n",
        "",
    )


@pytest.mark.parametrize("options", [[], ["--in=production"]])
def test_exec_starts_nothing_with_a_wrong_environment(folder: Path, options: list[str]) -> None:
    """Every problem is on stderr, the exit status is 1, and the program never ran."""
    done = run(folder, "exec", *options, "--", "touch", "started", given={"LOG_LEVEL": "x"})
    assert done.returncode == 1
    assert done.stdout == ""
    assert "3 problems with the environment of production" in done.stderr
    assert not (folder / "started").exists()


@pytest.mark.parametrize(("program", "status"), [("no-such-program", 127), ("./file", 126)])
def test_exec_of_what_cannot_be_started(folder: Path, program: str, status: int) -> None:
    """As with env(1): 127 for what is not there, 126 for what cannot be run."""
    (folder / "file").write_text("")
    done = run(folder, "exec", "--", program, given=GOOD)
    assert done.returncode == status
    assert program in done.stderr


@pytest.mark.parametrize("options", [[], ["--in=production"]])
def test_exec_keeps_the_process_and_its_signals(folder: Path, options: list[str]) -> None:
    """Same process id; a signal reaches the program; SIGPIPE is as the shell left it."""
    script = "import os, signal, time; print(os.getpid(), flush=True); time.sleep(30)"
    arguments = ["exec", *options, "--", sys.executable, "-c", script]
    with subprocess.Popen(
        [sys.executable, "-m", "launchready", "env", *arguments],
        stdout=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, **GOOD},
        text=True,
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == process.pid
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == -signal.SIGTERM
    pipe = "trap -p PIPE; kill -PIPE $$; echo survived"
    done = run(folder, "exec", *options, "--", "bash", "-c", pipe, given=GOOD)
    assert done.returncode == -signal.SIGPIPE
    assert "survived" not in done.stdout


def test_exec_imports_next_to_nothing(folder: Path) -> None:
    """A start pays for no command line, no schema and no report."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "launchready", "env", "exec", "--", "true"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **GOOD},
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "launchready.environment.judge" in imported
    heavy = {
        "click",
        "pydantic",
        "rich",
        "asyncio",
        "pathlib",
        "dataclasses",
        "inspect",
        "json",
    }
    assert not heavy & imported
