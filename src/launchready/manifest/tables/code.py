"""The code, its environment, what it stores and how it is deployed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, PositiveInt, model_validator

from launchready.manifest.patterns import pattern_problem
from launchready.manifest.tables.values import EnvName, Subject, Table


class Repository(Subject):
    """The source code and what is built from it."""

    kind_name: ClassVar[str] = "repository"

    path: str = "."
    """Folder, relative to the manifest."""
    build_output: tuple[str, ...] = ()
    """Folders with frontend bundles, relative to `path`."""
    logs: tuple[str, ...] = ()
    """Patterns of log files, relative to `path`."""
    images: tuple[str, ...] = ()
    """Patterns of container images kept as tar files (`docker save`), relative to `path`."""
    ignore: tuple[str, ...] = ()
    """Patterns of files that are not looked at."""

    @property
    def target(self) -> str:
        """Give the folder."""
        return self.path


def _usable_pattern(pattern: str) -> str:
    problem = pattern_problem(pattern)
    if problem:
        raise ValueError(problem)
    return pattern


class EnvVar(Table):
    """One variable of the environment contract; `launchready env` holds values against it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    required: bool = True
    """The product does not start without it."""
    secret: bool = False
    """Its value must be seen by nobody."""
    type: Literal[
        "str", "int", "float", "bool", "url", "email", "port", "enum", "json",
        "duration", "base64", "path",
    ] = "str"  # fmt: skip
    """What its value is."""
    in_: tuple[str, ...] = Field(default=(), alias="in")
    """Environments that have it ("production", "staging"); empty for all."""
    describe: str = ""
    """What it is for."""
    rotate: str = ""
    """How a secret is replaced, and by whom."""
    lives: str = ""
    """Where a secret's value is kept ("1Password, vault Production"); never the value."""
    values: tuple[str, ...] = ()
    """Of an enum: the values there are."""
    min_length: PositiveInt | None = None
    """Least number of characters."""
    pattern: Annotated[str, AfterValidator(_usable_pattern)] | None = None
    """Regular expression for the whole value; no repeated group may itself repeat."""
    default: str | None = None
    """What the product goes on with where it is not set."""
    example: str | None = None
    """A value that could be one, for .env.example and for messages; never a real secret."""
    not_in_repository: bool = False
    """`launchready env check` looks whether a file of the repository holds the value."""
    local: bool = False
    """In production, too, it may name this machine (a proxy or server beside the product)."""

    @model_validator(mode="after")
    def _enum_has_values(self) -> EnvVar:
        if self.type == "enum" and not self.values:
            raise ValueError('an enum needs "values", the list of what it may be')
        return self


class Database(Subject):
    """The product's database."""

    kind_name: ClassVar[str] = "database"

    url_env: EnvName
    """Variable with the URL that the product itself uses."""
    read_url_env: EnvName | None = None
    """Variable with the URL of a role that may only read, which audits use where it is set."""
    statement_ms: PositiveInt = 200
    """How long a statement may take on a route that users meet."""
    connections: PositiveInt | None = None
    """How many connections all processes of the product may open together: processes times
    size of the pool, and overflow."""
    stop: str = ""
    """Command that stops it on staging, for `drill health`."""
    start: str = ""
    """Command that starts it again."""

    @property
    def target(self) -> str:
        """Give the name of the variable that holds the URL."""
        return self.url_env


class Queue(Subject):
    """A queue of background jobs."""

    kind_name: ClassVar[str] = "queue"

    name: str = Field(min_length=1)
    engine: Literal[
        "celery", "rq", "dramatiq", "arq", "bullmq", "sidekiq", "pg-table", "rabbitmq"
    ]  # fmt: skip
    url_env: EnvName
    """Variable with the redis://, postgresql://, amqp:// or, of RabbitMQ's management, https://
    URL."""
    max_age_s: PositiveInt = 60
    """How long a job may wait."""
    max_run_s: PositiveInt = 900
    """How long a job may run."""
    table: str = Field(default="", pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$|^$")
    """Of a `pg-table` queue: its table, where the database holds several that are known."""

    @property
    def target(self) -> str:
        """Give the queue's name."""
        return self.name


class Deploy(Table):
    """How a release goes out and how it is taken back."""

    command: str = ""
    rollback: str = ""
    needs: tuple[str, ...] = ()
    """What must be there before, in words ("docker", "the SSH key of the server")."""
    setup: tuple[str, ...] = ()
    """Commands that a fresh clone needs once, before the first deployment."""
    health: str = ""
    """Name of the route that tells whether a release is up."""
    release_header: str = ""
    rollback_minutes: PositiveInt = 5
