"""Where a repository is pushed to is read from git's own files, without anybody's password."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

import pytest

from launchready.collect.git_remote import clone_url, git_remote
from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.repository import GitRemote
from launchready.manifest.schema import Repository


def git(folder: Path, *words: str) -> None:
    """Run git in a folder."""
    line = ["git", "-C", str(folder), *words]
    subprocess.run(line, check=True, capture_output=True, timeout=60)


def repository(folder: Path, **remotes: str) -> Path:
    """Make a git repository with remotes."""
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True, timeout=60)
    for name, url in remotes.items():
        git(folder, "remote", "add", name, url)
    return folder


async def test_origin_counts_and_a_work_tree_has_its_repositorys(tmp_path: Path) -> None:
    """The remote named origin is the one; a work tree beside the main one shares it."""
    own = "git@github.com:acme/portal.git"
    main = repository(tmp_path / "main", fork="https://gitlab.com/eve/portal", origin=own)
    author = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@acme.example",
        "-c",
        "commit.gpgsign=false",
    ]
    for words in (
        ["commit", "--quiet", "--allow-empty", "--message=x"],
        ["worktree", "add", "--quiet", str(tmp_path / "beside")],
    ):
        git(main, *author, *words)
    for folder in (main, tmp_path / "beside"):
        seen = await git_remote(Repository(path="."), Folder(folder))
        assert seen == GitRemote("github.com", "acme")
        assert clone_url(folder) == own


@pytest.mark.parametrize("folder", [None, Path("/nonexistent")])
async def test_without_a_repository_nothing_is_seen(folder: Path | None) -> None:
    """A bare domain and a folder without git tell nothing."""
    with pytest.raises(CannotSee):
        await git_remote(Repository(path="."), Folder(folder))


async def test_no_remote_is_no_provider(tmp_path: Path) -> None:
    """A repository that is pushed nowhere says so; its path is nothing to clone from either."""
    folder = repository(tmp_path)
    with pytest.raises(CannotSee, match="no remote"):
        await git_remote(Repository(path="."), Folder(folder))
    assert clone_url(folder) == ""


async def test_credentials_in_a_remote_go_nowhere(tmp_path: Path) -> None:
    """Neither the fact nor what a stranger is told to clone from holds them."""
    token = secrets.token_hex(16)
    folder = repository(tmp_path, origin=f"https://ana:{token}@github.com/acme/portal.git")
    assert clone_url(folder) == "https://github.com/acme/portal.git"
    assert token not in repr(await git_remote(Repository(path="."), Folder(folder)))


@pytest.mark.parametrize(
    "config",
    [
        b"",
        b"\xff\xfe",
        b'[remote "origin"]',
        b"url = x",
        b'[remote "origin"]\nurl = ' + b"x" * 600,
    ],
)
async def test_damaged_files_of_git_never_raise(config: bytes, tmp_path: Path) -> None:
    """What git would refuse is nothing seen."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(config)
    assert clone_url(tmp_path) == ""
    (tmp_path / ".git" / "config").unlink()
    (tmp_path / ".git").rmdir()
    (tmp_path / ".git").write_bytes(config)
    assert clone_url(tmp_path) == ""
