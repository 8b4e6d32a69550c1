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


def medians_ms(
    arguments: list[str], folder: Path, environment: dict[str, str]
) -> tuple[float, float]:
    """Run a program several times; give the medians of its wall and CPU milliseconds.

    CPU time tells what a machine that is busy with other things would have needed.
    """
    wall, cpu = [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=folder, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((usage.ru_utime + usage.ru_stime) * 1000)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{arguments[0]}: exit {process.returncode}")
    return statistics.median(wall[1:]), statistics.median(cpu[1:])


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
        bare = medians_ms(["true"], folder, environment)
        python = medians_ms([sys.executable, "-c", "pass"], folder, environment)
        whole = medians_ms(checked, folder, environment)
    added = whole[0] - bare[0]
    word = "reached" if added <= TARGET_MS else "MISSED"
    print("milliseconds                     wall     CPU")
    print(f"the program alone              {bare[0]:6.1f}  {bare[1]:6.1f}")
    print(f"an empty Python, to compare    {python[0]:6.1f}  {python[1]:6.1f}")
    print(f"launchready env exec adds      {added:6.1f}  {whole[1] - bare[1]:6.1f}")
    print(f"target {TARGET_MS:g} ms of wall time: {word}")


main()
