"""check_host(): may this address send for this domain? (RFC 7208 section 4)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.dns import DnsAnswer
from launchready.mail.spf.macros import (
    MacroError,
    MacroValues,
    expand,
    expand_domain,
    uses_validated_name,
)
from launchready.mail.spf.names import (
    MAX_LOOKUPS,
    MAX_NAMES,
    MAX_VOID,
    Names,
    PermanentError,
    TemporaryError,
    ask,
    is_domain,
    reverse_name,
)
from launchready.mail.spf.record import (
    LOOKUP_MECHANISMS,
    Directive,
    Record,
    SpfSyntaxError,
    is_spf,
    parse_record,
)


class Result(StrEnum):
    """The seven results (section 2.6)."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105 -- a result, no password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


QUALIFIED = {
    "+": Result.PASS,
    "-": Result.FAIL,
    "~": Result.SOFTFAIL,
    "?": Result.NEUTRAL,
}


class Evaluation(Struct, frozen=True):
    """What an evaluation came to.

    Attributes:
        result: one of the seven.
        reason: the term that matched, or what went wrong.
        explanation: the domain's own words for a "fail", expanded; "" without.
        lookups: terms that asked the DNS, of the ten allowed.
        void: questions without an answer, of the two allowed.
    """

    result: Result
    reason: str = ""
    explanation: str = ""
    lookups: int = 0
    void: int = 0


async def check_host(
    address: str,
    sender: str,
    names: Names,
    *,
    helo: str = "",
    receiver: str = "unknown",
    timestamp: int = 0,
) -> Evaluation:
    """Evaluate the policy of a sender's domain for a client's address.

    Args:
        address: of the client, IPv4 or IPv6.
        sender: from MAIL FROM; where empty, postmaster at `helo`.
        names: asks the DNS.
        helo: name from HELO or EHLO.
        receiver: domain of the host that checks, for explanations.
        timestamp: seconds since 1970, for explanations.

    Raises:
        ValueError: `address` is not one.
    """
    client = ipaddress.ip_address(address)
    if isinstance(client, ipaddress.IPv6Address) and client.ipv4_mapped:
        client = client.ipv4_mapped
    local, at, domain = (sender or f"postmaster@{helo}").rpartition("@")
    sender = f"{local if at and local else 'postmaster'}@{domain}"
    run = _Run(names, MacroValues(sender, domain, client, helo, "", receiver, timestamp))
    try:
        result, reason, explanation = await run.check(domain.rstrip("."))
    except TemporaryError as error:
        result, reason, explanation = Result.TEMPERROR, str(error), ""
    except PermanentError as error:
        result, reason, explanation = Result.PERMERROR, str(error), ""
    return Evaluation(result, reason, explanation, run.lookups, run.void)


async def find_record(domain: str, names: Names) -> str | None:
    """Give the one SPF record of a domain; None where there is none.

    Raises:
        PermanentError: there are several.
        TemporaryError: the DNS did not answer.
    """
    answer = await ask(names, domain, "TXT")
    records = [text for text in answer.values() if is_spf(text)]
    if len(records) > 1:
        raise PermanentError(f"{domain} has {len(records)} SPF records")
    return records[0] if records else None


