"""What commands of the manifest print is kept where it is wanted, within limits."""

from __future__ import annotations

from pathlib import Path

from launchready.drill.command import output_of


async def test_what_is_printed_is_kept_up_to_a_limit(tmp_path: Path) -> None:
    """The end of it: the newest lines of a log."""
    status, text = await output_of("seq 1 100000; pwd; exit 3", tmp_path, 30, 1000)
    assert (status, len(text)) == (3, 1000)
    assert text.endswith(f"100000\n{tmp_path}\n".encode())


async def test_what_prints_for_ever_is_ended(tmp_path: Path) -> None:
    """And what it printed so far is there."""
    status, text = await output_of("echo begun; sleep 300", tmp_path, 1, 1000)
    assert (status, text) == (None, b"begun\n")
