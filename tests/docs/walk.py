"""Walks docs/tutorial.md: types what it says into a shell, and holds its output to what comes.

`python -m tests.docs.walk` (make tutorial) writes the numbers and dates of this run into the
page. What the page says in words is left to its author: where a command no longer prints such
a line, that is an error here as it is in the test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
BEGIN, END = "<!-- the walk begins -->", "<!-- the walk ends -->"
"""Between these, every ```console block is typed, in order."""

_BLOCK = re.compile(r"```console\n(.*?)```\n", re.DOTALL)
_VARIABLE = re.compile(r"\b[0-9a-f]{8,}\b|\d[\dTZ:.-]*")
COLUMNS = 88


class Astray(AssertionError):
    """The page shows what no command printed; the message says which, and what came."""


@dataclass
class Step:
    """A command of the page.

    Attributes:
        typed: as the reader types it.
        shown: the lines of its output that the page shows; "..." stands for any.
    """

    typed: str
    shown: list[str]

    def written(self) -> str:
        """Write it as it stands in the page."""
        return "\n".join([f"$ {self.typed}", *self.shown]) + "\n"


def read_block(block: str) -> list[Step]:
    """Read the commands of a block, each with what it shows."""
    steps: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append(Step(line[2:], []))
        elif steps[-1].typed.endswith("\\") and not steps[-1].shown:
            steps[-1].typed += f"\n{line}"
        else:
            steps[-1].shown.append(line)
    return steps


def found_in(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """Give the shown lines as they were printed, numbers and dates aside.

    Raises:
        Astray: a line was not printed, or not in this order.
    """
    result: list[str] = []
    at, anywhere = 0, False
    for line in shown:
        if line.strip() == "...":
            result.append(line)
            anywhere = True
            continue
        ends = len(printed) if anywhere else min(at + 1, len(printed))
        for place in range(at, ends):
            if _pattern(line) == _pattern(printed[place]):
                result.append(printed[place])
                at, anywhere = place + 1, False
                break
        else:
            raise Astray(f"not printed: {line!r}; it printed:\n" + "\n".join(printed))
    return result


def _pattern(line: str) -> str:
    return " ".join(_VARIABLE.sub("0", line).split())


@contextmanager
def served(folder: Path) -> Iterator[IO[str]]:
    """Serve the demo's twins; gives what it prints."""
    command = [sys.executable, "-m", "launchready", "demo", "--serve", "--folder", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            _await("both twins are up", process.stdout)
            yield process.stdout
        finally:
            process.terminate()


def _await(words: str, lines: IO[str]) -> None:
    said = []
    for line in lines:
        said.append(line)
        if words in line:
            return
    raise Astray(f"the demo ended before it said {words!r}:\n{''.join(said)}")


def type_in(command: str, folder: Path) -> list[str]:
    """Run a command in a shell that has read the twins' variables; gives what it printed."""
    programs = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-c", f"set -a; . broken/variables; set +a\n{command}"],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "NO_COLOR": "1",
            "COLUMNS": str(COLUMNS),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    return [line.rstrip() for line in done.stdout.replace(str(folder), "demo").splitlines()]


def walk(page: str, folder: Path) -> str:
    """Type every command between the page's marks; gives the page as this run printed it.

    Raises:
        Astray: something that the page shows did not come.
    """
    head, _, rest = page.partition(BEGIN)
    body, _, tail = rest.partition(END)
    with served(folder) as demo:

        def typed(block: re.Match[str]) -> str:
            steps = read_block(block[1])
            for step in steps:
                printed = type_in(step.typed, folder)
                if "faults.toml" in step.typed:
                    _await("broken twin: up again", demo)
                try:
                    step.shown = found_in(step.shown, printed)
                except Astray as astray:
                    raise Astray(f"$ {step.typed}\n{astray}") from None
            return "```console\n" + "".join(step.written() for step in steps) + "```\n"

        return head + BEGIN + _BLOCK.sub(typed, body) + END + tail


def main() -> None:
    """Write this run's output into the tutorial."""
    with tempfile.TemporaryDirectory(prefix="launchready-tutorial-") as folder:
        page = walk(TUTORIAL.read_text(encoding="utf-8"), Path(folder))
    TUTORIAL.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
