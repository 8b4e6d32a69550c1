"""Whether a message authenticates, computed here: DKIM, SPF where known, and alignment."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.facts.dmarc import DmarcLookup
from launchready.mail.dmarc.alignment import is_aligned
from launchready.mail.dmarc.discovery import find_organization
from launchready.mail.message.read import ReadMessage
from launchready.mail.spf.evaluate import check_host
from launchready.mail.spf.names import Names, is_domain
from launchready.net.public_suffixes import registrable_domain

MAX_SIGNATURES = 10
"""Signatures that are verified; honest mail has two or three."""


class Signed(Struct, frozen=True):
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


class Authentication(Struct, frozen=True):
    """What was computed of one message.

    Attributes:
        from_domain: domain in From.
        signatures: in the message's order.
        spf: SPF's result for the connecting address, "" where that is not known.
        spf_domain: domain of the envelope sender.
        aligned_signers: of the signatures' domains, those that align with From.
        aligned_envelope: whether `spf_domain` does.
    """

    from_domain: str
    signatures: tuple[Signed, ...] = ()
    spf: str = ""
    spf_domain: str = ""
    aligned_signers: tuple[str, ...] = ()
    aligned_envelope: bool = False

    @property
    def dkim_aligned(self) -> Signed | None:
        """Give a signature that passes and aligns with the domain in From, or None."""
        good = (each for each in self.signatures if each.result == "pass")
        return next((each for each in good if each.domain in self.aligned_signers), None)

    @property
    def spf_aligned(self) -> bool:
        """Say whether SPF passes, and for a domain that aligns with the one in From."""
        return self.spf == "pass" and self.aligned_envelope

    @property
    def dmarc(self) -> str:
        """Give pass, fail, or "" where too little could be seen to say."""
        if self.dkim_aligned or self.spf_aligned:
            return "pass"
        unseen = any(each.result == "temperror" for each in self.signatures) or not self.spf
        return "" if unseen else "fail"


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
    policy = await find_organization(message.from_domain, names)
    signers, envelope = await asyncio.gather(
        _aligned({each.domain for each in signatures}, policy, names, tag="adkim"),
        _aligned({domain}, policy, names, tag="aspf"),
    )
    return Authentication(
        message.from_domain, signatures, spf, domain, signers, aligned_envelope=bool(envelope)
    )


async def _aligned(
    domains: Collection[str], policy: DmarcLookup, names: Names, *, tag: str
) -> tuple[str, ...]:
    """Give the domains that align with the one in From, as its DMARC record wants it.

    Without a record, which then is not there to want anything, those of one registrable
    domain do.
    """
    asked = sorted(each for each in domains if is_domain(each))
    record = policy.record
    if record is None:
        site = registrable_domain(policy.domain) or policy.domain
        return tuple(d for d in asked if (registrable_domain(d) or d) == site)
    found = await asyncio.gather(*(find_organization(each, names) for each in asked))
    strict = (record.adkim if tag == "adkim" else record.aspf) == "s"
    return tuple(each.domain for each in found if is_aligned(each, policy, strict=strict))


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
