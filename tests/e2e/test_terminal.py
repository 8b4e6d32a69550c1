"""The report on a real terminal: as wide as it is, coloured unless asked not to be."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

from launchready.demo.faults import Faults
from launchready.demo.twin import background

COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the evidence of a look at a product with an expired certificate."""
    folder = tmp_path_factory.mktemp("twin")
    path = folder / "run.evidence"
    with background(Faults.only("certificate_expired"), folder) as twin:
        command = [sys.executable, "-m", "launchready", "audit", str(twin.manifest_path),
                   "--only", "domain/certificate-*", "--save", str(path)]  # fmt: skip
        subprocess.run(command, capture_output=True, check=False, timeout=50)
    return path


def on_a_terminal(bundle: Path, columns: int, environment: Mapping[str, str]) -> str:
    """Print the report on a pseudo-terminal so many columns wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    inherited = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS"}}
    command = [sys.executable, "-m", "launchready", "audit", "--replay", str(bundle)]
    with subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**inherited, "TERM": "xterm-256color", **environment},
    ):
        os.close(theirs)
        said = b""
        try:
            while chunk := os.read(ours, 65536):
                said += chunk
        except OSError:  # how Linux says that the other end is closed
            pass
        finally:
            os.close(ours)
    return said.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 72])
def test_text_is_as_wide_as_the_terminal(bundle: Path, columns: int) -> None:
    """Lines wrap at words where the terminal ends; a command stays whole."""
    text = COLOUR.sub("", on_a_terminal(bundle, columns, {}))
    long = [line.strip() for line in text.splitlines() if len(line) > columns]
    assert all(line.startswith("Verify: launchready audit --only") for line in long)
    assert max(map(len, text.splitlines())) > columns - 12
    assert "Do not launch yet." in text


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_heed_the_environment(
    bundle: Path, environment: dict[str, str], coloured: bool
) -> None:
    """NO_COLOR where it is not empty (no-color.org), and terminals that have none."""
    text = on_a_terminal(bundle, 80, environment)
    assert bool(COLOUR.search(text)) is coloured
    assert "\x1b" not in COLOUR.sub("", text)


def test_a_terminal_gets_no_pdf(bundle: Path) -> None:
    """Bytes that would garble the screen are refused, with what to do instead."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "launchready", "audit", "--replay", str(bundle),
               "--format", "pdf"]  # fmt: skip
    done = subprocess.run(
        command, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False, timeout=50
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert "a PDF is not for a terminal: add --out report.pdf" in done.stderr
