"""The tables of looks and of what is known of each monitor now."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from launchready.watch.decide.machine import MonitorState
from launchready.watch.model import Observation, Phases, Status, Verdict, Watched
from launchready.watch.store.engine import StoreError, Transaction, Value

CODES = {Verdict.DOWN: 0, Verdict.UP: 1, Verdict.UNJUDGED: 2}
EXPECTED = 3
"""Code of a miss within maintenance."""

PER_MS = 10
"""Latencies are kept in tenths of a millisecond."""

_MAX_LATENCY = 2**31 - 1
_MOST_TRIES = 20


def list_monitors(run: Transaction, watched: Iterable[Watched], now: int) -> dict[str, int]:
    """Write down what is watched, and only that; give each monitor's number."""
    run.run("UPDATE monitors SET watched = 0")
    known: dict[str, int] = dict(run.all("SELECT name, id FROM monitors"))
    last = max(known.values(), default=0)
    for each in watched:
        if each.name not in known:
            last += 1
            known[each.name] = last
        run.run(
            "INSERT INTO monitors (id, name, kind, grp, period_ms, severity, watched, since)"
            " VALUES (?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (id) DO UPDATE SET"
            " kind = excluded.kind, grp = excluded.grp, period_ms = excluded.period_ms,"
            " severity = excluded.severity, watched = 1",
            known[each.name], each.name, each.kind, each.group, each.period_ms,
            each.rules.severity, now,
        )  # fmt: skip
    return known


def load_states(run: Transaction) -> dict[str, MonitorState]:
    """Give what is remembered of each monitor."""
    rows = run.all(
        "SELECT m.name, s.status, s.since, s.misses, s.goods, s.run_began, s.opens"
        " FROM states s JOIN monitors m ON m.id = s.monitor"
    )
    return {
        name: MonitorState(
            Status(status), since, misses, goods, began, tuple(json.loads(opens))
        )
        for name, status, since, misses, goods, began, opens in rows
    }


def load_releases(run: Transaction) -> dict[str, int]:
    """Give the number of each release that was seen."""
    return dict(run.all("SELECT tag, id FROM releases"))


def add_release(run: Transaction, tag: str, at: int) -> int:
    """Give a release its number; others may tell of the same one meanwhile."""
    for _ in range(_MOST_TRIES):
        rows = run.all("SELECT id FROM releases WHERE tag = ?", tag)
        if rows:
            return int(rows[0][0])
        run.run(
            "INSERT INTO releases (id, tag, first_seen)"
            " SELECT COALESCE(MAX(id), 0) + 1, ?, ? FROM releases WHERE 1 = 1"
            " ON CONFLICT DO NOTHING",
            tag, at,
        )  # fmt: skip
    raise StoreError("a release could not be given a number")


def unknown(
    run: Transaction, ids: Mapping[str, int], batch: Sequence[Observation]
) -> list[Observation]:
    """Leave out looks that were kept before."""
    return [
        seen
        for seen in batch
        if not run.all(
            "SELECT 1 FROM looks WHERE monitor = ? AND at = ?", ids.get(seen.monitor), seen.at
        )
    ]


def keep(
    run: Transaction,
    ids: Mapping[str, int],
    releases: Mapping[str, int],
    batch: Sequence[Observation],
    expected: Collection[int],
) -> None:
    """Write looks; `expected` are the places in the batch of misses within maintenance."""
    rows: list[tuple[Value, ...]] = []
    reasons: list[tuple[Value, ...]] = []
    for place, seen in enumerate(batch):
        number = ids.get(seen.monitor)
        if number is None:
            continue
        code = EXPECTED if place in expected else CODES[seen.verdict]
        release = releases.get(seen.release, 0)
        rows.append((number, seen.at, code, _tenths(seen.latency_ms), release))
        if seen.reason:
            reasons.append((number, seen.at, seen.reason))
    run.many(
        "INSERT INTO looks (monitor, at, verdict, latency, released) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        rows,
    )
    if reasons:
        run.many(
            "INSERT INTO reasons (monitor, at, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            reasons,
        )


def _tenths(latency_ms: float | None) -> int | None:
    return None if latency_ms is None else min(_MAX_LATENCY, round(latency_ms * PER_MS))


def keep_states(
    run: Transaction,
    ids: Mapping[str, int],
    states: Mapping[str, MonitorState],
    latest: Mapping[str, Observation],
) -> None:
    """Write what is known of the monitors that were just looked at."""
    run.many(
        "INSERT INTO states (monitor, status, since, misses, goods, run_began, opens,"
        " seen_at, verdict, reason, latency_ms, http_status, certificate_ends, released,"
        " phases) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (monitor) DO UPDATE SET status = excluded.status,"
        " since = excluded.since, misses = excluded.misses, goods = excluded.goods,"
        " run_began = excluded.run_began, opens = excluded.opens,"
        " seen_at = excluded.seen_at, verdict = excluded.verdict,"
        " reason = excluded.reason, latency_ms = excluded.latency_ms,"
        " http_status = excluded.http_status,"
        " certificate_ends = excluded.certificate_ends, released = excluded.released,"
        " phases = excluded.phases",
        [
            (
                ids[name], state.status.value, state.since, state.misses, state.goods,
                state.run_began, json.dumps(state.opens), seen.at, seen.verdict.value,
                seen.reason, seen.latency_ms, seen.status, seen.certificate_ends,
                seen.release, write_phases(seen.phases),
            )
            for name, seen in latest.items()
            for state in [states[name]]
        ],
    )  # fmt: skip


def write_phases(phases: Phases) -> str:
    """Write phases as a JSON list, short."""
    parts = (phases.dns, phases.connect, phases.tls, phases.first_byte)
    return json.dumps(parts, separators=(",", ":"))


def read_phases(text: str) -> Phases:
    """Read what `write_phases` wrote."""
    return Phases(*json.loads(text))
