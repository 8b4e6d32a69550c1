"""What a folder of source code says of how the product is built, configured and deployed.

Paths are relative to the repository, with forward slashes.  Names of environment
variables are facts; their values never are.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact

_FLOATING = frozenset(
    {"", "alpine", "current", "dev", "edge", "jdk", "jre", "latest", "lts",
     "main", "master", "mainline", "nightly", "rolling", "slim", "stable", "testing",
     "unstable"}
)  # fmt: skip


class EnvSource(StrEnum):
    """What kind of file a name of an environment variable stands in."""

    CODE = "code"
    CONTAINER = "container"
    COMPOSE = "compose"
    CI = "ci"
    EXAMPLE = "example"


class EnvName(Struct, frozen=True):
    """A name of an environment variable, where it is first met in one kind of file.

    Attributes:
        name: as written.
        source: kind of file.
        path, line: where, lines counted from 1.
        has_default: every use of it goes on without it.
    """

    name: str
    source: EnvSource
    path: str
    line: int
    has_default: bool = False

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class BaseImage(Struct, frozen=True):
    """An image that a container is built from.

    Attributes:
        path, line: the FROM line.
        image: name without tag and digest.
        tag: "" where none is given, which means "latest".
        digest: "sha256:..." or "".
        unresolved: the name is put together from a build argument without a default.
    """

    path: str
    line: int
    image: str
    tag: str = ""
    digest: str = ""
    unresolved: bool = False

    @property
    def floats(self) -> bool:
        """Say whether the same line may mean another system tomorrow."""
        if self.digest or self.unresolved:
            return False
        return re.split(r"[-.]", self.tag.lower(), maxsplit=1)[0] in _FLOATING

    @property
    def written(self) -> str:
        """Give the image as a FROM line would name it."""
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.image}{tag}{'@' + self.digest if self.digest else ''}"


class Pipeline(Struct, frozen=True):
    """A file that a CI service runs.

    Attributes:
        path: the file; system: the service ("GitHub Actions").
        deploys: words that say it deploys, with their line, or "".
        by_hand: it starts only when a person asks for it.
    """

    path: str
    system: str
    deploys: str = ""
    by_hand: bool = False


class Dependencies(Struct, frozen=True):
    """A file that names what the code needs.

    Attributes:
        path: the file; ecosystem: "npm", "python", "ruby", "php", "go", "rust", "elixir".
        lock: the file that pins it, "" where there is none.
        unpinned: names in `path` that no version is fixed for; only where it is its own
            lock (requirements.txt).
        lock_ignored: a lock file is there, but .gitignore keeps it out of the repository.
    """

    path: str
    ecosystem: str
    lock: str = ""
    unpinned: tuple[str, ...] = ()
    lock_ignored: bool = False

    @property
    def pinned(self) -> bool:
        """Say whether the same versions are installed tomorrow."""
        return bool(self.lock) and not self.unpinned and not self.lock_ignored


class HostingFile(Struct, frozen=True):
    """A file that only one way of hosting reads.

    Attributes:
        path: the file; provider: whose it is ("Vercel", "Kubernetes").
        deploys_itself: the provider deploys what is pushed, without a command.
        names_provider: False where any of several providers reads it (Dockerfile).
    """

    path: str
    provider: str
    deploys_itself: bool = False
    names_provider: bool = True


class Found(Struct, frozen=True):
    """Something that was recognised, and the file that told.

    Attributes:
        name: "Django", "stripe", "python".
        path: the file.
    """

    name: str
    path: str


class GitRemote(Fact, frozen=True):
    """Where the repository is pushed to.

    Attributes:
        host: lower case ("github.com").
        owner: first part of the path there: whose it is, or "".
    """

    host: str
    owner: str = ""


class Runner(Struct, frozen=True):
    """A file at the top from which a tool takes its commands.

    Attributes:
        path: the file; tool: what is typed before a target ("make", "npm run").
        targets: names that may follow.
        complete: it takes in no other files and makes up no names by pattern.
    """

    path: str
    tool: str
    targets: tuple[str, ...]
    complete: bool = True


class RepositoryFacts(Fact, frozen=True):
    """What the source code says of how it is built, configured and deployed.

    Attributes:
        files: how many files were looked at.
        truncated: why not all were ("more than 20000 files"), or "".
        languages: by number of files, the most first.
        frameworks: recognised from what the code depends on.
        services: providers and engines whose packages the code depends on.
        pipelines: CI files.
        commands: files that hold a deploy command (Makefile target, script), "path: words".
        base_images: of every container file.
        container_files: files that containers are built from.
        dependencies: files that name what the code needs.
        migrations: folders of database migrations.
        database_packages: packages by which the code talks to a database with a schema.
        environment: names of environment variables, sorted.
        example_files: .env.example and its kin.
        hosting: files that tell where it is hosted.
        runners: files at the top from which make, just and npm take their commands.
    """

    files: int
    truncated: str = ""
    languages: tuple[str, ...] = ()
    frameworks: tuple[Found, ...] = ()
    services: tuple[Found, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    commands: tuple[str, ...] = ()
    base_images: tuple[BaseImage, ...] = ()
    container_files: tuple[str, ...] = ()
    dependencies: tuple[Dependencies, ...] = ()
    migrations: tuple[str, ...] = ()
    database_packages: tuple[Found, ...] = ()
    environment: tuple[EnvName, ...] = ()
    example_files: tuple[str, ...] = ()
    hosting: tuple[HostingFile, ...] = ()
    runners: tuple[Runner, ...] = ()

    def names_in(self, *sources: EnvSource) -> dict[str, EnvName]:
        """Give the names that stand in some kinds of files, by name."""
        return {each.name: each for each in self.environment if each.source in sources}
