"""Reads the files that name what code depends on, and finds the locks that pin them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Collection
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from launchready.facts.repository import Dependencies

_LOCKS: dict[str, tuple[str, ...]] = {
    "npm": (
        "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock",
        "bun.lockb",
    ),
    "python": (
        "uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "pixi.lock",
        "conda-lock.yml",
    ),
    "ruby": ("Gemfile.lock", "gems.locked"),
    "php": ("composer.lock",),
    "go": ("go.sum",),
    "rust": ("Cargo.lock",),
    "elixir": ("mix.lock",),
}  # fmt: skip

MAX_PACKAGES = 2_000
_PYTHON_NAME = re.compile(r"\s{0,9}([A-Za-z0-9][A-Za-z0-9._-]{0,99})")
_REQUIREMENTS = re.compile(
    r"(?:requirements|constraints)(?:[-_.][\w-]{1,40})?\.(?:txt|lock|in)|requirements\.lock"
)
_DEVELOPMENT = re.compile(r"dev|test|lint|doc|ci|typing|bench", re.IGNORECASE)


class Declared(Struct, frozen=True):
    """A file that names dependencies.

    Attributes:
        path: the file; ecosystem: whose packages.
        packages: their names, normalised.
        unpinned: of those, the ones that no version is fixed for, in a file that may be
            its own lock.
        is_list: such a file: requirements.txt.
    """

    path: str
    ecosystem: str
    packages: tuple[str, ...]
    unpinned: tuple[str, ...] = ()
    is_list: bool = False


def names_dependencies(path: str) -> bool:
    """Say whether a file of this name is read for dependencies."""
    name = PurePosixPath(path).name
    return name in _READERS or bool(_REQUIREMENTS.fullmatch(name))


def read_dependencies(path: str, text: str) -> Declared | None:
    """Read one file; None where it names nothing, or is damaged."""
    name = PurePosixPath(path).name
    if _REQUIREMENTS.fullmatch(name):
        return _requirements(path, text)
    ecosystem, reader = _READERS[name]
    try:
        packages = reader(text)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None  # another tool will complain about a damaged file
    plain = sorted({each for each in packages if each})[:MAX_PACKAGES]
    return Declared(path, ecosystem, tuple(plain)) if plain else None


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _python_name(requirement: object) -> str:
    match = _PYTHON_NAME.match(str(requirement))
    return re.sub(r"[-_.]+", "-", match[1]).lower() if match else ""


def _npm(text: str) -> list[str]:
    data = _table(json.loads(text))
    return [*_table(data.get("dependencies")), *_table(data.get("devDependencies"))]


def _pyproject(text: str) -> list[str]:
    data = tomllib.loads(text)
    project = _table(data.get("project"))
    required = list(project.get("dependencies") or [])
    for extra in _table(project.get("optional-dependencies")).values():
        required += extra
    poetry = _table(_table(data.get("tool")).get("poetry"))
    required += [name for name in _table(poetry.get("dependencies")) if name != "python"]
    return [_python_name(each) for each in required]


def _pipfile(text: str) -> list[str]:
    return [_python_name(name) for name in _table(tomllib.loads(text).get("packages"))]


def _gemfile(text: str) -> list[str]:
    return re.findall(r"^\s{0,40}gem\s{1,9}[\"']([\w.-]{1,100})[\"']", text, re.MULTILINE)


def _composer(text: str) -> list[str]:
    required = _table(_table(json.loads(text)).get("require"))
    return [name for name in required if name != "php" and not name.startswith("ext-")]


def _go_mod(text: str) -> list[str]:
    found = re.findall(
        r"^(?:require\s{1,9}|\s{1,9})([\w.-]{1,100}\.[\w.-]{1,30}/[^\s]{1,200})\s{1,9}v",
        text,
        re.MULTILINE,
    )
    return [str(each) for each in found]


def _cargo(text: str) -> list[str]:
    data = tomllib.loads(text)
    shared = _table(_table(data.get("workspace")).get("dependencies"))
    return [*_table(data.get("dependencies")), *shared]


def _mix(text: str) -> list[str]:
    return re.findall(r"\{\s{0,9}:(\w{1,100})\s{0,9},", text)


_READERS: dict[str, tuple[str, Callable[[str], list[str]]]] = {
    "package.json": ("npm", _npm),
    "pyproject.toml": ("python", _pyproject),
    "Pipfile": ("python", _pipfile),
    "Gemfile": ("ruby", _gemfile),
    "composer.json": ("php", _composer),
    "go.mod": ("go", _go_mod),
    "Cargo.toml": ("rust", _cargo),
    "mix.exs": ("elixir", _mix),
}


def _requirements(path: str, text: str) -> Declared | None:
    packages: list[str] = []
    unpinned: list[str] = []
    for line in text.replace("\\\n", " ").split("\n"):
        plain = line.split(" #")[0].strip()
        if not plain or plain.startswith(("#", "-")):
            continue
        name = _python_name(plain)
        if not name or len(packages) >= MAX_PACKAGES:
            continue
        packages.append(name)
        # An exact version, a hash, or a commit or file that a URL names.
        exact = re.search(r"===?\s*[^*\s,;]+(?:\s*(?:;|--|$))|--hash=| @ ", plain)
        if not exact:
            unpinned.append(name)
    if not packages:
        return None
    return Declared(path, "python", tuple(packages), tuple(unpinned), is_list=True)


def match_locks(
    declared: Collection[Declared], files: Collection[str], ignored: Collection[str]
) -> tuple[Dependencies, ...]:
    """Find the lock of each file that names dependencies.

    Args:
        declared: what was read.
        files: every path of the repository.
        ignored: lines of .gitignore: what they name is not in a fresh clone.
    """
    lists = {each.path: each for each in declared if each.is_list}
    pinned_lists = [each for each in lists.values() if not each.unpinned]
    found = []
    for each in declared:
        name = PurePosixPath(each.path).name
        if each.is_list:
            if name.startswith("constraints") or _DEVELOPMENT.search(
                name.partition(".")[0][12:]
            ):
                continue
            if name.endswith(".in"):
                compiled = each.path.removesuffix(".in") + ".txt"
                lock = compiled if compiled in lists else _lock(each, files)
                found.append(Dependencies(each.path, "python", lock))
            elif not _has_project(each.path, files):
                held = _held(each, pinned_lists)
                unpinned = () if held != each.path else each.unpinned
                found.append(Dependencies(each.path, "python", held, unpinned))
            continue
        lock = _lock(each, files)
        if not lock and each.ecosystem == "python":
            lock = _pinned_beside(each.path, pinned_lists)
        is_ignored = bool(lock) and PurePosixPath(lock).name in ignored
        found.append(Dependencies(each.path, each.ecosystem, lock, lock_ignored=is_ignored))
    return tuple(found)


def _has_project(path: str, files: Collection[str]) -> bool:
    """Say whether a list stands beside the file that it is the lock of."""
    folder = str(PurePosixPath(path).parent)
    prefix = "" if folder == "." else f"{folder}/"
    name = PurePosixPath(path).name
    beside = [f"{prefix}pyproject.toml", f"{prefix}{name.removesuffix('.txt')}.in"]
    return any(each in files for each in beside if each != path)


def _held(each: Declared, pinned: Collection[Declared]) -> str:
    """Give the list that pins another: itself, or constraints that name all of it."""
    for other in pinned:
        if other is not each and set(each.unpinned) <= set(other.packages) and each.unpinned:
            return other.path
    return each.path


def _lock(each: Declared, files: Collection[str]) -> str:
    """Find a lock beside the file or above it, where workspaces keep theirs."""
    for folder in PurePosixPath(each.path).parents:
        for name in _LOCKS[each.ecosystem]:
            candidate = str(folder / name)
            if candidate in files:
                return candidate
    return ""


def _pinned_beside(path: str, pinned: Collection[Declared]) -> str:
    folder = PurePosixPath(path).parent
    near = {str(folder), str(folder / "requirements")}
    return next(
        (each.path for each in pinned if str(PurePosixPath(each.path).parent) in near), ""
    )
