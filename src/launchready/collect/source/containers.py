"""Reads Dockerfiles: what each container is built from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from launchready.facts.repository import BaseImage

_FROM = re.compile(
    r"\s{0,9}FROM\s{1,9}((?:--\w{1,20}=\S{1,100}\s{1,9}){0,3})(\S{1,300})"
    r"(?:\s{1,9}AS\s{1,9}(\S{1,100}))?",
    re.IGNORECASE,
)
_ARG = re.compile(r"\s{0,9}ARG\s{1,9}(\w{1,100})=[\"']?([^\"'\s]{0,200})", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{(\w{1,100})(?::-([^}]{0,100}))?\}|(\w{1,100}))")


def is_container_file(path: str) -> bool:
    """Say whether a container is built from a file with this name."""
    name = PurePosixPath(path).name.lower()
    starts = name.startswith(("dockerfile.", "containerfile."))
    if starts and name.endswith((".dockerignore", ".md")):
        return False
    return name in {"dockerfile", "containerfile"} or starts or name.endswith(".dockerfile")


def base_images(path: str, text: str) -> Iterator[BaseImage]:
    """Read the images of FROM lines, leaving out earlier stages and the empty image.

    Build arguments are replaced by their defaults, as `docker build` does without any.
    """
    defaults: dict[str, str] = {}
    stages: set[str] = {"scratch"}
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 1000:
            continue
        if not stages - {"scratch"} and (argument := _ARG.match(line)):
            defaults[argument[1]] = argument[2]
        match = _FROM.match(line)
        if not match:
            continue
        name = _VARIABLE.sub(lambda found: _value(found, defaults), match[2])
        if name.lower() not in stages:
            yield _image(path, number, name)
        stages.add((match[3] or f"stage {number}").lower())


def _value(match: re.Match[str], defaults: dict[str, str]) -> str:
    return defaults.get(match[1] or match[3]) or match[2] or match[0]


def _image(path: str, number: int, name: str) -> BaseImage:
    plain, _, digest = name.partition("@")
    image, colon, tag = plain.rpartition(":")
    if not colon or "/" in tag:  # a port of a registry is no tag
        image, tag = plain, ""
    return BaseImage(path, number, image, tag, digest, unresolved="$" in name)
