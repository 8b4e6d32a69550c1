"""Repositories made to hurt: bounded time and memory, an honest word on what is unread."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from launchready.facts.secrets import Findings
from launchready.secrets.contents import Contents
from launchready.secrets.engine import PythonEngine
from launchready.secrets.places import scan_history, scan_paths, scan_tree
from launchready.secrets.scan import Origin
from tests.secrets.samples import every_rule, sample
from tests.secrets.scanning import HASHED, commit, git, new_scan, scan_text, token

GENEROUS_S = 90.0
"""Far above what any of these takes, far below what an unbounded scan would."""


@pytest.fixture(autouse=True)
def _bounded() -> object:
    """No test here may take long: the promise is a bound, not a speed."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < GENEROUS_S


def look(name: str, data: bytes) -> Findings:
    """Scan a file's bytes by its name."""
    scan = new_scan()
    Contents(scan).take(Origin(name), data)
    return scan.findings()


def test_a_sparse_file_of_10_gb_is_read_where_it_has_data(tmp_path: Path) -> None:
    """Holes are skipped; what stands behind 10 GB of them is found."""
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.write(b"head\n")
        file.seek(10 << 30)
        file.write(f"\n{token()}\n".encode())
    findings = scan_paths([path], new_scan()).found
    assert [each.hash for each in findings] == [HASHED(token().encode())]
    assert findings[0].line == 3


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    """Loops of links, a link to a device, a pipe without a writer: none is opened."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "zero").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe")
    outside = tmp_path.parent / f"{tmp_path.name}.outside"
    outside.write_text(token())
    (tmp_path / "out").symlink_to(outside)
    (tmp_path / "b.py").write_text(token(seed=1))
    for with_git in (False, True):
        if with_git:
            git(tmp_path, "init", "-q")
            git(tmp_path, "add", "-A")
        tree = scan_tree(tmp_path, new_scan())
        assert [each.path for each in tree.findings.found] == ["b.py"]
        assert tree.findings.unread == ()


def test_names_of_any_bytes_are_shown_on_one_line(tmp_path: Path) -> None:
    """Newlines, escapes and what is no UTF-8 neither hide a file nor write to a terminal."""
    names = [b"new\nline", b"esc\x1b[31m", b"not\xffutf8", b"tab\t", "ünï".encode(), b" -x"]
    for number, name in enumerate(names):
        (tmp_path / os.fsdecode(name)).write_text(token(seed=number))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "c")
    paths = {each.path for each in scan_tree(tmp_path, new_scan()).findings.found}
    assert paths == {"new\\nline", "esc\\x1b[31m", "not\\xffutf8", "tab\\t", "ünï", " -x"}
    history = scan_history(tmp_path, new_scan()).findings.found
    assert {each.path for each in history} == paths
    assert all(each.in_head for each in history)


def test_a_folder_of_100_000_files_is_read(tmp_path: Path) -> None:
    """Many files cost time in proportion, and no more memory than few."""
    for number in range(100_000):
        os.close(os.open(tmp_path / f"f{number}", os.O_CREAT | os.O_WRONLY))
    (tmp_path / "f99999").write_text(token())
    findings = scan_tree(tmp_path, new_scan()).findings
    assert findings.texts == 100_000
    assert [each.path for each in findings.found] == ["f99999"]


def zip_bomb() -> bytes:
    """Make a zip of 300 kB whose one member unpacks to 300 MB of zeros."""
    info = zipfile.ZipInfo("zeros")
    info.compress_type = zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open(info, "w") as member:
        zeros = bytes(1 << 20)
        for _ in range(300):
            member.write(zeros)
    return out.getvalue()


def endless_directory() -> bytes:
    """Make a zip that says its list of members takes 3 GB."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 3 << 30, 0, 0)
    return b"PK\x03\x04" + bytes(100) + end


def nested(depth: int) -> bytes:
    """Pack a file in a zip in a zip, that often."""
    data = b"x"
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("in.zip", data)
        data = out.getvalue()
    return data


