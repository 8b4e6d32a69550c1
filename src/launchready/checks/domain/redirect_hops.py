"""Each entry point is one redirect at most away from where it leads.

Why it matters: each hop costs a visitor on a phone up to half a second before anything
shows, and is one more place where tracking parameters get lost.

How to fix: redirect {entry} straight to its final address. A rule that only changes the
scheme, before one that only changes the host, makes two hops of one.

References: RFC 9110 section 15.4;
https://developer.chrome.com/docs/lighthouse/performance/redirects
"""

from launchready.checks.api import (
    End,
    EntryPoints,
    Every,
    Impact,
    Manifest,
    Product,
    RedirectVisit,
    Trace,
    Verdict,
    cannot_tell,
    fails,
    home,
    landing,
    passes,
)

EFFORT_HOURS = 0.5

MANY = 3
"""Redirects that are tolerable at a stretch; from there on visitors leave."""


class Outcomes:
    """What the check can find."""

    ONE_AT_MOST = passes("no entry point takes more than {most} redirects")
    CHAIN = fails(Impact.MEDIUM, "{entry} takes {count} redirects: {hops}")
    LONG_CHAIN = fails(Impact.HIGH, "{entry} takes {count} redirects: {hops}")
    NO_END = cannot_tell("{entry} does not come to its end ({end})")
    NOT_SEEN = cannot_tell("{reason}")


def judge(
    product: Product, manifest: Manifest, entries: EntryPoints, old: Every[RedirectVisit]
) -> Verdict:
    """Judge the longest chain among entry points and declared redirects.

    From the right origin on, one more redirect is no chain: to a sign-in page, say.
    """
    counted: list[tuple[int, Trace]] = []
    endless: list[Trace] = []
    for trace in entries.traces:
        landed = landing(trace, home(manifest, trace.start))
        if landed is None and trace.end is not End.FINAL:
            if trace.redirect_count:
                endless.append(trace)
            continue
        after = 0 if landed is None else trace.redirect_count - landed - 1
        before = trace.redirect_count if landed is None else landed
        if trace.end in {End.LOOP, End.TOO_MANY}:
            endless.append(trace)
        else:
            counted.append((before + max(0, after), trace))
    for redirect in manifest.redirects:
        visit = old.seen.get(redirect.target)
        if visit and visit.trace.end is End.FINAL:
            hops = [hop.url for hop in visit.trace.hops]
            reached = hops.index(redirect.to) if redirect.to in hops else len(hops) - 1
            counted.append((reached, visit.trace))
    worst = max(counted, key=lambda pair: pair[0], default=None)
    if worst and worst[0] > 1:
        kind = Outcomes.LONG_CHAIN if worst[0] > MANY else Outcomes.CHAIN
        return kind(
            entry=worst[1].start,
            count=worst[0],
            hops=" -> ".join(hop.url[:120] for hop in worst[1].hops),
            all=[trace.start for count, trace in counted if count > 1],
        )
    if endless:
        return Outcomes.NO_END(entry=endless[0].start, end=str(endless[0].end))
    if entries.unseen or worst is None:
        return Outcomes.NOT_SEEN(reason=next(iter(entries.unseen), "no entry point answers"))
    return Outcomes.ONE_AT_MOST(most=max(1, worst[0]))
