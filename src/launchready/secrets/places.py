"""The kinds of places that a product's secrets can be in, each scanned as a whole."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from launchready.facts.secrets import (
    BuildSecrets,
    Findings,
    HistorySecrets,
    ImageSecrets,
    LogSecrets,
    TreeSecrets,
)
from launchready.secrets.contents import Contents
from launchready.secrets.files import File, FileReader
from launchready.secrets.git import GitProblem, WorkTree, find_work_tree
from launchready.secrets.scan import Origin, Scan, once
from launchready.secrets.shown import shown
from launchready.secrets.streams import MOST_UNPACKED_BYTES, Readable
from launchready.secrets.tree import (
    deployed_though_ignored,
    files_of_git,
    files_on_disk,
    ignored_by_git,
)


def scan_tree(folder: Path, scan: Scan, build_output: Sequence[str] = ()) -> TreeSecrets:
    """Scan a folder's files: those that git has or would have, and those that are deployed.

    Raises:
        GitProblem: the folder is in a repository that git refuses to read.
    """
    tree = find_work_tree(folder)
    if tree is None:
        FileReader(scan).read(files_on_disk(folder, scan, scan.allowances))
        return TreeSecrets(scan.findings(), is_git=False)
    FileReader(scan).read(files_of_git(tree, scan))
    prefix = os.fsencode(tree.prefix)
    ignored = [name.removeprefix(prefix) for name in ignored_by_git(tree)]
    deployed = deployed_though_ignored(folder, ignored, build_output)
    FileReader(scan).read(_below(folder, deployed, scan))
    return TreeSecrets(scan.findings(), ignored=len(ignored) - len(deployed))


def scan_history(folder: Path, scan: Scan, *, with_env_files: bool = True) -> HistorySecrets:
    """Scan every object of the repository that a folder is in.

    Raises:
        GitProblem: there is none, or git refuses to read it.
    """
    from launchready.secrets.history import env_files, placed
    from launchready.secrets.objects import list_objects, read_objects

    tree = find_work_tree(folder)
    if tree is None:
        raise GitProblem("the folder is not in a git repository")
    objects = list_objects(tree.git)
    read_objects(tree.git, objects, scan)
    found = placed(tree.git, scan)
    if tree.shallow:
        scan.unread("the history", "the clone is shallow: older commits are not in it")
    named = env_files(tree.git) if with_env_files else []
    return HistorySecrets(
        scan.findings(found),
        commits=objects.commits,
        shallow=tree.shallow,
        env_files=tuple(named),
    )


def scan_staged(folder: Path, scan: Scan) -> Findings:
    """Scan what is about to be committed, and give what the last commit does not hold already.

    Raises:
        GitProblem: there is no repository, or git refuses to read it.
    """
    tree = find_work_tree(folder)
    if tree is None:
        raise GitProblem("the folder is not in a git repository")
    changes = _staged(tree, scan)
    _scan_blobs(tree, scan, [(path, new) for path, _, new in changes])
    if not scan.hits:
        return scan.findings()
    with_hits = {found.path.partition("!")[0] for _, found in scan.hits}
    before = dataclasses.replace(scan)
    _scan_blobs(tree, before, [(path, old) for path, old, _ in changes if path in with_hits])
    known = {(found.path, found.hash) for _, found in before.hits}
    fresh = [found for _, found in scan.hits if (found.path, found.hash) not in known]
    if len(fresh) < len(scan.hits):
        scan.note(
            "secrets that the last commit holds already are left out: scan without --staged"
        )
    return scan.findings(once(fresh))


def _staged(tree: WorkTree, scan: Scan) -> list[tuple[str, str, str]]:
    """List (path, old object, new object) of every file that is staged with new contents."""
    told = tree.git.run(
        "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff",
        "--diff-filter=AMT", "--ignore-submodules=all",
    ).split(b"\0")  # fmt: skip
    changes = []
    for record, name in zip(told[::2], told[1::2], strict=False):
        _, mode, old, new, _ = record.decode().split(" ")
        path = shown(name)
        if mode != "160000" and not scan.allowances.skips(path):
            changes.append((path, old, new))
    return changes


def _scan_blobs(tree: WorkTree, scan: Scan, blobs: Sequence[tuple[str, str]]) -> None:
    from launchready.secrets.objects import read_named

    asked = [(path, name) for path, name in blobs if name.strip("0")]
    if asked:
        read_named(tree.git, asked, scan)


def scan_build(folder: Path, scan: Scan, build_output: Sequence[str]) -> BuildSecrets:
    """Scan the folders that hold what is built for browsers, whatever git says of them."""
    there = [each for each in build_output if (folder / each).exists()]
    FileReader(scan).read(_below(folder, there, scan))
    findings = scan.findings()
    in_maps = tuple(each for each in findings.found if ".map!" in each.path)
    return BuildSecrets(
        replace(findings, found=tuple(e for e in findings.found if ".map!" not in e.path)),
        replace(findings, found=in_maps),
        folders=tuple(there),
        missing=tuple(each for each in build_output if each not in there),
    )


def scan_logs(folder: Path, scan: Scan, patterns: Sequence[str]) -> LogSecrets:
    """Scan the files that patterns match."""
    files, missing = _matching(folder, patterns)
    FileReader(scan).read(_below(folder, files, scan))
    return LogSecrets(scan.findings(), files=tuple(files), missing=tuple(missing))


def scan_images(folder: Path, scan: Scan, patterns: Sequence[str]) -> ImageSecrets:
    """Scan container images kept as tar files (docker save, or an OCI layout)."""
    files, missing = _matching(folder, patterns)
    FileReader(scan).read(_below(folder, files, scan))
    return ImageSecrets(scan.findings(), images=tuple(files), missing=tuple(missing))


def scan_paths(paths: Iterable[Path], scan: Scan) -> Findings:
    """Scan single files."""
    FileReader(scan).read(File(shown(str(path)), os.fsencode(path)) for path in paths)
    return scan.findings()


def scan_stream(stream: Readable, scan: Scan) -> Findings:
    """Scan what another program writes."""
    Contents(scan).take_stream(Origin("standard input"), stream, MOST_UNPACKED_BYTES)
    return scan.findings()


def _matching(folder: Path, patterns: Sequence[str]) -> tuple[list[str], list[str]]:
    files: dict[str, None] = {}
    missing = []
    for pattern in patterns:
        try:
            matched = sorted(folder.glob(pattern.removeprefix("./")))
        except (ValueError, IndexError, NotImplementedError, OSError):
            matched = []  # empty, absolute or malformed
        for path in matched:
            files.setdefault(os.path.relpath(path, folder))
        if not matched:
            missing.append(pattern)
    return list(files), missing


def _below(folder: Path, names: Sequence[str], scan: Scan) -> Iterator[File]:
    """Give the named files, and all files of the named folders."""
    for name in names:
        path = folder / name
        written = shown(name)
        if path.is_dir() and not path.is_symlink():
            for file in files_on_disk(path, scan, scan.allowances, everything=True):
                inner = f"{written.rstrip('/')}/{file.path}"
                if not scan.allowances.skips(inner):
                    yield replace(file, path=inner)
        elif not scan.allowances.skips(written):
            yield File(written, os.fsencode(path))
