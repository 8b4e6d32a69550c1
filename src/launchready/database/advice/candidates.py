"""Which indexes might serve a statement: many, since a proof decides, and no opinion."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from launchready.database.advice.catalog import Index, Table, quote
from launchready.database.advice.needs import Condition, How, Key, Need, SortKey

MAX_TRIALS = 16
"""Of one statement and table."""
MAX_INCLUDED = 4
MAX_INCLUDED_WIDTH = 64
"""Octets of all columns that an index may carry along, so that the table need not be read."""
_RANGES = frozenset({How.RANGE_UP, How.RANGE_DOWN, How.BETWEEN})
_TEXT = frozenset({How.PREFIX, How.PATTERN})
_TEXTUAL = re.compile(r"^(?:text|character varying|character|citext)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index that is not there.

    Attributes:
        schema, table: of what.
        keys: as SQL, in order; equal: how many of the first may stand in any order.
        columns: that keys and `where` read.
        method: "btree" or "gin"; include: further columns; where: of which rows, "" of all.
    """

    schema: str
    table: str
    keys: tuple[str, ...]
    equal: int = 0
    method: str = "btree"
    include: tuple[str, ...] = ()
    where: str = ""
    columns: frozenset[str] = field(default_factory=frozenset, compare=False)

    @property
    def name(self) -> str:
        """Give the name that it should get: at most 63 characters, as Postgres allows."""
        words = re.findall(r"[A-Za-z0-9_]+", " ".join(self.keys))
        plain = "_".join([self.table, *words, *(["part"] if self.where else [])]).lower()
        plain = re.sub(r"\W", "_", plain)
        if len(plain) <= 59:
            return f"{plain}_idx"
        digest = hashlib.sha256(self.body.encode()).hexdigest()[:6]
        return f"{plain[:52]}_{digest}_idx"

    @property
    def body(self) -> str:
        """Give what stands behind `CREATE INDEX name` in SQL."""
        using = "" if self.method == "btree" else f"USING {self.method} "
        text = f"ON {quote(self.schema)}.{quote(self.table)} {using}({', '.join(self.keys)})"
        if self.include:
            text += f" INCLUDE ({', '.join(map(quote, self.include))})"
        return f"{text} WHERE {self.where}" if self.where else text

    def sql(self) -> str:
        """Write how it is made without locking writers out."""
        return f"CREATE INDEX CONCURRENTLY {quote(self.name)} {self.body}"


Trial = tuple[Candidate, ...]
"""Indexes that are tried together: several where conditions are joined by OR."""


def candidates(need: Need, table: Table, *, trigrams: bool) -> list[Trial]:
    """Give what might serve, the plainest first.

    Args:
        need: what a statement asks of the table.
        table: the table, with the indexes that it has.
        trigrams: pg_trgm is there.
    """
    found: dict[Trial, None] = {}
    for each in _singles(need, table, trigrams=trigrams):
        if not any(serves(index, each) for index in table.indexes):
            found[(each,)] = None
    for group in need.either:
        several = tuple(
            dict.fromkeys(
                made
                for made in (_of(table, (), (each,)) for each in group)
                if made is not None and not any(serves(i, made) for i in table.indexes)
            )
        )
        if several:
            found[several] = None
    return list(found)[:MAX_TRIALS]


def _singles(need: Need, table: Table, *, trigrams: bool) -> Iterator[Candidate]:
    equal = _by(need.conditions, frozenset({How.EQUAL}))
    joins = [
        c for c in _by(need.conditions, frozenset({How.JOIN})) if c.key not in _keys(equal)
    ]
    ranges = [
        each
        for each in _by(need.conditions, _RANGES | _TEXT)
        if each.key not in _keys(equal) + _keys(joins)
    ]
    fixed = [sql for sql, _ in need.constant]
    # The more a key tells apart, the better alone; Postgres wants equality before ranges.
    shapes: list[tuple[Sequence[Condition], Sequence[Condition], Sequence[SortKey]]] = []
    groups: tuple[Sequence[Condition], ...] = ([*joins, *equal], joins, equal)
    for group in groups:
        if group:
            shapes += [(group, (), ())]
            shapes += [(group, (), need.sorts)] if need.sorts else []
            shapes += [(group, (each,), ()) for each in ranges[:3]]
    shapes += [((each,), (), ()) for each in [*joins, *equal]]
    shapes += [((), (each,), ()) for each in ranges[:3]]
    if need.sorts:
        shapes.append(((), (), need.sorts))
    for group, narrow, sorts in shapes:
        made = _of(table, group, narrow, sorts)
        if made is not None:
            yield made
    yield from _partial(need, table, shapes, fixed)
    for each in _by(need.conditions, frozenset({How.CONTAINS})):
        made = _made(table, (each.key.sql,), 0, each.key.columns, method="gin")
        if made is not None:
            yield made
    if trigrams:
        for each in _by(need.conditions, frozenset({How.INSIDE, How.PATTERN})):
            made = _made(
                table,
                (f"{_bracketed(each.key)} gin_trgm_ops",),
                0,
                each.key.columns,
                method="gin",
            )
            if made is not None:
                yield made