def quine_like() -> bytes:
    """Pack many members that each unpack well: the sum counts, not one alone."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        packed = gzip.compress(bytes(60 << 20), 9)
        for number in range(40):
            info = tarfile.TarInfo(f"{number}.gz")
            info.size = len(packed)
            archive.addfile(info, io.BytesIO(packed))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("bomb.zip", zip_bomb, "unpacks to 200 times its size"),
        ("many.zip", endless_directory, "its list of members is missing or too long"),
        ("deep.zip", lambda: nested(12), "packed more than 6 times"),
        ("sum.tar.gz", quine_like, "unpacks to 200 times its size"),
    ],
)
def test_archives_made_to_burst_are_left_and_named(
    name: str, make: Callable[[], bytes], reason: str
) -> None:
    """A bomb is not unpacked, and not passed over in silence."""
    findings = look(name, make())
    assert reason in {each.reason for each in findings.unread}


def test_garbage_behind_every_magic_number_is_survived() -> None:
    """Whatever stands behind the first bytes of an archive: a word, not an exception."""
    chance = random.Random(5)
    for magic in (b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\xff\xfe", b"\0"):
        for size in (0, 1, 20, 300, 5000):
            look("x.map", magic + chance.randbytes(size))
    look("x.tar", bytes(257) + b"ustar" + chance.randbytes(3000))
    look("x.map", b'{"sources":' + b"[" * 100_000)
    look("x.map", b'{"sourcesContent": [1, null, {}, "x"], "sources": 5, "sections": [[]]}')


def damage(folder: Path) -> None:
    """Break one object in the middle of a pack."""
    [pack] = (folder / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    octets = bytearray(pack.read_bytes())
    middle = len(octets) // 2
    octets[middle : middle + 40] = b"\xff" * 40
    pack.write_bytes(octets)


def test_a_pack_with_a_broken_object_is_read_around_it(tmp_path: Path) -> None:
    """What git cannot read is named; what stands behind it is read all the same."""
    chance = random.Random(1)
    files: dict[str, str | bytes | None] = {
        f"f{n}": chance.randbytes(2000).hex() for n in range(40)
    }
    commit(tmp_path, files)
    commit(tmp_path, {f"s{n}": f"{token(seed=n)}\n{chance.random()}" for n in range(10)})
    git(tmp_path, "gc", "-q")
    before = scan_history(tmp_path, new_scan()).findings
    assert len(before.found) == 10
    damage(tmp_path)
    after = scan_history(tmp_path, new_scan()).findings
    assert after.unread
    assert any("damaged" in each.reason or "missing" in each.reason for each in after.unread)
    assert len(after.found) >= 9


def test_a_repositorys_settings_run_nothing(tmp_path: Path) -> None:
    """A hostile .git/config names programs for git to run: none is."""
    commit(tmp_path, {"a.py": token(), ".gitattributes": "* diff=evil filter=evil\n"})
    mark = tmp_path.parent / f"{tmp_path.name}.ran"
    evil = f"touch {mark}; cat"
    for key in (
        "core.fsmonitor",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "core.pager",
        "core.sshCommand",
        "gpg.program",
    ):
        git(tmp_path, "config", key, evil)
    (tmp_path / "b.py").write_text("x")
    from launchready.secrets.places import scan_staged

    git(tmp_path, "-c", "core.fsmonitor=false", "-c", "filter.evil.clean=", "add", "b.py")
    mark.unlink(missing_ok=True)
    scan_tree(tmp_path, new_scan())
    scan_history(tmp_path, new_scan())
    scan_staged(tmp_path, new_scan())
    assert not mark.exists()


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.id)
def test_look_alikes_cost_bounded_time(rule: object) -> None:
    """A megabyte of a rule's own prefix, pieces and near misses is soon given up or done."""
    text = sample(rule, random.Random(2)).text  # type: ignore[arg-type]
    for piece in (text[:6], text[: len(text) // 2], text[:-1] + b"!"):
        hostile = piece * (200_000 // max(len(piece), 1))
        begun = time.monotonic()
        scan_text(hostile)
        assert time.monotonic() - begun < GENEROUS_S / 3, (rule, len(piece))


def test_a_text_full_of_look_alikes_is_said_not_to_be_read() -> None:
    """More candidates than any honest text has: given up, and said."""
    piece = token().encode() + b"\n"
    findings = scan_text(piece * 120_000)
    assert "too many look-alikes of secrets" in findings.why_unread


def test_without_hyperscan_hostile_text_is_bounded_too() -> None:
    """The engine of machines without a wheel takes its time, but not for ever."""
    for piece in (b"eyJ", b"eyJ.", b"sk_live_", b"AKIA", b"password='a", b"-----BEGIN "):
        scan_text(piece * 40_000, engine=PythonEngine())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak")
def test_memory_stays_bounded_on_large_input(tmp_path: Path) -> None:
    """300 MB of text, and an image of as much, are read in less than 200 MB of memory."""
    path = tmp_path / "large.log"
    line = b"2026-11-24 INFO request handled path=/api/v1/users status=200 duration=12ms\n"
    block = line * (1_000_000 // len(line))
    with path.open("wb") as file:
        for _ in range(150):
            file.write(block)
    with tarfile.open(tmp_path / "image.tar", "w") as archive:
        archive.add(path, "layer.tar")
    program = (
        "import sys\nsys.argv = ['launchready', 'secrets', '.', '--no-history']\n"
        "from launchready.__main__ import main\ntry:\n    main()\nexcept SystemExit:\n"
        "    print(open('/proc/self/status').read(), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    peak = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) < 200 * 1024
    assert "in 2 texts, 3" in done.stdout
