"""Finds the policy for a domain, and the organization it belongs to, by the tree walk.

RFC 9989 section 4.10: _dmarc of the domain is asked for, then of each parent, at most eight
names; a parent of more than seven labels is jumped over.
"""

from __future__ import annotations

import asyncio

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.base import CannotSee
from launchready.facts.dmarc import DmarcLookup, DmarcRecord, ReportTarget
from launchready.facts.dns import DnsAnswer
from launchready.mail.dmarc.record import is_dmarc, is_near_miss, mailbox_domain, parse_record
from launchready.mail.spf.names import Names, is_domain

MAX_PARENT_LABELS = 7


class _Step(Struct, frozen=True):
    """What stands at _dmarc of one name of the walk."""

    name: str
    records: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def record(self) -> DmarcRecord | None:
        """Give the record, where there is exactly one."""
        return parse_record(self.records[0], self.name) if len(self.records) == 1 else None


def walk(domain: str) -> tuple[str, ...]:
    """Give the names of the walk, from the domain up to its top-level name."""
    labels = domain.split(".")
    parents = labels[-MAX_PARENT_LABELS:] if len(labels) > MAX_PARENT_LABELS else labels[1:]
    rest = [".".join(parents[start:]) for start in range(len(parents))]
    return (domain, *rest)


async def find_policy(domain: str, names: Names) -> DmarcLookup:
    """Find the record that applies to mail from a domain, and where its reports go."""
    found = await find_organization(domain, names)
    if found.record is None:
        return found
    targets = await asyncio.gather(
        *(_target(uri, found.organizational, found.record.domain, names)
          for uri in found.record.rua)
    )  # fmt: skip
    return replace(found, reports=tuple(targets))


async def find_organization(domain: str, names: Names) -> DmarcLookup:
    """Find the record that applies and the organizational domain; reports are left out."""
    asked = walk(domain)
    # All at once: a walk that ends early is rare, and names of one zone are asked often.
    steps = await asyncio.gather(*(_step(name, names) for name in asked))
    steps = _until_psd(steps)
    unseen = next((f"_dmarc.{step.name}: {step.unseen}" for step in steps if step.unseen), "")
    organizational = _organizational(domain, steps)
    own = steps[0]
    preferred = [domain, organizational, *(step.name for step in steps if _is_suffix(step))]
    by_name = {step.name: step.record for step in steps}
    record = next((by_name[name] for name in preferred if by_name.get(name)), None)
    if own.unseen:
        record = None
    elif record is not None and record.domain == domain:
        unseen = ""  # the domain's own record applies, whatever its parents would say
    several = next((len(step.records) for step in steps if len(step.records) > 1), 0)
    return DmarcLookup(
        domain,
        tuple(step.name for step in steps),
        record,
        organizational,
        several,
        own.near_misses,
        unseen=unseen,
    )


def _until_psd(steps: list[_Step]) -> list[_Step]:
    """End the walk where a record says psd=n or psd=y (section 4.10, steps 2 and 6)."""
    for place, step in enumerate(steps):
        if step.record is not None and step.record.psd in {"y", "n"}:
            return steps[: place + 1]
    return steps


def _is_suffix(step: _Step) -> bool:
    return step.record is not None and step.record.psd == "y"


def _organizational(domain: str, steps: list[_Step]) -> str:
    """Choose the organizational domain (section 4.10.2)."""
    for step in steps:
        if step.record is None:
            continue
        if step.record.psd == "n":
            return step.name
        if step.record.psd == "y" and step.name != domain:
            labels = domain.split(".")
            return ".".join(labels[-(len(step.name.split(".")) + 1) :])
    with_record = [step.name for step in steps if step.record is not None]
    return min(with_record, key=lambda name: len(name.split(".")), default=domain)


async def _step(name: str, names: Names) -> _Step:
    answer = await _txt(f"_dmarc.{name}", names)
    if isinstance(answer, str):
        return _Step(name, unseen=answer)
    texts = answer.values()
    return _Step(
        name,
        tuple(text for text in texts if is_dmarc(text)),
        tuple(text[:500] for text in texts if is_near_miss(text)),
    )


async def _target(
    uri: str, organizational: str, policy_domain: str, names: Names
) -> ReportTarget:
    """See whether reports can go to an address (RFC 9990 section 4)."""
    domain = mailbox_domain(uri)
    if not is_domain(domain):
        return ReportTarget(uri, "")
    there, takes_mail = await asyncio.gather(
        find_organization(domain, names), _takes_mail(domain, names)
    )
    within = domain == organizational or domain.endswith(f".{organizational}")
    if there.organizational == organizational or within:
        return ReportTarget(uri, domain, takes_mail=takes_mail)
    at = f"{policy_domain}._report._dmarc.{domain}"
    answer = await _txt(at, names)
    agrees = None
    if not isinstance(answer, str):
        agrees = any(is_dmarc(text) for text in answer.values())
    return ReportTarget(uri, domain, True, agrees, at, takes_mail)


async def _takes_mail(domain: str, names: Names) -> bool | None:
    """Say whether a domain has somewhere to deliver to (RFC 5321 section 5.1, RFC 7505)."""
    try:
        mx = await names.ask(domain, "MX")
        if mx.exists:
            return any(value.split()[-1] != "." for value in mx.values())
        if mx.rcode not in {"NOERROR", "NXDOMAIN"}:
            return None
        return (await names.ask(domain, "A")).exists or (await names.ask(domain, "AAAA")).exists
    except CannotSee:
        return None


async def _txt(name: str, names: Names) -> DnsAnswer | str:
    """Ask for TXT; a string says why there is no answer."""
    try:
        answer = await names.ask(name, "TXT")
    except CannotSee as error:
        return str(error)
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return f"DNS answered {answer.rcode}"
    return answer
