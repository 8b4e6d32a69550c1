"""Both schemes of the apex and of www end at the canonical address, for good.

Why it matters: visitors type either name. Where one of them leads nowhere, leads are
lost; where both serve the product, sign-ins and search ranking are split between them.

How to fix: point apex and www at the same edge, and redirect everything but
{canonical} there with status 301 or 308.

References: RFC 9110 sections 15.4.2 and 15.4.9; RFC 6596 (canonical link relation)
"""

from launchready.checks.api import (
    End,
    EntryPoints,
    Failure,
    HttpExchange,
    Impact,
    Manifest,
    Product,
    Trace,
    Value,
    Verdict,
    cannot_tell,
    fails,
    goes_canonical,
    landing,
    origin,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    CANONICAL = passes("{entries} end at {canonical}")
    UNREACHABLE = fails(Impact.HIGH, "{entry} leads nowhere: {error}")
    ELSEWHERE = fails(Impact.HIGH, "{entry} ends at {final}, not at {canonical}")
    SERVED_TWICE = fails(
        Impact.MEDIUM, "{entry} serves the product itself instead of leading to {canonical}"
    )
    TEMPORARY = fails(
        Impact.MEDIUM, "{entry} leads to {canonical} for now only (status {status})"
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human at {entry}")
    LEFT_TO_OTHERS = cannot_tell("{entry} does not get that far: {reason}")
    NOT_SEEN = cannot_tell("{reason}")


RANK = list(vars(Outcomes).values())


def judge(product: Product, manifest: Manifest, entries: EntryPoints) -> Verdict:
    """Judge the worst entry point; the evidence names all that share its fault."""
    traces = [trace for trace in entries.traces if _concerned(trace.start, manifest)]
    verdicts = [(trace.start, _judge(trace, manifest)) for trace in traces]
    faults = [(start, verdict) for start, verdict in verdicts if verdict]
    faults.sort(key=lambda fault: RANK.index(fault[1].outcome))
    if faults:
        worst = faults[0][1]
        shared: Value = [start for start, fault in faults if fault.outcome is worst.outcome]
        return worst.outcome(**{**worst.evidence, "all": shared})
    unseen = [line for line in entries.unseen if _concerned(line.partition(": ")[0], manifest)]
    if unseen or not traces:
        return Outcomes.NOT_SEEN(reason=next(iter(unseen), "no entry point was seen"))
    return Outcomes.CANONICAL(
        entries=[trace.start for trace in traces], canonical=origin(product.canonical)
    )


def _concerned(url: str, manifest: Manifest) -> bool:
    name = origin(url).partition("://")[2].partition(":")[0]
    return bool(name) and goes_canonical(manifest, name)


def _judge(trace: Trace, manifest: Manifest) -> Verdict | None:
    entry, first = trace.start, trace.hops[0]
    wanted = origin(manifest.product.canonical)
    landed = landing(trace, wanted)
    if landed is not None:
        for hop in trace.hops[:landed]:
            if hop.status not in {301, 308}:
                return Outcomes.TEMPORARY(entry=entry, canonical=wanted, status=hop.status)
        return None
    if trace.final.challenge:
        return Outcomes.CHALLENGED(challenge=trace.final.challenge, entry=entry)
    if trace.end is not End.FINAL and trace.final.failure is None:
        return Outcomes.LEFT_TO_OTHERS(
            entry=entry, reason=f"its redirects end in a {trace.end}"
        )
    if trace.final.failure:
        error = trace.final.detail or str(trace.final.failure)
        if _found_elsewhere(trace.final, manifest):
            return Outcomes.LEFT_TO_OTHERS(entry=entry, reason=error)
        return Outcomes.UNREACHABLE(entry=entry, error=error, canonical=wanted)
    if trace.redirect_count:
        return Outcomes.ELSEWHERE(entry=entry, final=trace.final.url, canonical=wanted)
    name = wanted.partition("://")[2]
    if origin(entry) == f"http://{name}" and first.status < 300:
        return Outcomes.LEFT_TO_OTHERS(entry=entry, reason="it serves content over plain http")
    if first.status >= 400:
        error = f"it answers {first.status}"
        return Outcomes.UNREACHABLE(entry=entry, error=error, canonical=wanted)
    return Outcomes.SERVED_TWICE(entry=entry, canonical=wanted)


def _found_elsewhere(failed: HttpExchange, manifest: Manifest) -> bool:
    """Say whether a check about hosts names the same fault."""
    place = origin(failed.url)
    names = {host.name for host in manifest.all_hosts}
    if place.partition("://")[2] not in names:
        return False
    return place.startswith("https:") or failed.failure is Failure.NO_ADDRESS
