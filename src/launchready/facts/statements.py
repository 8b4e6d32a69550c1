"""Which statements a route runs, and how the server would run them.

They come from two readings of pg_stat_statements, one before and one after a few requests to a
single route, and are kept with a run of `launchready perf`.  Texts hold placeholders where
values were; no value of a customer's is in them.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class PlanStep(Struct, frozen=True):
    """One step of a plan, as the server estimates it.

    Attributes:
        node: its kind in Postgres' words ("Seq Scan").
        depth: 0 for the step that gives the result.
        table: "schema.table" that it reads; "" where it reads none.
        index: that it goes by; "".
        condition: how it finds rows, or joins them; "".
        filter: what it throws rows away by after reading them; "".
        sorted_by: keys that it sorts by.
        rows: that it gives, each time; loops: how often it runs at least, by the estimate.
        cost: of this step alone without those below, all loops, in the planner's unit (one page
            read in sequence).
    """

    node: str
    depth: int
    table: str = ""
    index: str = ""
    condition: str = ""
    filter: str = ""
    sorted_by: tuple[str, ...] = ()
    rows: float = 0.0
    loops: float = 1.0
    cost: float = 0.0


class Plan(Struct, frozen=True):
    """How the server would run a statement with values that it does not know.

    Attributes:
        steps: from the result down to the tables.
        words: what is read and why, in sentences, the costliest first.
        unseen: why there is no plan; "" where there is.
    """

    steps: tuple[PlanStep, ...] = ()
    words: tuple[str, ...] = ()
    unseen: str = ""


class Statement(Struct, frozen=True):
    """A statement of the product's, as it is counted.

    Attributes:
        id: of its text without values, the same in every run and on every server.
        text: without comments, with `$n` or `'...'` for values; cut at 2,000 characters.
        verb: "select", "insert", "update", "delete", "merge"; "other" for all else.
        plan: None where it was light, so that nobody asked.
    """

    id: str
    text: str
    verb: str
    plan: Plan | None = None


class RouteStatement(Struct, frozen=True):
    """What one statement costs one route.

    Attributes:
        statement: its id.
        per_request: how often a request runs it, over all windows.
        least_per_request: the same in the window where it was least, so that a job which ran
            meanwhile is not counted as the route's.
        mean_ms: of one run, in the windows; max_ms: the longest since statistics began, of any
            route or job.
        rows: that one run gives or changes.
        blocks: of 8 kB that one run touches; read: of them, not in the server's own cache.
        spilled: blocks that one run writes to temporary files.
    """

    statement: str
    per_request: float
    least_per_request: float
    mean_ms: float
    max_ms: float
    rows: float = 0.0
    blocks: float = 0.0
    read: float = 0.0
    spilled: float = 0.0

    @property
    def ms_per_request(self) -> float:
        """Give how much of a request's time the statement takes."""
        return self.per_request * self.mean_ms


class RouteQueries(Struct, frozen=True):
    """What a route asks of the database.

    Attributes:
        requests: that were answered right in windows that count.
        windows: that count: a window with a wrong answer is no evidence.
        statements: the most of a request's time first.
        unseen: why nothing is known; "" where something is.
    """

    requests: int = 0
    windows: int = 0
    statements: tuple[RouteStatement, ...] = ()
    unseen: str = ""

    @property
    def ms_per_request(self) -> float:
        """Give how long a request's statements take together."""
        return sum(each.ms_per_request for each in self.statements)


class Watched(Struct, frozen=True):
    """What a run of perf saw of the database.

    Attributes:
        routes: by name.
        statements: that they run.
    """

    routes: Mapping[str, RouteQueries]
    statements: tuple[Statement, ...]


LONG_LIST = 50
"""Characters of a list of columns from which on it is left out of a brief text."""


def brief(text: str, limit: int) -> str:
    """Give the beginning of a statement without its list of columns, which ORMs make long."""
    verb, _, rest = text.partition(" ")
    if verb.upper() == "SELECT":
        depth = 0
        for at, char in enumerate(rest):
            depth += (char == "(") - (char == ")")
            if depth == 0 and rest[at : at + 6].upper() == " FROM ":
                text = f"{verb} …{rest[at:]}" if at > LONG_LIST else text
                break
    return text if len(text) <= limit else text[: limit - 1] + "…"