@dataclass(slots=True)
class _Run:
    names: Names
    values: MacroValues
    lookups: int = 0
    void: int = 0
    _validated: list[str] | None = field(default=None, init=False)

    async def check(self, domain: str) -> tuple[Result, str, str]:
        if not is_domain(domain):
            return Result.NONE, "is not a domain name", ""
        text = await find_record(domain, self.names)
        if text is None:
            return Result.NONE, f"{domain} has no SPF record", ""
        try:
            record = parse_record(text)
        except SpfSyntaxError as error:
            raise PermanentError(f"{domain}: {error}") from None
        for directive in record.directives:
            if await self._matches(directive, domain):
                result = QUALIFIED[directive.qualifier]
                explanation = ""
                if result is Result.FAIL and record.explanation:
                    explanation = await self._explain(record, domain)
                return result, f"{domain}: {directive.text}", explanation
        if record.redirect:
            return await self._redirect(record, domain)
        return Result.NEUTRAL, f"{domain}: nothing matches", ""

    async def _redirect(self, record: Record, domain: str) -> tuple[Result, str, str]:
        self._count()
        target = await self._target(record.redirect, domain)
        result, reason, explanation = await self.check(target)
        if result is Result.NONE:
            raise PermanentError(f"{domain}: redirect={target}: {reason}")
        return result, reason, explanation

    async def _matches(self, directive: Directive, domain: str) -> bool:
        client = self.values.address
        if directive.mechanism in LOOKUP_MECHANISMS:
            self._count()
        match directive.mechanism:
            case "all":
                return True
            case "ip4" | "ip6":
                return client in ipaddress.ip_network(directive.networks)
        target = await self._target(directive.domain, domain)
        if directive.mechanism == "include":
            return await self._includes(target, domain)
        if not is_domain(target):
            return False  # section 4.8: a name that cannot be asked for has no records
        match directive.mechanism:
            case "a":
                return await self._leads_to(target, directive)
            case "mx":
                return await self._receives(target, directive)
            case "exists":
                return (await self._ask(target, "A")).exists
            case _:
                names = await self._validated_names()
                return any(name == target or name.endswith(f".{target}") for name in names)

    async def _includes(self, target: str, domain: str) -> bool:
        outer = self.values
        result, reason, _ = await self.check(target)
        self.values = outer
        if result is Result.NONE:
            raise PermanentError(f"{domain}: include:{target}: {reason}")
        return result is Result.PASS

    async def _leads_to(self, name: str, directive: Directive) -> bool:
        client = self.values.address
        four = client.version == 4
        length = directive.prefix4 if four else directive.prefix6
        answer = await self._ask(name, "A" if four else "AAAA")
        return any(
            client in ipaddress.ip_network(f"{value}/{length}", strict=False)
            for value in answer.values()
        )

    async def _receives(self, name: str, directive: Directive) -> bool:
        answer = await self._ask(name, "MX")
        exchangers = [value.split()[-1].lower() for value in answer.values()]
        if len(exchangers) > MAX_NAMES:
            raise PermanentError(f"{name} has more than {MAX_NAMES} MX records")
        for exchanger in exchangers:
            if is_domain(exchanger) and await self._leads_to(exchanger, directive):
                return True
        return False

    async def _validated_names(self) -> list[str]:
        """Give the client's names that lead back to it (section 5.5)."""
        if self._validated is None:
            self._validated = []
            client = self.values.address
            rtype = "A" if client.version == 4 else "AAAA"
            try:
                answer = await self._ask(reverse_name(client), "PTR")
            except TemporaryError:
                return self._validated
            for value in answer.values()[:MAX_NAMES]:
                name = value.lower()
                try:
                    found = (await ask(self.names, name, rtype)).values()
                except TemporaryError:
                    continue
                if any(ipaddress.ip_address(each) == client for each in found):
                    self._validated.append(name)
        return self._validated

    async def _target(self, spec: str, domain: str) -> str:
        if not spec:
            return domain
        return expand_domain(spec, await self._values(spec, domain))

    async def _values(self, text: str, domain: str) -> MacroValues:
        validated = "unknown"
        if uses_validated_name(text):
            names = await self._validated_names()
            below = [name for name in names if name.endswith(f".{domain}")]
            exact = [name for name in names if name == domain]
            validated = next(iter([*exact, *below, *names]), "unknown")
        return replace(self.values, domain=domain, validated=validated)

    async def _explain(self, record: Record, domain: str) -> str:
        """Give the explanation; nothing that fails here changes a result (section 6.2)."""
        try:
            target = await self._target(record.explanation, domain)
            if not is_domain(target):
                return ""
            texts = (await ask(self.names, target, "TXT")).values()
            if len(texts) != 1 or not texts[0].isascii():
                return ""
            values = await self._values(texts[0], domain)
            return expand(texts[0], values, in_explanation=True)
        except (TemporaryError, PermanentError, MacroError):
            return ""

    async def _ask(self, name: str, rtype: str) -> DnsAnswer:
        answer = await ask(self.names, name, rtype)
        if not answer.exists:
            self.void += 1
            if self.void > MAX_VOID:
                raise PermanentError(f"more than {MAX_VOID} look-ups found nothing")
        return answer

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MAX_LOOKUPS:
            raise PermanentError(f"more than {MAX_LOOKUPS} terms ask the DNS")
