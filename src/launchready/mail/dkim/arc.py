"""Whether the chain of seals on a forwarded message holds (RFC 8617), through dkimpy."""

from __future__ import annotations

import asyncio
import logging
import re
from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.mail.spf.names import Names

MAX_KEYS = 100
"""Keys that are asked for: 50 instances (RFC 8617 section 4.2.1), two signatures each."""

_TAG = re.compile(rb"(?:^|;)\s*([ds])\s*=\s*([^;\s]{1,253})\s*")
_QUIET = logging.getLogger("launchready.mail.dkim")


class ChainStatus(StrEnum):
    """What a validator makes of a chain (RFC 8617 section 4.4)."""

    NONE = "none"
    PASS = "pass"  # noqa: S105 -- a result, no password
    FAIL = "fail"


class ArcResult(Struct, frozen=True):
    """The status of a chain, and why."""

    status: ChainStatus
    reason: str = ""


async def verify_arc(message: bytes, names: Names) -> ArcResult:
    """Validate the ARC chain of a message.

    Raises:
        CannotSee: a key could not be asked for.
    """
    import dkim

    try:
        headers, _ = dkim.rfc822_parse(message)
    except dkim.DKIMException:
        return ArcResult(ChainStatus.FAIL, "is not a message")
    places = {
        place
        for name, value in headers
        if name.lower() in {b"arc-seal", b"arc-message-signature"}
        for place in _places(value)
    }
    ordered = sorted(places)[:MAX_KEYS]
    keys = dict(
        zip(ordered, await asyncio.gather(*(_key(p, names) for p in ordered)), strict=True)
    )
    return await asyncio.to_thread(_verify, message, keys)


def _places(value: bytes) -> list[str]:
    tags = dict(_TAG.findall(re.sub(rb"\r?\n", b"", value)))
    if set(tags) != {b"d", b"s"}:
        return []
    return [(tags[b"s"] + b"._domainkey." + tags[b"d"]).decode("ascii", "replace").lower()]


async def _key(place: str, names: Names) -> str:
    answer = await names.ask(place, "TXT")
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        raise CannotSee(f"DNS answered {answer.rcode} for {place}")
    return next((text for text in answer.values() if "p=" in text), "")


def _verify(message: bytes, keys: dict[str, str]) -> ArcResult:
    import dkim

    def txt(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001 -- dkimpy's signature
        place = name.decode("ascii", "replace").lower().rstrip(".")
        return keys.get(place, "").encode("ascii", "replace")

    try:
        status, _, reason = dkim.ARC(message, logger=_QUIET, minkey=1024).verify(dnsfunc=txt)
    except dkim.DKIMException as error:
        return ArcResult(ChainStatus.FAIL, _plain(error))
    except Exception as error:  # noqa: BLE001 -- a stranger's message in a library's hands
        return ArcResult(ChainStatus.FAIL, type(error).__name__)
    if status is None:
        return ArcResult(ChainStatus.FAIL, str(reason))
    return ArcResult(ChainStatus(status.decode()), str(reason))


def _plain(error: Exception) -> str:
    return re.sub(r"[^ -~]", "?", str(error))[:120]
