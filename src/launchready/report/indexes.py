"""What `launchready perf indexes` proved, for people."""

from __future__ import annotations

from collections.abc import Iterator

from launchready.facts.indexes import IndexAdvice, IndexProof, IndexRun, NotAdvised, Without
from launchready.report.plain import plain

_TEXT = 160
_ORDER = (Without.UNPROVEN, Without.COSTLY, Without.NO_GAIN, Without.SERVED, Without.QUICK)
_WORDS = {
    Without.UNPROVEN: "not tried",
    Without.COSTLY: "costs more than it saves",
    Without.NO_GAIN: "nothing helps",
    Without.SERVED: "nothing to try",
    Without.QUICK: "quick as it is",
}


def exit_status(run: IndexRun) -> int:
    """Give 1 where an index is missing, 3 where a statement could not be tried, else 0."""
    if run.advice:
        return 1
    return 3 if any(each.reason is Without.UNPROVEN for each in run.without) else 0


def render(run: IndexRun) -> str:
    """Write a run: each index with its proof, then statements without any, and why."""
    count = run.examined
    lines = [
        (
            f"{plain(run.product, 80)}, {run.environment}: {count} statements looked at, "
            f"{len(run.advice)} missing indexes proven on Postgres {run.proven_on}"
        )
    ]
    if run.scale:
        lines.append(f"on a copy of {plain(run.scale, 600)}")
    for number, each in enumerate(run.advice, 1):
        lines += ["", *_advice(number, each)]
    if run.without:
        lines += ["", "no index for:"]
        for reason in _ORDER:
            for other in run.without:
                if other.reason is reason:
                    lines += _other(other)
    return "\n".join(lines)


def _advice(number: int, advice: IndexAdvice) -> Iterator[str]:
    for sql in advice.sql:
        yield f"{number}. {plain(sql, 1000)};"
    for each in advice.proofs:
        yield f"     {plain(each.statement, _TEXT)}{_ran(each.calls, each.live_ms)}"
        least = "over " if each.at_least else ""
        yield f"       before  {least}{_before(each)}"
        yield f"       after   {_after(each)}"
    size = f"     size    {_bytes(advice.bytes)} on the copy"
    if advice.rows < advice.of:
        size += f", about {_bytes(advice.full_bytes)} for all of {advice.of:,} rows"
    yield size
    cost = f"{advice.write_us:.1f} -> {advice.write_us_after:.1f} us for a row written"
    if advice.write_us_after <= advice.write_us:
        cost = f"of a row written: too little to measure beside {advice.write_us:.1f} us"
    yield f"     cost    {cost}; {advice.wal} -> {advice.wal_after} octets of log"
    yield f"     scale   {advice.rows:,} of {advice.of:,} rows of {plain(advice.table, 80)}"
    if advice.at_full_size:
        yield "     planner the product's own would use it at full size, too (hypopg)"


def _before(proof: IndexProof) -> str:
    return (
        f"{proof.before_ms:9.3f} ms, {proof.before_blocks:6,} pages: {plain(proof.before_plan)}"
    )


def _after(proof: IndexProof) -> str:
    return f"{proof.after_ms:9.3f} ms, {proof.after_blocks:6,} pages: {plain(proof.after_plan)}"


def _other(each: NotAdvised) -> Iterator[str]:
    yield f"  {plain(each.statement, _TEXT)}{_ran(each.calls, each.live_ms)}"
    yield f"     {_WORDS[each.reason]}: {plain(each.why)}"


def _ran(calls: int | None, live_ms: float | None) -> str:
    if calls is None or live_ms is None:
        return ""
    return f"  (ran {calls:,} times, {live_ms:.1f} ms each)"


def _bytes(number: int) -> str:
    size = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit in {"B", "kB"} else f"{size:.1f} {unit}"
        size /= 1024
    raise AssertionError
