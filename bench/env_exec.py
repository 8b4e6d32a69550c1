"""Times what `launchready env exec` adds to a program's start: python -m bench.env_exec."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 41
TARGET_MS = 60.0
VARIABLES = 40


def median_ms(arguments: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Run a program several times; give the median of its wall time in milliseconds."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(arguments, check=True, cwd=folder, env=environment)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


def main() -> None:
    """Measure a start with and without the check, of a contract with 40 variables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = [
            f'[env.SERVICE_{n}_URL]\ntype = "url"\nsecret = true\ndescribe = "Service {n}"\n'
            for n in range(VARIABLES)
        ]
        product = '[product]\nname = "Acme"\ndomain = "acme.example"\n'
        (folder / "launchready.toml").write_text("\n".join([product, *tables]))
        given = {f"SERVICE_{n}_URL": f"https://k:p@s{n}.internal/x" for n in range(VARIABLES)}
        environment = {**os.environ, **given}
        checked = [sys.executable, "-m", "launchready", "env", "exec", "--", "true"]
        bare = median_ms(["true"], folder, environment)
        python = median_ms([sys.executable, "-c", "pass"], folder, environment)
        whole = median_ms(checked, folder, environment)
    added = whole - bare
    word = "reached" if added <= TARGET_MS else "MISSED"
    print(f"the program alone              {bare:6.1f} ms")
    print(f"an empty Python, to compare    {python:6.1f} ms")
    print(f"launchready env exec adds      {added:6.1f} ms, target {TARGET_MS:g} ms: {word}")


main()
