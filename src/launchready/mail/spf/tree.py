"""Everything that an SPF record leads to, with what each term costs.

An evaluation stops at the first match and at the eleventh look-up; a tree goes on, so that
it can be said how far over the limit a record is, and what could be left out.
"""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass

from msgspec.structs import replace

from launchready.facts.spf import SpfNode, SpfTerm
from launchready.mail.spf.macros import MacroValues, expand_domain, is_dynamic
from launchready.mail.spf.names import (
    MAX_LOOKUPS,
    MAX_NAMES,
    Names,
    TemporaryError,
    ask,
    is_domain,
)
from launchready.mail.spf.record import Directive, is_spf, read_record

MAX_FOLLOWED = 40
"""Terms whose question is really asked: a record with more is far beyond the limit of 10."""

MAX_DEPTH = MAX_LOOKUPS + 1
"""Includes below one another; deeper ones are over the limit whatever they hold."""

MAX_FAULTS = 20
"""Faults of one record that are told."""

_NOT_FOLLOWED = f"not followed: {MAX_FOLLOWED} others were"
_NOBODY = ipaddress.ip_address("0.0.0.0")  # noqa: S104 -- stands for no client


async def spf_tree(domain: str, names: Names) -> SpfNode:
    """Follow a domain's SPF record.

    What could not be seen is told in the nodes; nothing is raised for it.
    """
    return await _Walk(names).node(domain, ())


async def spf_record(domain: str, names: Names) -> SpfNode:
    """Read a domain's own SPF record, and follow nothing that it includes."""
    return await _Walk(names, deep=False).node(domain, ())


@dataclass(slots=True)
class _Walk:
    """One tree.

    Attributes:
        names: asks the DNS.
        deep: includes are followed.
        left: how many questions it may still ask.
    """

    names: Names
    deep: bool = True
    left: int = MAX_FOLLOWED

    async def node(self, domain: str, path: tuple[str, ...]) -> SpfNode:
        try:
            answer = await ask(self.names, domain, "TXT")
        except TemporaryError as error:
            return SpfNode(domain, unseen=str(error))
        texts = answer.values()
        records = tuple(text for text in texts if is_spf(text))
        if len(records) != 1:
            near = tuple(text[:500] for text in texts if not is_spf(text) and _is_near(text))
            return SpfNode(domain, records, near_misses=near)
        record, faults = read_record(records[0])
        path = (*path, domain)
        directives = list(record.effective)
        if record.redirect and record.all is None:
            text = f"redirect={record.redirect}"
            directives.append(Directive(text, "+", "redirect", record.redirect))
        terms = await asyncio.gather(*(self._term(each, domain, path) for each in directives))
        ending = record.all.qualifier if record.all else ""
        return SpfNode(domain, records, faults[:MAX_FAULTS], tuple(terms), ending)

    async def _term(self, directive: Directive, domain: str, path: tuple[str, ...]) -> SpfTerm:
        name, text = directive.mechanism, directive.text[:300]
        if name == "all":
            return SpfTerm(text, name)
        if name in {"ip4", "ip6"}:
            return SpfTerm(text, name, networks=(directive.networks,))
        term = SpfTerm(text, name, directive.domain[:253], asks=True)
        if is_dynamic(directive.domain) or name == "ptr":
            return term
        target = _target(directive, domain)
        term = replace(term, target=target)
        if not is_domain(target):
            return replace(term, problem="is not a domain name")
        if name in {"include", "redirect"}:
            return await self._reference(term, path)
        if not self._may_ask():
            return replace(term, problem=_NOT_FOLLOWED)
        try:
            found, problem = await _addresses(directive, target, self.names)
        except TemporaryError as error:
            return replace(term, problem=f"could not be seen: {error}")
        return replace(term, void=found is None, networks=found or (), problem=problem)

    async def _reference(self, term: SpfTerm, path: tuple[str, ...]) -> SpfTerm:
        if term.target in path:
            return replace(term, problem=f"leads back to {term.target}: a loop")
        if not self.deep or len(path) >= MAX_DEPTH or not self._may_ask():
            return replace(term, problem=_NOT_FOLLOWED)
        node = await self.node(term.target, path)
        if node.unseen or len(node.records) == 1:
            return replace(term, node=node)
        problem = f"{term.target} has no SPF record"
        if node.records:
            problem = f"{term.target} has {len(node.records)} SPF records"
        return replace(term, node=node, problem=problem)

    def _may_ask(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _is_near(text: str) -> bool:
    """Say whether a text was meant as SPF: a version typed wrongly, quotes, a missing space."""
    plain = text.strip().strip("\"'").lower().replace(" ", "")
    return plain.startswith(("v=spf", "spf1", "v:spf1", "spf=", "v=spf1"))


def _target(directive: Directive, domain: str) -> str:
    if not directive.domain:
        return domain
    values = MacroValues(f"postmaster@{domain}", domain, _NOBODY)
    return expand_domain(directive.domain, values)


async def _addresses(
    directive: Directive, target: str, names: Names
) -> tuple[tuple[str, ...] | None, str]:
    """Give the networks of an a, mx or exists term; None where its question is void."""
    if directive.mechanism == "exists":
        answer = await ask(names, target, "A")
        return (() if answer.exists else None), ""
    hosts = [target]
    if directive.mechanism == "mx":
        answer = await ask(names, target, "MX")
        hosts = [value.split()[-1].lower() for value in answer.values()]
        if not hosts:
            return None, ""
        if len(hosts) > MAX_NAMES:
            return (), f"{target} has {len(hosts)} MX records, and {MAX_NAMES} may be asked for"
    questions = [(host, rtype) for host in hosts if is_domain(host) for rtype in ("A", "AAAA")]
    answers = await asyncio.gather(*(ask(names, *each) for each in questions))
    lengths = {"A": directive.prefix4, "AAAA": directive.prefix6}
    networks = tuple(
        str(ipaddress.ip_network(f"{value}/{lengths[rtype]}", strict=False))
        for (_, rtype), answer in zip(questions, answers, strict=True)
        for value in answer.values()
    )
    void = directive.mechanism == "a" and not networks
    return (None if void else networks), ""
