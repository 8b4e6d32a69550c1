"""Reads a whole folder of source code into one fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from launchready.collect.source import environment
from launchready.collect.source.containers import base_images, is_container_file
from launchready.collect.source.dependencies import (
    Declared,
    match_locks,
    names_dependencies,
    read_dependencies,
)
from launchready.collect.source.pipelines import deploy_command, pipeline_system, read_pipeline
from launchready.collect.source.recognise import (
    DATABASES,
    FRAMEWORKS,
    LANGUAGES,
    SERVICES,
    hosting_files,
    migration_folders,
    recognise_packages,
)
from launchready.collect.source.runners import read_runner
from launchready.collect.source.walk import Tree, walk
from launchready.facts.repository import BaseImage, EnvName, RepositoryFacts, Runner

_NOT_PRODUCTION = frozenset(
    {".devcontainer", "__tests__", "benchmarks", "cypress", "doc", "docs", "e2e", "example",
     "examples", "fixtures", "playwright", "samples", "spec", "test", "tests", "testdata"}
)  # fmt: skip
"""Folders whose code does not run in production."""


def read_repository(root: Path, ignore: Sequence[str] = ()) -> RepositoryFacts:
    """Read a folder; blocks for as long as the disk takes, within the bounds of the walk.

    Args:
        root: the folder.
        ignore: patterns of relative paths to leave out.

    Raises:
        OSError: the folder cannot be listed.
    """
    tree = walk(root, ignore)
    declared = list(_declared(tree))
    packages = {each.path: each.packages for each in declared}
    containers = [path for path in tree.files if is_container_file(path)]
    texts = {path: tree.text(path) for path in containers}
    images: list[BaseImage] = []
    for path, text in texts.items():
        images += base_images(path, text)
    pipelines = [path for path in tree.files if pipeline_system(path)]
    return RepositoryFacts(
        files=len(tree.files),
        languages=_languages(tree.files),
        frameworks=recognise_packages(packages, FRAMEWORKS),
        services=recognise_packages(packages, SERVICES),
        pipelines=tuple(read_pipeline(path, tree.text(path)) for path in pipelines),
        commands=tuple(_commands(tree)),
        runners=tuple(_runners(tree)),
        base_images=tuple(images),
        container_files=tuple(containers),
        dependencies=match_locks(declared, frozenset(tree.files), _git_ignored(tree)),
        migrations=migration_folders(tree.files),
        database_packages=recognise_packages(packages, DATABASES),
        environment=environment.first_of_each(_environment(tree, texts)),
        example_files=tuple(path for path in tree.files if environment.is_example(path)),
        hosting=hosting_files(path for path in tree.files if in_production(path)),
        truncated=tree.truncated,
    )


def in_production(path: str) -> bool:
    """Say whether code in a file of this path is run in production."""
    return _NOT_PRODUCTION.isdisjoint(path.split("/")[:-1])


def is_test(path: str) -> bool:
    """Say whether a file is a test, by its name."""
    name = path.rpartition("/")[2]
    return name.startswith("test_") or name.split(".")[0].endswith("_test") or (
        ".test." in name or ".spec." in name or name == "conftest.py"
        or name.startswith(("playwright.", "vitest.", "jest.", "cypress.", "karma."))
    )  # fmt: skip


def _declared(tree: Tree) -> Iterator[Declared]:
    for path in tree.files:
        if names_dependencies(path) and in_production(path):
            found = read_dependencies(path, tree.text(path))
            if found:
                yield found


def _languages(files: Sequence[str]) -> tuple[str, ...]:
    counted = Counter(LANGUAGES.get(PurePosixPath(path).suffix, "") for path in files)
    counted.pop("", None)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _commands(tree: Tree) -> Iterator[str]:
    for path in tree.files:
        name = PurePosixPath(path).name.lower()
        at_top = "/" not in path
        if (at_top and name in {"makefile", "gnumakefile", "justfile", "package.json"}) or (
            "deploy" in name and path.count("/") <= 2
        ):  # fmt: skip
            command = deploy_command(path, tree.text(path))
            if command:
                yield f"{path}: {command}"


def _runners(tree: Tree) -> Iterator[Runner]:
    for path in tree.files:
        if "/" not in path and (runner := read_runner(path, tree.text(path))):
            yield runner


def _git_ignored(tree: Tree) -> frozenset[str]:
    lines = tree.text(".gitignore").split("\n") if ".gitignore" in tree.files else []
    return frozenset(line.strip().lstrip("/") for line in lines[:2000])


def _environment(tree: Tree, containers: dict[str, str]) -> Iterator[EnvName]:
    for path in tree.files:
        if environment.is_example(path):
            yield from environment.names_in_example(path, tree.text(path))
        elif not in_production(path) or is_test(path):
            continue
        elif path in containers:
            yield from environment.names_in_container(path, containers[path])
        elif environment.is_compose(path):
            yield from environment.names_in_compose(path, tree.text(path))
        elif pipeline_system(path).endswith("Actions"):
            yield from environment.names_in_pipeline(path, tree.text(path))
        elif environment.reads_environment(path):
            yield from environment.names_in_code(path, tree.text(path))
