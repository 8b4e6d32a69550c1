"""`launchready perf` as a user runs it: figures, exit status, history, comparison."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.facts.performance import PerfRun, RouteSamples
from launchready.load.history import read_runs, save_run
from tests.load.servers import freezing_server

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"

[[routes]]
name = "home"
url = "http://app.acme.example/"

[network.connect]
"app.acme.example:80" = "127.0.0.1:{port}"
"""
FAST = ["--rate", "20", "--samples", "5", "--most", "5"]


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["perf", *arguments])


async def sampled(folder: Path, *arguments: str) -> Result:
    """Sample a quick server, as launchready.toml in a folder declares it."""
    async with freezing_server() as port:
        path = folder / "launchready.toml"
        path.write_text(MANIFEST.format(port=port))
        return await asyncio.to_thread(run, str(path), *FAST, *arguments)


async def test_too_few_samples_are_unknown_and_kept(tmp_path: Path) -> None:
    """Five samples prove nothing: exit 3, with the figures, and a file for later."""
    result = await sampled(tmp_path, "--release", "1.0")
    assert result.exit_code == 3, result.output
    assert "unknown  home" in result.stdout
    assert "59 are needed" in result.stdout
    assert "first byte" in result.stdout
    history = read_runs(tmp_path, "acme.example")
    assert [each.release for each in history.runs] == ["1.0"]


async def test_json_has_every_figure_with_its_bounds(tmp_path: Path) -> None:
    """Programs get value, low and high; no bound is null."""
    result = await sampled(tmp_path, "--format", "json")
    document = json.loads(result.stdout)
    (route,) = document["routes"]
    assert route["p95_ms"]["low"] <= route["p95_ms"]["value"]
    assert route["p95_ms"]["high"] is None
    assert route["latency"] == "unknown"
    assert route["asked"] == 5


def test_help_shows_examples() -> None:
    """The group's help is its own, and the default command's is at hand."""
    assert "perf compare 1.4.0 1.5.0" in run("--help").output
    assert "--samples" in run("sample", "--help").output


def stored(folder: Path, release: str, mean: float, day: int) -> None:
    """Keep a run with latencies around a mean."""
    chance = random.Random(day)
    latencies = tuple(mean * chance.lognormvariate(0, 0.2) for _ in range(60))
    route = RouteSamples("home", "https://acme.example/", "page", 500, latencies, 60)
    at = datetime(2026, 11, day, tzinfo=UTC)
    save_run(folder, PerfRun("acme.example", "staging", release, at, 1.0, (route,)))


def test_releases_are_compared(tmp_path: Path) -> None:
    """A regression is named and ends with 1; the same the other way round is an improvement."""
    path = tmp_path / "launchready.toml"
    path.write_text(MANIFEST.format(port=9))
    stored(tmp_path, "1.4", 100, 1)
    stored(tmp_path, "1.5", 160, 2)
    worse = run("compare", "1.4", "1.5", str(path))
    assert worse.exit_code == 1
    assert "regressed    home" in worse.output
    better = run("compare", "1.5", "1.4", str(path), "--format", "json")
    assert better.exit_code == 0
    assert json.loads(better.output)["routes"][0]["change"] == "improved"


def test_a_release_that_is_not_on_record_is_named(tmp_path: Path) -> None:
    """The message says which there are."""
    path = tmp_path / "launchready.toml"
    path.write_text(MANIFEST.format(port=9))
    stored(tmp_path, "1.4", 100, 1)
    result = run("compare", "1.3", "1.4", str(path))
    assert result.exit_code == 2
    assert "no run of 1.3 is on record; there are: 1.4" in result.output
