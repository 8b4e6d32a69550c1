"""A served twin is mended by taking lines out of its faults.toml."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from launchready.demo.faults import BROKEN, Faults
from launchready.demo.mending import FILE_NAME, keep_up, read_faults, write_faults
from launchready.demo.twin import Twin
from launchready.evidence import read_history
from launchready.manifest.load import load_manifest
from launchready.net.network import split_endpoint

DECISION = """
[[decisions]]
check = "domain/hsts"
decision = "defer"
owner = "ana@acme.example"
reason = "the old subdomain retires first"
until = 2030-01-15
"""


def test_the_file_says_what_is_wrong_and_who_finds_it(tmp_path: Path) -> None:
    """Every fault has a line with its check, and the file reads as it was written."""
    text = write_faults(tmp_path, BROKEN).read_text()
    assert read_faults(text) == BROKEN
    assert len(text.splitlines()) == 2 + len(BROKEN.active)
    assert "redirect_two_hops = true               # domain/redirect-hops\n" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("redirect_two_hop = true", '"redirect_two_hop" is no fault of the demo'),
        ("hsts_missing = 'yes'", "hsts_missing is true, or is not there"),
        ("hsts_missing", "Expected '='"),
    ],
)
def test_what_is_not_understood_is_said(text: str, said: str) -> None:
    """A slip of the pen is named, and mends nothing."""
    with pytest.raises(ValueError, match=said):
        read_faults(text)


async def test_a_twin_is_mended_while_it_is_up(tmp_path: Path) -> None:
    """The fault is gone; credentials, decisions and the evidence of drills stay."""
    up: asyncio.Queue[Twin] = asyncio.Queue()
    problems: asyncio.Queue[str] = asyncio.Queue()
    faults = Faults(hsts_missing=True, dangling_cname=True)
    keeping = asyncio.create_task(
        keep_up(tmp_path, faults, up=up.put_nowait, told=problems.put_nowait)
    )
    first = await up.get()
    first.manifest_path.write_text(first.manifest_path.read_text() + DECISION)
    drills = len(read_history(tmp_path, "acme.example").records)
    file = tmp_path / FILE_NAME
    file.write_text("no toml")
    problem = await problems.get()
    file.write_text("dangling_cname = true\n")
    second = await up.get()
    manifest = load_manifest(second.manifest_path)
    place = split_endpoint(manifest.network.connect["104.24.10.1:443"])
    _, writer = await asyncio.open_connection(*place)
    writer.close()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert problem.startswith(f"{file}: Expected '='")
    assert problems.empty()
    assert (second.faults.active, second.environment) == (
        ("dangling_cname",),
        first.environment,
    )
    assert [each.check for each in manifest.decisions] == ["domain/hsts"]
    assert len(read_history(tmp_path, "acme.example").records) == drills
    with pytest.raises(OSError, match=r"refused|failed"):
        await asyncio.open_connection(*place)
