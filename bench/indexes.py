"""Index advice on planted cases: how many are right, and how many wrong.

A real Postgres, 28 statements: 16 for which an index helps, 12 for which none does, or of which
nobody can know.  Beside it the rule of thumb that most advisers begin with, an index for each
column that a statement compares where none begins with it: what it would add where none helps.

    python -m bench.indexes
"""

from __future__ import annotations

import asyncio
import time

from tests.database.advice.planted import PLANTED, Copy, Planted, plant, read_copy
from tests.servers.postgres import installed_postgres, serve_cluster

from launchready.database.advice.scratch import find_programs, serve_scratch


def by_thumb(copy: Copy, case: Planted) -> list[str]:
    """Give what the rule of thumb would index."""
    needs = copy.read[case.name].needs
    assert needs is not None
    found = []
    for need in needs.tables:
        table = copy.catalog.resolve(need.schema, need.table)
        assert table is not None
        begun = {index.keys[0].split()[0] for index in table.indexes}
        found += [
            f"{table.name} ({each.key.sql})"
            for each in need.conditions
            if each.key.sql not in begun
        ]
    return list(dict.fromkeys(found))


def is_right(case: Planted, sql: str) -> bool:
    """Say whether advice is what was planted, or its absence is."""
    if not case.keys:
        return not sql
    return any(f"({keys})" in sql for keys in case.keys) and case.also in sql


def main() -> None:
    """Print a line for each case, and the sums."""
    programs = installed_postgres()
    version = max(programs)
    right = wrong = missed = thumb = 0
    with serve_cluster(programs[version]) as cluster:
        plant(cluster.url)
        begun = time.monotonic()
        with serve_scratch(find_programs(version)) as scratch:
            copy = asyncio.run(read_copy(cluster.url, scratch))
            for case in PLANTED:
                advice, without = copy.advise(case.name)
                sql = " ".join(each for one in advice for each in one.sql)
                good = is_right(case, sql)
                right += good
                wrong += not good and bool(sql)
                missed += not good and not sql
                thumb += len(by_thumb(copy, case)) if not case.keys else 0
                why = f"{advice[0].gain:.0f}x faster" if advice else without[0].reason.value
                print(f"{'right' if good else 'WRONG':6} {case.name:48} {why}")
        seconds = time.monotonic() - begun
    print(
        f"Postgres {version}: {right} of {len(PLANTED)} right, {wrong} wrong, {missed} missed"
    )
    print(f"the rule of thumb: {thumb} indexes where none helps; {seconds:.0f} s in all")


if __name__ == "__main__":
    main()