def _partial(
    need: Need,
    table: Table,
    shapes: list[tuple[Sequence[Condition], Sequence[Condition], Sequence[SortKey]]],
    fixed: list[str],
) -> Iterator[Candidate]:
    if not need.constant:
        return
    read = frozenset().union(*(columns for _, columns in need.constant))
    where = " AND ".join(dict.fromkeys(fixed))
    for group, narrow, sorts in shapes:
        kept = [each for each in group if not each.key.columns <= read]
        made = _of(table, kept, narrow, sorts)
        if made is not None:
            yield _made_of(made, where=where, columns=made.columns | read)


def _made_of(made: Candidate, *, where: str, columns: frozenset[str]) -> Candidate:
    return Candidate(
        made.schema, made.table, made.keys, made.equal, made.method, (), where, columns
    )


def covering(made: Candidate, need: Need, table: Table) -> Candidate | None:
    """Give the same index with what else the statement reads; None where that is too much."""
    if need.used is None or made.method != "btree" or made.include:
        return None
    rest = sorted(need.used - made.columns)
    widths = [each.width for each in table.columns if each.name in rest]
    if not rest or len(rest) > MAX_INCLUDED or sum(widths) > MAX_INCLUDED_WIDTH:
        return None
    return Candidate(
        made.schema, made.table, made.keys, made.equal, "btree", tuple(rest), made.where,
        made.columns | frozenset(rest),
    )  # fmt: skip


def _by(conditions: Sequence[Condition], how: frozenset[How]) -> list[Condition]:
    found: dict[Key, Condition] = {}
    for each in conditions:
        if each.how in how:
            found.setdefault(each.key, each)
    return list(found.values())


def _keys(conditions: Sequence[Condition]) -> list[Key]:
    return [each.key for each in conditions]


def _of(
    table: Table,
    equal: Sequence[Condition],
    narrow: Sequence[Condition] = (),
    sorts: Sequence[SortKey] = (),
) -> Candidate | None:
    keys: dict[str, None] = {}
    columns: frozenset[str] = frozenset()
    for each in equal:
        keys[_bracketed(each.key)] = None
        columns |= each.key.columns
    count = len(keys)
    for each in narrow:
        keys[_bracketed(each.key) + (_pattern_class(each, table))] = None
        columns |= each.key.columns
    for sort in sorts:
        plain = _bracketed(sort.key)
        if plain not in keys:
            keys[plain + sort.direction] = None
            columns |= sort.key.columns
    return _made(table, tuple(keys), count, columns)


def _made(
    table: Table, keys: tuple[str, ...], equal: int, columns: frozenset[str], *,
    method: str = "btree",
) -> Candidate | None:  # fmt: skip
    if not keys or len(keys) > 6 or not all(table.column(name) for name in columns):
        return None
    return Candidate(table.schema, table.name, keys, equal, method, columns=columns)


def _bracketed(key: Key) -> str:
    return f"({key.sql})" if key.expression else key.sql


def _pattern_class(condition: Condition, table: Table) -> str:
    """Give the operator class by which texts are found by their beginning in any locale."""
    if condition.how not in _TEXT:
        return ""
    if condition.key.expression:
        return " text_pattern_ops"
    column = table.column(next(iter(condition.key.columns)))
    kind = column.type if column else ""
    if kind.startswith("character varying"):
        return " varchar_pattern_ops"
    return " text_pattern_ops" if _TEXTUAL.match(kind) else ""


def serves(index: Index, candidate: Candidate) -> bool:
    """Say whether an index that is there does all that another would."""
    if not index.valid or index.method != candidate.method or candidate.include:
        return False
    if _plain(index.where) != _plain(candidate.where):
        return False
    have = [_plain(each) for each in index.keys]
    want = [_plain(each) for each in candidate.keys]
    if len(have) < len(want):
        return False
    first = candidate.equal
    if set(_undirected(have[:first])) != set(_undirected(want[:first])):
        return False
    rest, wanted = have[first : len(want)], want[first:]
    return rest == wanted or rest == [_reversed(each) for each in wanted]


def _undirected(keys: Sequence[str]) -> list[str]:
    return [re.sub(r" (?:desc|nulls (?:first|last))\b", "", each) for each in keys]


def _reversed(key: str) -> str:
    swapped = {
        " desc nulls last": " nulls first",
        " nulls first": " desc nulls last",
        " desc": "",
    }
    for ending, other in swapped.items():
        if key.endswith(ending):
            return key.removesuffix(ending) + other
    return f"{key} desc"


def _plain(sql: str) -> str:
    """Write SQL so that the server's form and ours can be compared."""
    text = re.sub(r"::(?:text|character varying|name)\b(?:\[\])?", "", sql.lower())
    text = re.sub(r"[()\"]", "", text)
    return re.sub(r"\s+", " ", text).strip()
