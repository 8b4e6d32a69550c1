"""What DMARC and TLS reports mean, as text: each domain, its sources, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from launchready.mail.reports.gather import Gathered
from launchready.mail.reports.model import TlsReport
from launchready.mail.reports.readiness import Advice, Readiness
from launchready.mail.reports.sources import Kind, Source
from launchready.report.plain import plain

MAX_SOURCES = 25
MAX_PROBLEMS = 10

_KINDS = {
    Kind.CLEAN: "passes",
    Kind.OWN: "yours, and fails",
    Kind.SERVICE: "yours?",
    Kind.FORWARDED: "forwarded",
    Kind.UNKNOWN: "a stranger",
}


def render(found: Gathered, sources: Sequence[Source], domains: Sequence[Readiness]) -> str:
    """Write what reports mean; the worst source of each domain first."""
    parts = [_domain(each, [s for s in sources if s.domain == each.domain]) for each in domains]
    if found.tls:
        parts.append(_tls(found.tls))
    if not parts:
        parts.append("No report was found.")
    if found.problems:
        parts.append(_problems(found))
    return "\n\n".join(parts) + "\n"


def _domain(ready: Readiness, sources: list[Source]) -> str:
    share = f"{ready.failed} of {ready.messages} messages fail DMARC"
    lines = [
        f"{plain(ready.domain)}: p={ready.policy}, {share}",
        f"  reports of {ready.days} days, {ready.first_day} to {ready.last_day}",
    ]
    for source in sources[:MAX_SOURCES]:
        lines += _source(source)
    if len(sources) > MAX_SOURCES:
        lines.append(f"  and {len(sources) - MAX_SOURCES} sources more (--format json)")
    return "\n".join([*lines, *_advice(ready)])


def _source(source: Source) -> list[str]:
    count = f"{source.failed}/{source.messages} fail" if source.failed else str(source.messages)
    lines = [f"  {plain(source.name, 60):32} {count:>16}  {_KINDS[source.kind]}"]
    if source.why:
        lines.append(f"      {plain(source.why, 200)}")
    if source.fix:
        lines.append(f"      -> {plain(source.fix, 300)}")
    return lines


def _advice(ready: Readiness) -> list[str]:
    step = f"p={ready.next_policy}"
    match ready.advice:
        case Advice.MOVE:
            head = f"Safe to move to {step} now."
        case Advice.WAIT:
            head = f"Not yet to {step}: wait until {ready.earliest}."
        case Advice.LOOK:
            head = f"Before {step}, say whose these are:"
        case Advice.FIX:
            head = f"{step} would lose {ready.own_lost} messages of yours. Fix first:"
        case Advice.DONE:
            head = "Nothing stricter is left."
    return [f"  {head}", *(f"    {plain(each, 300)}" for each in ready.because)]


def _tls(reports: Sequence[TlsReport]) -> str:
    good: Counter[str] = Counter()
    bad: Counter[tuple[str, str, str]] = Counter()
    days: set[date] = set()
    for report in reports:
        days.add(report.begin.date())
        for policy in report.policies:
            good[policy.domain] += policy.successes
            for failure in policy.failures:
                bad[policy.domain, failure.kind, failure.mx] += failure.count
    lines = [f"TLS to your mail servers, {len(days)} days:"]
    for domain in sorted({*good, *(key[0] for key in bad)}):
        failed = sum(count for key, count in bad.items() if key[0] == domain)
        lines.append(f"  {plain(domain)}: {failed} of {good[domain] + failed} sessions failed")
        of_domain = [(key, count) for key, count in bad.most_common() if key[0] == domain]
        lines += [
            f"      {count} {plain(kind, 60)}{f' at {plain(mx, 80)}' if mx else ''}"
            for (_, kind, mx), count in of_domain[:10]
        ]
        if failed:
            lines.append("      -> mend this before MTA-STS says mode: enforce")
    return "\n".join(lines)


def _problems(found: Gathered) -> str:
    lines = [f"Not read: {len(found.problems)}"]
    shown = found.problems[:MAX_PROBLEMS]
    lines += [f"  {plain(name, 120)}: {plain(why, 120)}" for name, why in shown]
    return "\n".join(lines)
