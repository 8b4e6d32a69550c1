"""Secrets that were found, each without its value, and what could not be read.

A place is written as `path`, with `!` before each name inside of an archive, a source map
or an image ("dist/app.js.map!src/api.ts", "image.tar!sha256:9f86.../etc/app.env").
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class Danger(StrEnum):
    """What somebody who reads the token can do with it."""

    SECRET = "secret"  # noqa: S105 -- the name of a class of danger
    PUBLISHABLE = "publishable"
    """Made by the provider to stand in a page (Stripe pk_, Supabase anon)."""
    TEST = "test"
    """A secret of a sandbox: no customer and no money behind it."""


class Tier(StrEnum):
    """How sure it is that this is a secret, the surest first."""

    EXACT = "exact"
    """The very value of one of the product's secret variables, in some encoding."""
    FORMAT = "format"
    """A provider's documented form of token."""
    CONTEXT = "context"
    """Something that is called a password and looks like none that documentation shows."""


class FoundSecret(Struct, frozen=True):
    """One secret in one place.

    Attributes:
        rule: id of the rule ("stripe-secret-key"); "env-value" and "keyword" for the tiers
            that know no provider.
        provider: whose it is ("Stripe"); "" where nobody can say.
        kind: what it is, in a person's words ("live secret key").
        danger: what a reader of it can do.
        tier: how sure it is.
        path: where, as the module describes.
        line, column: in the (decoded) text, counted from 1, columns in bytes.
        masked: what may be shown: a public prefix, the length, at most four characters more.
        hash: keyed hash of the value, 16 hex digits: the same secret everywhere.
        encoding: how the value was written ("base64", "hex", ...); "" as it is.
        variable: name of the variable of the environment contract that has this value.
        rotate: what to do with a leaked one; docs: the page that documents the format.
        tracked: the file is one that git keeps, or is staged for it.
        mode: permission bits of the file; 0 where it is not a file on disk.
        first_commit, last_commit: oldest and newest commit that holds it; "" outside of
            history. Equal to "dangling" where no branch, tag or stash reaches it.
        first_seen, last_seen: dates of these commits, "2026-03-01".
        in_head: it is still in the newest commit of the branch that is checked out.
    """

    rule: str
    provider: str
    kind: str
    danger: Danger
    tier: Tier
    path: str
    line: int
    column: int
    masked: str
    hash: str
    encoding: str = ""
    variable: str = ""
    rotate: str = ""
    docs: str = ""
    tracked: bool = False
    mode: int = 0
    first_commit: str = ""
    last_commit: str = ""
    first_seen: str = ""
    last_seen: str = ""
    in_head: bool = False

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"

    @property
    def name(self) -> str:
        """Give what it is in a few words: "Stripe live secret key"."""
        if self.variable:
            return f"the value of {self.variable}"
        return f"{self.provider} {self.kind}".strip()


class Allowed(Struct, frozen=True):
    """A secret that somebody took responsibility for.

    Attributes:
        found: what was found.
        by: what allows it ("launchready: allow", ".gitleaks.toml", ".gitleaksignore").
        reason: theirs; "" where that way of allowing has none.
    """

    found: FoundSecret
    by: str
    reason: str = ""


class Unread(Struct, frozen=True):
    """Something that could not be read, and so is not known to be clean.

    Attributes:
        path: what; reason: why not ("permission denied").
    """

    path: str
    reason: str


class Findings(Struct, frozen=True):
    """What a scan of one kind of place saw.

    Attributes:
        found: what was found, in order of place.
        allowed: what was found and allowed.
        unread: the first of what could not be read; a scan that has any is not a pass.
        unread_count: how many there are of these in all.
        notes: what else a reader should know ("an allow comment gives no reason: a.py:3").
        texts: how many files, blobs or members were read.
        size: bytes that were read, once unpacked.
        exact_names: names of the variables whose values were looked for.
    """

    found: tuple[FoundSecret, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    unread: tuple[Unread, ...] = ()
    unread_count: int = 0
    notes: tuple[str, ...] = ()
    texts: int = 0
    size: int = 0
    exact_names: tuple[str, ...] = ()

    @property
    def why_unread(self) -> str:
        """Say what could not be read in a sentence; "" where all was read."""
        if not self.unread:
            return ""
        first = self.unread[0]
        more = f" and {self.unread_count - 1} more" if self.unread_count > 1 else ""
        return f"{first.path}: {first.reason}{more}"

    def of(self, *dangers: Danger, tiers: tuple[Tier, ...] = tuple(Tier)) -> list[FoundSecret]:
        """Give what was found of some dangers and tiers."""
        return [each for each in self.found if each.danger in dangers and each.tier in tiers]


class EnvFile(Struct, frozen=True):
    """A file named as those that hold an environment's values (.env, .env.production).

    Attributes:
        path: relative to the repository.
        tracked: git keeps it today; committed: it is in some commit.
        values: how many names have a value in it, for a file that is there today.
        first_commit: oldest commit that has it, "" where none.
    """

    path: str
    tracked: bool = False
    committed: bool = False
    values: int = 0
    first_commit: str = ""


class TreeSecrets(Fact, frozen=True):
    """Secrets in the working tree: what git keeps, would keep, or a deployment would copy.

    Attributes:
        findings: what was seen; files that git ignores are among it only where a
            deployment copies them (a Dockerfile's COPY without .dockerignore).
        is_git: the folder is a git repository.
        ignored: how many files were left out because git ignores them and nothing
            deploys them.
    """

    findings: Findings
    is_git: bool = True
    ignored: int = 0


class HistorySecrets(Fact, frozen=True):
    """Secrets in all objects of the repository: every branch, tag, note, stash, and more.

    Attributes:
        findings: what was seen, once for each secret and file.
        commits: how many commits there are.
        shallow: the clone holds only the newest commits.
        env_files: files of values that were ever committed.
    """

    findings: Findings
    commits: int = 0
    shallow: bool = False
    env_files: tuple[EnvFile, ...] = ()


class BuildSecrets(Fact, frozen=True):
    """Secrets in what is built for browsers: bundles and what their source maps hold.

    Attributes:
        findings: what was seen in files; source_maps: in the sources of source maps.
        folders: the declared folders that are there; missing: those that are not.
    """

    findings: Findings
    source_maps: Findings
    folders: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class LogSecrets(Fact, frozen=True):
    """Secrets in the declared logs of builds and of the running product.

    Attributes:
        findings: what was seen.
        files: the files that the patterns match, relative to the repository.
        missing: patterns that match nothing.
    """

    findings: Findings
    files: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class ImageSecrets(Fact, frozen=True):
    """Secrets in the layers and settings of container images kept as tar files.

    Attributes:
        findings: what was seen.
        images: the files, relative to the repository; missing: patterns without a file.
    """

    findings: Findings
    images: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
