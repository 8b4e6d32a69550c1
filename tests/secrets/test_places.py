"""The working tree, the whole history, the index: what is in them is found, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.secrets.allow import Allowances
from launchready.secrets.git import GitProblem
from launchready.secrets.places import (
    scan_build,
    scan_history,
    scan_logs,
    scan_staged,
    scan_tree,
)
from tests.secrets.scanning import HASHED, commit, git, new_scan, token


def test_tracked_and_new_files_are_read_ignored_ones_are_not(tmp_path: Path) -> None:
    """A tree is what git has and would have; what it ignores stays on this machine."""
    commit(tmp_path, {".gitignore": "secret.txt\n", "a/b.py": f"\n  k = '{token()}'\n"})
    (tmp_path / "new.py").write_text(token(seed=1))
    (tmp_path / "secret.txt").write_text(token(seed=2))
    tree = scan_tree(tmp_path, new_scan())
    assert [(e.path, e.line, e.column, e.tracked) for e in tree.findings.found] == [
        ("a/b.py", 2, 8, True),
        ("new.py", 1, 1, False),
    ]
    assert tree.findings.found[0].hash == HASHED(token().encode())
    assert tree.findings.texts == 3
    assert tree.ignored == 1


def test_ignored_files_that_a_container_takes_are_read(tmp_path: Path) -> None:
    """`COPY . .` puts the ignored .env into the image, unless .dockerignore names it."""
    commit(tmp_path, {".gitignore": ".env\n", "Dockerfile": "FROM x\nCOPY . /app\n"})
    (tmp_path / ".env").write_text(f"KEY={token()}\n")
    assert [each.path for each in scan_tree(tmp_path, new_scan()).findings.found] == [".env"]
    (tmp_path / ".dockerignore").write_text("**/.env\n")
    assert scan_tree(tmp_path, new_scan()).findings.found == ()


def test_a_folder_without_git_is_walked(tmp_path: Path) -> None:
    """Without git every file counts, but for what tools made."""
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.js").write_text(token())
    (tmp_path / ".env").write_text(f"KEY={token(seed=1)}\n")
    tree = scan_tree(tmp_path, new_scan())
    assert [each.path for each in tree.findings.found] == [".env"]
    assert not tree.is_git


def test_the_history_says_from_which_commit_to_which(tmp_path: Path) -> None:
    """A secret that was taken out is found, with the first and the last commit that hold it."""
    commit(tmp_path, {"a.py": "1"})
    brought = commit(tmp_path, {"conf/keys.py": f"\nK = '{token()}'\n"})
    last = commit(tmp_path, {"conf/keys.py": f"# moved\n\nK = '{token()}'\n"})
    commit(tmp_path, {"conf/keys.py": "K = env['K']\n"})
    history = scan_history(tmp_path, new_scan())
    [found] = history.findings.found
    assert (found.path, found.first_commit, found.last_commit) == (
        "conf/keys.py",
        brought,
        last,
    )
    assert not found.in_head
    assert found.first_seen
    assert history.commits == 4


def test_a_secret_that_is_still_there_is_in_head(tmp_path: Path) -> None:
    """Then the newest commit is the last that holds it."""
    first = commit(tmp_path, {"a.py": token()})
    head = commit(tmp_path, {"b.py": "2"})
    [found] = scan_history(tmp_path, new_scan()).findings.found
    assert (found.first_commit, found.last_commit, found.in_head) == (first, head, True)


def test_branches_tags_notes_stashes_messages_and_dangling_objects_are_read(
    tmp_path: Path,
) -> None:
    """All that git keeps is read, not only what a branch shows."""
    commit(tmp_path, {"a.py": "1"})
    git(tmp_path, "switch", "-qc", "other")
    commit(tmp_path, {"branch.py": token(seed=1)})
    git(tmp_path, "switch", "-q", "main")
    git(tmp_path, "tag", "-a", "v1", "-m", f"see {token(seed=2)}")
    git(tmp_path, "notes", "add", "-m", f"note {token(seed=3)}")
    (tmp_path / "a.py").write_text(token(seed=4))
    git(tmp_path, "stash", "-q")
    commit(tmp_path, {}, f"message with {token(seed=5)}")
    (tmp_path / "gone").write_text(token(seed=6))
    git(tmp_path, "hash-object", "-w", "gone")
    found = scan_history(tmp_path, new_scan()).findings.found
    where = {each.hash: each for each in found}
    hashes = [HASHED(token(seed=n).encode()) for n in range(1, 7)]
    assert set(where) == set(hashes)
    assert where[hashes[0]].path == "branch.py"
    assert where[hashes[1]].path.startswith("tag ")
    assert where[hashes[3]].path == "a.py"
    assert where[hashes[4]].path.startswith("message of commit ")
    assert where[hashes[5]].first_commit == "dangling"


def test_packed_and_merged_history_is_read(tmp_path: Path) -> None:
    """Packs with deltas, and files that only a merge made, are no hiding place."""
    commit(tmp_path, {f"f{n}.py": f"{n}\n" * 50 for n in range(20)})
    git(tmp_path, "switch", "-qc", "side")
    commit(tmp_path, {"side": "s"})
    git(tmp_path, "switch", "-q", "main")
    commit(tmp_path, {"main": "m"})
    git(tmp_path, "merge", "-q", "--no-commit", "--no-ff", "side")
    (tmp_path / "evil.py").write_text(token())
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "merge")
    commit(tmp_path, {"evil.py": None})
    git(tmp_path, "gc", "-q", "--aggressive")
    [found] = scan_history(tmp_path, new_scan()).findings.found
    assert found.path == "evil.py"
    assert len(found.first_commit) == 40


def test_files_of_values_that_were_ever_committed_are_listed(tmp_path: Path) -> None:
    """A .env that was committed once is named with its commit; an example is not one."""
    first = commit(
        tmp_path, {".env": "A=1\n", "app/.env.production": "B=2\n", ".env.example": ""}
    )
    commit(tmp_path, {".env": None})
    files = scan_history(tmp_path, new_scan()).env_files
    assert [(e.path, e.tracked, e.committed, e.first_commit) for e in files] == [
        (".env", False, True, first),
        ("app/.env.production", True, True, first),
    ]


def test_only_what_a_commit_adds_is_staged(tmp_path: Path) -> None:
    """The hook blocks new secrets, and is silent about those that are committed already."""
    commit(tmp_path, {"a.py": token(), "c.py": "c"})
    (tmp_path / "a.py").write_text(f"{token()}\n{token(seed=1)}\n")
    (tmp_path / "c.py").write_text(token(seed=2))
    git(tmp_path, "add", "a.py")
    findings = scan_staged(tmp_path, new_scan())
    assert [each.hash for each in findings.found] == [HASHED(token(seed=1).encode())]
    assert "holds already" in findings.notes[0]


def test_the_first_commit_can_be_scanned(tmp_path: Path) -> None:
    """A repository without a commit has an index, too."""
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text(token())
    git(tmp_path, "add", "-A")
    assert len(scan_staged(tmp_path, new_scan()).found) == 1


def test_a_folder_of_a_repository_can_be_scanned_alone(tmp_path: Path) -> None:
    """Paths are told from the folder that was named."""
    commit(tmp_path, {"app/a.py": token(), "other/b.py": token(seed=1)})
    found = scan_tree(tmp_path / "app", new_scan()).findings.found
    assert [each.path for each in found] == ["a.py"]


def test_ignored_patterns_hold_in_tree_and_history(tmp_path: Path) -> None:
    """`[repository] ignore` leaves files out wherever they are read."""
    commit(tmp_path, {"tests/fixtures/a.py": token(), "b.py": token(seed=1)})
    allowances = Allowances(("tests/fixtures/**",))
    tree = scan_tree(tmp_path, new_scan(allowances=allowances))
    history = scan_history(tmp_path, new_scan(allowances=allowances))
    assert [e.path for e in tree.findings.found] == ["b.py"]
    assert [e.path for e in history.findings.found] == ["b.py"]


def test_a_shallow_clone_is_not_a_whole_history(tmp_path: Path) -> None:
    """What was not cloned was not read, and is said."""
    commit(tmp_path / "o", {"a.py": "1"})
    commit(tmp_path / "o", {"a.py": "2"})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/o", "c")
    history = scan_history(tmp_path / "c", new_scan())
    assert history.shallow
    assert "shallow" in history.findings.why_unread


def test_no_history_is_not_a_clean_one(tmp_path: Path) -> None:
    """A folder without git has nothing to pass."""
    with pytest.raises(GitProblem, match="not in a git repository"):
        scan_history(tmp_path, new_scan())


def test_build_output_is_read_though_git_ignores_it(tmp_path: Path) -> None:
    """What browsers get is read from the folder that is declared; a missing one is named."""
    commit(tmp_path, {".gitignore": "dist\n"})
    (tmp_path / "dist" / "node_modules").mkdir(parents=True)
    (tmp_path / "dist" / "node_modules" / "a.min.js").write_text(f'a="{token()}";')
    build = scan_build(tmp_path, new_scan(), ["dist", "out"])
    assert [each.path for each in build.findings.found] == ["dist/node_modules/a.min.js"]
    assert build.missing == ("out",)


def test_logs_are_found_by_pattern(tmp_path: Path) -> None:
    """Colours of a terminal do not hide a token in a log."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "ci.log").write_text(f"line\n\x1b[32mtoken {token()}\x1b[0m\n")
    logs = scan_logs(tmp_path, new_scan(), ["logs/*.log", "more/*.log"])
    assert [each.place for each in logs.findings.found] == ["logs/ci.log:2"]
    assert logs.missing == ("more/*.log",)
