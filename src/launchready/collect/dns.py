"""What DNS says of the product's hosts."""

from __future__ import annotations

import asyncio
import re

from launchready.facts.base import CannotSee
from launchready.facts.dns import CaaPolicy, DnsAnswer, HostAddresses
from launchready.manifest.schema import Host
from launchready.net.dns import Resolver


async def host_addresses(host: Host, resolver: Resolver) -> HostAddresses:
    """Ask for a host's addresses in both families."""
    ipv4, ipv6 = await asyncio.gather(
        resolver.ask(host.name, "A"), resolver.ask(host.name, "AAAA")
    )
    return HostAddresses(ipv4, ipv6)


async def caa_policy(host: Host, resolver: Resolver) -> CaaPolicy:
    """Climb from the host towards the root to the CAA set that applies (RFC 8659 section 3)."""
    labels = host.name.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels))]
    # Asked all at once: the climb ends early only where a set is found, which is rare.
    answers = await asyncio.gather(
        *(resolver.ask(name, "CAA") for name in names), return_exceptions=True
    )
    for name, answer in zip(names, answers, strict=True):
        if isinstance(answer, BaseException):
            raise answer
        if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
            raise CannotSee(
                f"DNS answered {answer.rcode} for the CAA records of {name}; an authority that"
                " gets this answer must not issue"
            )
        if answer.exists:
            return _policy(name, answer)
    return CaaPolicy("")


_CAA = re.compile(r'(\d{1,3}) ([A-Za-z0-9]+) "?(.*?)"?')


def _policy(name: str, answer: DnsAnswer) -> CaaPolicy:
    tags: dict[str, list[str]] = {"issue": [], "issuewild": [], "critical": [], "other": []}
    for text in answer.values():
        match = _CAA.fullmatch(text)
        if match is None:
            continue
        flags, tag, value = int(match[1]), match[2].lower(), match[3]
        if tag in {"issue", "issuewild"}:
            tags[tag].append(value)
            continue
        tags["other"].append(f"{tag} {value}")
        if flags & 128 and tag not in {"iodef", "contactemail", "contactphone", "issuemail"}:
            tags["critical"].append(tag)
    return CaaPolicy(name, **{tag: tuple(values) for tag, values in tags.items()})
