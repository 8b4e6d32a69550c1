"""Runs a statement on the copy, and says how long it took and what it read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from launchready.database.advice.values import Values
from launchready.facts.base import CannotSee

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Query

TRIES = 3
LIMIT_S = 10
"""After which a run is stopped: it took at least as long."""
MAX_STEPS = 6
_NAME = "proof"


class Measured(Struct, frozen=True):
    """What a statement took.

    Attributes:
        ms: of one run, the mean over all sets of values; worst: of each set.
        blocks: that one run touched.
        indexes: that were used with any set.
        plan: how its tables were read, in words.
        stopped: it was not waited for to its end.
    """

    ms: float
    worst: tuple[float, ...]
    blocks: int
    indexes: frozenset[str]
    plan: str
    stopped: bool = False


@contextmanager
def prepared(prover: psycopg.Connection, text: str) -> Iterator[None]:
    """Prepare a statement for `measure` and `indexes_used`.

    Raises:
        CannotSee: it does not run on the copy.
    """
    import psycopg

    try:
        prover.execute("SET plan_cache_mode = force_custom_plan")
        prover.execute(f"PREPARE {_NAME} AS {text}".encode())
    except psycopg.Error as error:
        raise CannotSee(f"it does not run on the copy ({_why(error)})") from None
    try:
        yield
    finally:
        prover.execute(f"DEALLOCATE {_NAME}".encode())


def _why(error: Exception) -> str:
    known = {
        "42883": "a function or operator is not there",
        "42P01": "a table or view is not there",
        "42703": "a column is not there",
        "42804": "types do not fit",
        "42P18": "the type of a value cannot be told",
        "22P02": "a value does not fit",
        "42501": "it does what only an administrator may",
    }
    state = getattr(error, "sqlstate", None) or "no answer"
    return known.get(state, f"error {state}")


def indexes_used(prover: psycopg.Connection, sets: Sequence[Values]) -> frozenset[str]:
    """Ask which indexes the prepared statement would go by, without running it."""
    found: set[str] = set()
    for values in sets:
        root = _explained(prover, "FORMAT JSON", values)["Plan"]
        found |= {str(step["Index Name"]) for step in _steps(root) if "Index Name" in step}
    return frozenset(found)


def measure(prover: psycopg.Connection, sets: Sequence[Values], tries: int = TRIES) -> Measured:
    """Run the prepared statement with each set of values; what it changes is taken back.

    Raises:
        CannotSee: it fails.
    """
    import psycopg

    worst: list[float] = []
    blocks = 0
    used: set[str] = set()
    plan, slowest = "", -1.0
    stopped = False
    for values in sets:
        best: dict[str, Any] | None = None
        for _ in range(tries):
            try:
                found = _explained(prover, "ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON", values)
            except psycopg.errors.QueryCanceled:
                stopped = True
                break
            except psycopg.Error as error:
                raise CannotSee(f"it fails on the copy ({_why(error)})") from None
            if best is None or found["Execution Time"] < best["Execution Time"]:
                best = found
            if found["Execution Time"] > 1000:
                break
        if best is None:
            worst.append(LIMIT_S * 1000.0)
            best = {"Plan": _explained(prover, "FORMAT JSON", values)["Plan"]}
        else:
            worst.append(float(best["Execution Time"]))
        root = best["Plan"]
        blocks += int(root.get("Shared Hit Blocks", 0)) + int(root.get("Shared Read Blocks", 0))
        used |= {str(step["Index Name"]) for step in _steps(root) if "Index Name" in step}
        if worst[-1] > slowest:
            plan, slowest = _words(root), worst[-1]
        if stopped:
            break
    count = len(worst)
    return Measured(
        sum(worst) / count, tuple(worst), blocks // count, frozenset(used), plan, stopped
    )


def _explained(prover: psycopg.Connection, how: str, values: Values) -> dict[str, Any]:
    from psycopg import sql

    query: Query = sql.SQL("EXPLAIN ({}) EXECUTE {}{}").format(
        sql.SQL(how),
        sql.SQL(_NAME),
        sql.SQL("({})").format(sql.SQL(", ").join(_literal(each) for each in values))
        if values
        else sql.SQL(""),
    )
    prover.execute("BEGIN")
    try:
        prover.execute(f"SET LOCAL statement_timeout = '{LIMIT_S}s'".encode())
        row = prover.execute(query).fetchone()
    finally:
        prover.execute("ROLLBACK")
    assert row is not None
    document = row[0][0]
    assert isinstance(document, dict)
    return document


def _literal(value: object) -> Any:
    """Write a value as a text whose type its place decides."""
    from psycopg import sql

    if isinstance(value, tuple):
        parts = ('"' + str(v).replace("\\", "\\\\").replace('"', '\\"') + '"' for v in value)
        value = "{" + ",".join(parts) + "}"
    return sql.Literal(str(value)) if value is not None else sql.SQL("NULL")


def _steps(node: Any) -> Iterator[dict[str, Any]]:
    waiting = [node]
    while waiting:
        step = waiting.pop(0)
        if isinstance(step, dict):
            yield step
            waiting[:0] = step.get("Plans") or []


def _words(root: Any) -> str:
    """Say how tables were read: "reads all of orders, throwing 49,900 rows away"."""
    told: list[str] = []
    for step in _steps(root):
        table, kind = step.get("Relation Name"), str(step.get("Node Type", ""))
        if kind == "ModifyTable":
            continue
        if not table and not (kind == "Bitmap Index Scan" or kind.endswith("Sort")):
            continue
        if kind == "Seq Scan":
            words = f"reads all of {table}"
            thrown = step.get("Rows Removed by Filter", 0) * step.get("Actual Loops", 1)
            if thrown:
                words += f", throwing {int(thrown):,} rows away"
        elif kind in {"Index Scan", "Index Only Scan"}:
            alone = " alone" if kind == "Index Only Scan" else ""
            words = f"finds rows of {table} by {step.get('Index Name')}{alone}"
            thrown = step.get("Rows Removed by Filter", 0) * step.get("Actual Loops", 1)
            if thrown:
                words += f", throwing {int(thrown):,} away"
        elif kind == "Bitmap Index Scan":
            words = f"by {step.get('Index Name')}"
        elif kind == "Bitmap Heap Scan":
            words = f"collects rows of {table}"
        elif kind.endswith("Sort"):
            words = f"sorts {int(step.get('Actual Rows', step.get('Plan Rows', 0))):,} rows"
        else:
            words = f"{kind} of {table}"
        told.append(words)
    shown = list(dict.fromkeys(told))
    return "; ".join(shown[:MAX_STEPS]) or "reads no table"
