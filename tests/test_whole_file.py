"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.whole_file import write_whole


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """The new content stands in the old one's place, alone."""
    path = tmp_path / "run.json"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
        ("run.json", b"new")
    ]


def test_what_cannot_be_put_in_place_leaves_all_as_it_was(tmp_path: Path) -> None:
    """A failure is raised, and its half is not left behind."""
    path = tmp_path / "run.json"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match=r"directory"):
        write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["run.json"]
