"""What a folder of source code says of how the product is configured.

Paths are relative to the repository, with forward slashes.  No value of a variable and no
password is ever part of a fact: a well-known one is named by what it is ("admin").
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class StartupCheck(Struct, frozen=True):
    """Something that ends a start where a variable is missing.

    Attributes:
        by: what does it ("launchready env exec", "pydantic-settings").
        path, line: where.
        names: variables that it looks for; empty where it holds the whole contract.
        whole_contract: it looks for every variable of the environment contract.
    """

    by: str
    path: str
    line: int
    names: tuple[str, ...] = ()
    whole_contract: bool = False

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class DebugWhen(StrEnum):
    """When a setting turns debugging on."""

    ALWAYS = "always"
    UNLESS_SET = "unless-set"
    """Only a variable of the environment turns it off."""


class DebugSetting(Struct, frozen=True):
    """A setting that turns debugging on.

    Attributes:
        what: as written, in short ("DEBUG = True").
        when: always, or unless the environment says otherwise.
        path, line: where.
    """

    what: str
    when: DebugWhen
    path: str
    line: int

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class DefaultKind(StrEnum):
    """Where a well-known password or key stands."""

    FALLBACK = "fallback"
    """What the code goes on with where a secret variable is not set."""
    SEED = "seed"
    """The password of an account that a seed or migration makes."""
    COMPOSE = "compose"
    """The password of a database or service in a Compose file."""
    SETTING = "setting"
    """Written straight into a file of settings."""


class DefaultCredential(Struct, frozen=True):
    """A password or key that anybody would try, or that stands in the code for all to read.

    Attributes:
        kind: where it stands.
        name: variable, setting or account that it is for.
        known: the word itself where everybody knows it ("postgres"); "" for another.
        path, line: where.
    """

    kind: DefaultKind
    name: str
    known: str
    path: str
    line: int

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class FixedSetting(Struct, frozen=True):
    """A host, address or connection that can only be changed by editing the code.

    Attributes:
        kind: connection, own-host or address.
        name: constant or variable that it is assigned to, "" where none.
        shown: what it is, without user names, passwords and paths.
        path, line: where.
    """

    kind: str
    name: str
    shown: str
    path: str
    line: int

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class Runbook(Struct, frozen=True):
    """A text that says how secrets are added and rotated.

    Attributes:
        path: the file.
        names: upper-case words in it that could be names of variables, sorted.
        rotates: it speaks of rotating or replacing.
    """

    path: str
    names: tuple[str, ...] = ()
    rotates: bool = False


class ConfigurationFacts(Fact, frozen=True):
    """How the code reads its configuration, checks it, and does without it.

    Attributes:
        startup_checks: what ends a start where a variable is missing.
        debug: settings that turn debugging on.
        defaults: well-known passwords and keys.
        fixed: what only an edit can change.
        runbooks: texts about adding and rotating secrets.
        truncated: why not all of the repository was looked at, or "".
    """

    startup_checks: tuple[StartupCheck, ...] = ()
    debug: tuple[DebugSetting, ...] = ()
    defaults: tuple[DefaultCredential, ...] = ()
    fixed: tuple[FixedSetting, ...] = ()
    runbooks: tuple[Runbook, ...] = ()
    truncated: str = ""


class HashedValue(Struct, frozen=True):
    """A variable of a file of values.

    Attributes:
        name: of the variable.
        hash: keyed hash of its value, 16 hex digits; "" where it is empty.
    """

    name: str
    hash: str


class EnvironmentFile(Struct, frozen=True):
    """A file of values of one environment.

    Attributes:
        path: the file.
        environment: "production", "staging" and so on, from its name.
        values: its variables, sorted by name.
    """

    path: str
    environment: str
    values: tuple[HashedValue, ...] = ()


class EnvironmentFiles(Fact, frozen=True):
    """The files of values that are in the folder, tracked by git or not.

    Attributes:
        files: sorted by path.
        unread: files that could not be read, and why.
    """

    files: tuple[EnvironmentFile, ...] = ()
    unread: tuple[str, ...] = ()

    def of(self, environment: str) -> tuple[EnvironmentFile, ...]:
        """Give the files of one environment."""
        return tuple(each for each in self.files if each.environment == environment)
