"""MTA-STS (RFC 8461), TLS-RPT (RFC 8460) and BIMI: records and the policy, read."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

MAX_POLICY = 64 * 1024
"""Octets of a policy that are read (RFC 8461 section 3.3 asks for such a limit)."""

MAX_AGE_S = 31_557_600
"""Longest max_age (RFC 8461 section 3.2)."""

_STS = re.compile(r"v=STSv1[ \t]*(;|\Z)")
_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_MX = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_TLSRPT = re.compile(r"v=TLSRPTv1[ \t]*(;|\Z)")
_BIMI = re.compile(r"v=BIMI1[ \t]*(;|\Z)")


class StsPolicy(Struct, frozen=True):
    """An MTA-STS policy.

    Attributes:
        mode: "enforce", "testing" or "none"; "" where it says none of them.
        max_age_s: seconds that it is kept.
        mx: patterns of host names.
        faults: lines that do not hold to the grammar, and what is missing.
    """

    mode: str
    max_age_s: int
    mx: tuple[str, ...]
    faults: tuple[str, ...] = ()


def records_of(
    kind: Literal["sts", "tlsrpt", "bimi"], texts: tuple[str, ...]
) -> tuple[str, ...]:
    """Keep the TXT values that are records of one kind."""
    pattern = {"sts": _STS, "tlsrpt": _TLSRPT, "bimi": _BIMI}[kind]
    return tuple(text[:2000] for text in texts if pattern.match(text))


def tags_of(record: str) -> dict[str, str]:
    """Read "name=value" pairs between semicolons; the first of a name counts."""
    tags: dict[str, str] = {}
    for part in record.split(";")[:50]:
        name, equals, value = part.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), value.strip())
    return tags


def sts_id(record: str) -> str:
    """Give the policy's id, "" where it has none that is valid."""
    found = tags_of(record).get("id", "")
    return found if _ID.fullmatch(found) else ""


def report_targets(record: str) -> tuple[str, ...]:
    """Give the mailto and https URIs of a TLS-RPT record."""
    uris = [uri.strip() for uri in tags_of(record).get("rua", "").split(",")[:10]]
    return tuple(
        uri for uri in uris if re.fullmatch(r"(mailto:[^@\s]+@[^@\s]+|https://\S+)", uri)
    )


def parse_policy(text: str) -> StsPolicy:
    """Read a policy; what is wrong is told in it, and never raised."""
    values: dict[str, str] = {}
    mx: list[str] = []
    faults: list[str] = []
    for line in text[:MAX_POLICY].splitlines()[:200]:
        if not line.strip():
            continue
        key, colon, value = (piece.strip() for piece in line.partition(":"))
        if not colon:
            faults.append(f'"{_plain(line)}": is no "key: value"')
        elif key == "mx":
            if _MX.fullmatch(value):
                mx.append(value.lower())
            else:
                faults.append(f'"mx: {_plain(value)}": is no host name')
        else:
            values.setdefault(key, value)
    if values.get("version") != "STSv1":
        faults.append('has no line "version: STSv1"')
    mode = values.get("mode", "")
    if mode not in {"enforce", "testing", "none"}:
        faults.append(f'"mode: {_plain(mode)}": may be enforce, testing or none')
        mode = ""
    age = values.get("max_age", "")
    digits = age.isascii() and age.isdigit() and len(age) < 10
    if not digits or int(age) > MAX_AGE_S:
        faults.append(f'"max_age: {_plain(age)}": is a number of seconds up to {MAX_AGE_S}')
    if not mx and mode != "none":
        faults.append("names no mx")
    return StsPolicy(mode, int(age) if digits else 0, tuple(mx), tuple(faults))


def allows(pattern: str, host: str) -> bool:
    """Say whether a pattern allows an exchanger (RFC 8461 section 4.1)."""
    if pattern.startswith("*."):
        return host.partition(".")[2] == pattern[2:]
    return host == pattern


def _plain(text: str) -> str:
    plain = text.encode("unicode_escape").decode("ascii")
    return plain if len(plain) <= 60 else f"{plain[:60]}..."
