"""What is added to logs is read once, whatever rotation does to the files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from launchready.drill import log_watch
from launchready.drill.log_watch import LogWatch


def added(watch: LogWatch) -> dict[str, bytes]:
    """Give what was added since the last time, by file."""
    found: dict[str, bytes] = {}
    for piece in watch.added():
        found[piece.path] = found.get(piece.path, b"") + piece.text
    return found


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Make a log that has two lines already."""
    path = tmp_path / "logs" / "app.log"
    path.parent.mkdir()
    path.write_text("old\nold\n")
    return path


def append(path: Path, text: str) -> None:
    """Add to a file, as a server does."""
    with path.open("a") as file:
        file.write(text)


def test_only_what_is_added(log: Path, tmp_path: Path) -> None:
    """What was there before is not given; what comes is given once."""
    watch = LogWatch(tmp_path, ["logs/*.log"])
    assert added(watch) == {}
    append(log, "new\n")
    assert added(watch) == {"logs/app.log": b"new\n"}
    assert added(watch) == {}
    assert watch.line_at("logs/app.log", 8) == 3


def test_a_new_file_is_read_from_its_beginning(log: Path, tmp_path: Path) -> None:
    """A log that is opened while the drill runs is part of it."""
    watch = LogWatch(tmp_path, ["logs/**/*.log"])
    (log.parent / "deep").mkdir()
    (log.parent / "deep" / "b.log").write_text("first\n")
    assert added(watch) == {"logs/deep/b.log": b"first\n"}


def test_rotation_by_renaming(log: Path, tmp_path: Path) -> None:
    """The rest of the old file and the whole of the new one are read, nothing twice."""
    watch = LogWatch(tmp_path, ["logs/app.log*"])
    append(log, "before\n")
    log.rename(log.with_name("app.log.1"))
    log.write_text("after\n")
    assert added(watch) == {"logs/app.log.1": b"before\n", "logs/app.log": b"after\n"}


def test_rotation_by_cutting_short(log: Path, tmp_path: Path) -> None:
    """A file that begins anew is read from its beginning (copytruncate)."""
    watch = LogWatch(tmp_path, ["logs/*.log"])
    os.truncate(log, 0)
    append(log, "new\n")
    assert added(watch) == {"logs/app.log": b"new\n"}


def test_pieces_overlap_so_that_nothing_is_cut_in_two(log: Path, tmp_path: Path) -> None:
    """What straddles two reads is whole in the second."""
    watch = LogWatch(tmp_path, ["logs/*.log"], overlap=4)
    append(log, "secr")
    assert added(watch) == {"logs/app.log": b"secr"}
    append(log, "et\n")
    assert added(watch) == {"logs/app.log": b"secret\n"}


def test_absolute_patterns(log: Path, tmp_path: Path) -> None:
    """Logs outside of the repository are named by where they are."""
    watch = LogWatch(tmp_path / "elsewhere", [str(log)])
    append(log, "new\n")
    assert added(watch) == {str(log): b"new\n"}


def test_what_is_no_file_is_left_alone(log: Path, tmp_path: Path) -> None:
    """A pipe, a folder and a broken link are passed over without waiting."""
    os.mkfifo(log.parent / "pipe.log")
    (log.parent / "folder.log").mkdir()
    (log.parent / "broken.log").symlink_to("nowhere")
    watch = LogWatch(tmp_path, ["logs/*.log"])
    assert watch.files == 1
    assert added(watch) == {}


def test_a_flood_is_cut_and_said_to_be(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the limit is not read, and the watch knows."""
    monkeypatch.setattr(log_watch, "MAX_NEW_BYTES", 1000)
    monkeypatch.setattr(log_watch, "CHUNK", 400)
    watch = LogWatch(tmp_path, ["logs/*.log"])
    append(log, "x" * 5000)
    assert len(added(watch)["logs/app.log"]) < 1500
    assert watch.exhausted
