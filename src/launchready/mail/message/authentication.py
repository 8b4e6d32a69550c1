"""Whether a message authenticates, computed here: DKIM, SPF where known, and alignment."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer
from launchready.mail.message.read import ReadMessage
from launchready.mail.spf.evaluate import check_host
from launchready.net.public_suffixes import registrable_domain

MAX_SIGNATURES = 10
"""Signatures that are verified; honest mail has two or three."""


class Names(Protocol):
    """What is needed of a resolver."""

    async def ask(self, name: str, rtype: str) -> DnsAnswer:
        """Ask for records; raises CannotSee."""
        ...


@dataclass(frozen=True, slots=True)
class Signed:
    """One DKIM signature (RFC 6376).

    Attributes:
        domain: d=.
        selector: s=.
        result: pass, fail, temperror or permerror.
        detail: why it is no pass.
        fields: names of the fields that it covers, in lower case.
    """

    domain: str
    selector: str
    result: str
    detail: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authentication:
    """What was computed of one message.

    Attributes:
        from_domain: domain in From.
        signatures: in the message's order.
        spf: SPF's result for the connecting address, "" where that is not known.
        spf_domain: domain that it was asked of.
    """

    from_domain: str
    signatures: tuple[Signed, ...] = ()
    spf: str = ""
    spf_domain: str = ""

    @property
    def dkim_aligned(self) -> Signed | None:
        """Give a signature that passes and is of the domain in From (relaxed), or None."""
        return next(
            (s for s in self.signatures if s.result == "pass" and self._aligned(s.domain)),
            None,
        )

    @property
    def spf_aligned(self) -> bool:
        """Say whether SPF passes for the domain in From (relaxed)."""
        return self.spf == "pass" and self._aligned(self.spf_domain)

    @property
    def dmarc(self) -> str:
        """Give pass, fail, or "" where too little could be seen to say."""
        if self.dkim_aligned or self.spf_aligned:
            return "pass"
        unseen = any(each.result == "temperror" for each in self.signatures) or not self.spf
        return "" if unseen else "fail"

    def _aligned(self, domain: str) -> bool:
        return aligned(domain, self.from_domain)


def aligned(one: str, other: str) -> bool:
    """Say whether two domains are of one organization (relaxed alignment)."""
    site = registrable_domain(one) or one
    return bool(one) and site == (registrable_domain(other) or other)


async def authenticate(
    content: bytes, message: ReadMessage, names: Names, *, client_ip: str = ""
) -> Authentication:
    """Verify every signature, and SPF where the connecting address is known.

    Args:
        content: the message as it arrived.
        message: the same, read.
        names: resolver for keys and SPF records.
        client_ip: of the server that handed it over; "" where that is not known.
    """
    signatures = await _signatures(content, message, names)
    domain, spf = message.return_path_domain, ""
    if client_ip and domain:
        spf = (await check_host(client_ip, f"postmaster@{domain}", names)).result.value
    return Authentication(message.from_domain, signatures, spf, domain)


async def _signatures(content: bytes, message: ReadMessage, names: Names) -> tuple[Signed, ...]:
    found = message.all("dkim-signature")[:MAX_SIGNATURES]
    tags = [_tags(value) for value in found]
    places = {f"{t.get('s', '')}._domainkey.{t.get('d', '')}".lower() for t in tags}
    asked = await asyncio.gather(*(_key(place, names) for place in sorted(places)))
    keys = dict(zip(sorted(places), asked, strict=True))
    return tuple(
        await asyncio.gather(
            *(asyncio.to_thread(_verify, content, n, tag, keys) for n, tag in enumerate(tags))
        )
    )


async def _key(place: str, names: Names) -> str | CannotSee:
    """Give the key record at a name, "" where there is none."""
    try:
        answer = await names.ask(place, "TXT")
    except CannotSee as error:
        return error
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return CannotSee(f"DNS answered {answer.rcode}")
    return next((each for each in answer.values() if "p=" in each), "")


def _verify(
    content: bytes, number: int, tags: Mapping[str, str], keys: Mapping[str, str | CannotSee]
) -> Signed:
    import dkim

    domain, selector = tags.get("d", "").lower(), tags.get("s", "").lower()
    fields = tuple(each.strip().lower() for each in tags.get("h", "").split(":"))
    place = f"{selector}._domainkey.{domain}"
    key = keys[place]
    if isinstance(key, CannotSee):
        return Signed(domain, selector, "temperror", str(key), fields)
    if not key:
        return Signed(domain, selector, "permerror", f"no key at {place}", fields)

    def txt(_name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001
        return key.encode("ascii", "replace")

    try:
        good = dkim.DKIM(content, minkey=1024).verify(number, dnsfunc=txt)
    except dkim.DKIMException as error:
        if str(error).startswith("body hash mismatch"):
            return Signed(domain, selector, "fail", "the body was changed", fields)
        return Signed(domain, selector, "permerror", _said(error), fields)
    except Exception as error:  # noqa: BLE001 -- a stranger's message in a library's hands
        return Signed(domain, selector, "permerror", type(error).__name__, fields)
    if good:
        return Signed(domain, selector, "pass", "", fields)
    detail = "its fields were changed, or the key is another"
    return Signed(domain, selector, "fail", detail, fields)


def _said(error: Exception) -> str:
    return re.sub(r"[^ -~]", "?", str(error))[:120]


def _tags(value: str) -> dict[str, str]:
    """Read a tag list (RFC 6376 section 3.2); the first of a name counts."""
    tags: dict[str, str] = {}
    for part in value.split(";")[:40]:
        name, equals, rest = part.partition("=")
        if equals:
            tags.setdefault(name.strip(), re.sub(r"\s+", "", rest))
    return tags
