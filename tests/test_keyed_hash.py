"""The same secret is the same hash for one user, and the key stays with that user."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from launchready.keyed_hash import KEY_BYTES, key_path, keyed_hash, user_key


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a configuration folder of its own."""
    monkeypatch.delenv("LAUNCHREADY_KEY_FILE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_equal_secrets_have_equal_hashes() -> None:
    """Across runs, as long as the key is there; another key gives another hash."""
    key = user_key()
    assert keyed_hash(key, b"x") == keyed_hash(user_key(), b"x")
    assert keyed_hash(key, b"x") != keyed_hash(key, b"y")
    assert keyed_hash(key, b"x") != keyed_hash(bytes(KEY_BYTES), b"x")
    assert len(keyed_hash(key, b"x")) == 16


def test_the_key_is_for_its_owner_alone() -> None:
    """Nobody else on the machine can read it."""
    user_key()
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600


def test_a_team_can_share_a_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that LAUNCHREADY_KEY_FILE names is used."""
    path = home / "shared"
    path.write_text("ab" * KEY_BYTES + "\n")
    monkeypatch.setenv("LAUNCHREADY_KEY_FILE", str(path))
    assert user_key() == b"\xab" * KEY_BYTES


@pytest.mark.parametrize("damage", ["", "zz", "ab", "é"])
def test_a_damaged_key_is_not_replaced(damage: str) -> None:
    """Hashes then compare within one run, and the file is left for its owner to see."""
    user_key()
    key_path().write_text(damage, encoding="utf-8")
    assert len(user_key()) == KEY_BYTES
    assert user_key() == user_key()
    assert key_path().read_text(encoding="utf-8") == damage


def test_without_a_place_for_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, hashes still compare within one run."""
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "file"))
    assert user_key() == user_key()
    assert len(user_key()) == KEY_BYTES


def test_processes_that_start_at_once_get_one_key() -> None:
    """The key is made whole, and once."""
    program = "from launchready.keyed_hash import user_key; print(user_key().hex())"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, env=dict(os.environ)
        )
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
