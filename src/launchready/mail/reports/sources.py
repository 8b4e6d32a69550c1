"""Who sends mail under a domain, told from aggregate reports: rows grouped by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from launchready.mail.providers import MailProvider, find_provider, recognise_mail
from launchready.mail.reports.model import AggregateReport, Row
from launchready.net.public_suffixes import registrable_domain

MAX_NAMED = 20
"""Addresses and domains that are listed of one source."""

FORWARDING = frozenset({"forwarded", "mailing_list", "trusted_forwarder"})
"""Reasons by which a receiver says that mail came through others (RFC 9990)."""


class Kind(StrEnum):
    """What a source is to the domain's owner."""

    CLEAN = "clean"
    """All of its mail passes."""
    OWN = "own"
    """A declared sender, or one whose mail passes at other times: fix it."""
    SERVICE = "service"
    """A known service that no sender declares: perhaps a forgotten one."""
    FORWARDED = "forwarded"
    """Mail that others passed on: signatures may survive, SPF cannot."""
    UNKNOWN = "unknown"
    """Never passes, and nobody that is known: spoofing, or a forgotten server."""


@dataclass(slots=True)
class Source:
    """The messages of one source under one domain.

    Attributes:
        domain: whose policy applies.
        name: the provider, the domain of its servers' reverse DNS, or its address.
        provider: name of the provider, or "".
        kind: what it is to the owner.
        messages: in all.
        failed: of them, those that fail DMARC.
        addresses: of its servers, the busiest first.
        from_domains: domains in From.
        why: what is wrong with those that fail, "" where none does.
        fix: what to do about it, "" for nothing.
    """

    domain: str
    name: str
    provider: str = ""
    kind: Kind = Kind.CLEAN
    messages: int = 0
    failed: int = 0
    addresses: tuple[str, ...] = ()
    from_domains: tuple[str, ...] = ()
    why: str = ""
    fix: str = ""

    @property
    def failing_share(self) -> float:
        """Give the share of its messages that fail, 0 to 1."""
        return self.failed / self.messages if self.messages else 0.0


@dataclass(slots=True)
class _Rows:
    provider: MailProvider | None
    rows: list[Row] = field(default_factory=list)


def group(
    reports: Iterable[AggregateReport],
    *,
    names: Mapping[str, str] | None = None,
    declared: Collection[str] = (),
) -> list[Source]:
    """Group every row by domain and source, what would be lost first.

    Args:
        reports: of any domains.
        names: reverse DNS of addresses, as far as it was looked up.
        declared: `provider` of each sender in the manifest.
    """
    senders = [each for name in declared if (each := find_provider(name))]
    known = {name for each in senders for name in (each.name, each.carrier) if name}
    groups: dict[tuple[str, str], _Rows] = defaultdict(lambda: _Rows(None))
    for report in reports:
        for row in report.rows:
            provider = _provider(row, names or {})
            key = (report.domain, provider.title if provider else _owner(row, names or {}))
            groups[key].provider = provider
            groups[key].rows.append(row)
    sources = [_source(domain, name, found, known) for (domain, name), found in groups.items()]
    order = [Kind.OWN, Kind.SERVICE, Kind.UNKNOWN, Kind.FORWARDED, Kind.CLEAN]
    return sorted(
        sources, key=lambda each: (each.domain, order.index(each.kind), -each.messages)
    )


def _provider(row: Row, names: Mapping[str, str]) -> MailProvider | None:
    """Name the provider; of what the message claims, only what was verified counts."""
    signed = [each for each in row.signatures if each.result == "pass"]
    told = [names.get(row.source_ip, "")]
    told += [row.spf_domain] if row.spf_result == "pass" else []
    told += [each.domain for each in signed]
    return recognise_mail(told, selectors=[each.selector for each in signed])


def _owner(row: Row, names: Mapping[str, str]) -> str:
    host = names.get(row.source_ip, "")
    return registrable_domain(host) or row.source_ip


def _source(domain: str, name: str, found: _Rows, known: Collection[str]) -> Source:
    failing = [row for row in found.rows if not row.passes]
    source = Source(
        domain=domain,
        name=name,
        provider=found.provider.name if found.provider else "",
        messages=sum(row.count for row in found.rows),
        failed=sum(row.count for row in failing),
        addresses=_busiest((row.source_ip, row.count) for row in found.rows),
        from_domains=_busiest((row.header_from, row.count) for row in found.rows),
    )
    if failing and source.failed:
        passes = source.messages > source.failed
        source.kind = _kind(source.provider, failing, known, passes=passes)
        source.why = _why(domain, failing)
        source.fix = _fix(source, found.provider)
    return source


def _busiest(pairs: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for name, count in pairs:
        counts[name] += count
    return tuple(name for name, _ in counts.most_common(MAX_NAMED) if name)


def _kind(provider: str, failing: list[Row], known: Collection[str], *, passes: bool) -> Kind:
    if all(_was_forwarded(row) for row in failing):
        return Kind.FORWARDED
    if provider in known or passes:
        return Kind.OWN
    return Kind.SERVICE if provider else Kind.UNKNOWN


def _was_forwarded(row: Row) -> bool:
    return bool(FORWARDING & set(row.reasons))


def _why(domain: str, failing: list[Row]) -> str:
    """Say what most of the failing messages have in common."""
    reasons: Counter[str] = Counter()
    for row in failing:
        reasons[_reason(domain, row)] += row.count
    return reasons.most_common(1)[0][0]


def _reason(domain: str, row: Row) -> str:
    own = [each for each in row.signatures if _same_site(each.domain, row.header_from)]
    other = [each.domain for each in row.signatures if each.result == "pass"]
    if own:
        return f"its signature for {own[0].domain} does not verify ({own[0].result})"
    spf = f"SPF of {row.spf_domain or 'no domain'} says {row.spf_result or 'nothing'}"
    if other:
        return f"it signs for {other[0]}, not for {row.header_from or domain}; {spf}"
    return f"it is not signed; {spf}"


def _same_site(one: str, other: str) -> bool:
    site = registrable_domain(one) or one
    return bool(site) and site == (registrable_domain(other) or other)


def _fix(source: Source, provider: MailProvider | None) -> str:
    match source.kind:
        case Kind.OWN | Kind.SERVICE if provider is not None:
            ask = "" if source.kind is Kind.OWN else "if you send through it: "
            return f"{ask}verify {source.domain} at {provider.title} ({provider.source})"
        case Kind.OWN:
            return f"let this server sign for {source.domain}, or take it out of use"
        case Kind.UNKNOWN:
            return "find out whether it is yours; if not, nothing: enforcement is for this"
        case Kind.FORWARDED:
            return "nothing: others passed this mail on"
        case _:
            return ""
