"""Keep secrets and control characters out of what is kept of an exchange."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

MASK = "***"

_SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|sig$|signature|session|credential|api[-_]?key|[-_]key$|jwt|auth"
    r"|assertion|samlresponse|^(?:key|code|state|sid|otp|ticket|nonce)$",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"([?&#]|&amp;)([^=&#?\s\"'<>,;]{1,100})=([^&#\s\"'<>,;]*)")
_USERINFO = re.compile(r"(//)[^/?#\s@\"'<>,;]+@")
_DROPPED = {"authorization", "proxy-authorization", "set-cookie", "set-cookie2", "cookie"}
_MAX_NESTING = 3


def is_secret_name(name: str) -> bool:
    """Say whether a parameter or header of this name is likely to hold a secret."""
    return bool(_SECRET_NAME.search(unquote(name)))


def mask_urls(text: str, nesting: int = 0) -> str:
    """Mask secret-looking parameters, and user names, of every URL in a text.

    URLs inside parameters (`next=https%3A%2F%2F...`) are masked as well.
    """
    if "=" not in text and "@" not in text:
        return text  # as most headers are; what is masked has one of them

    def parameter(match: re.Match[str]) -> str:
        mark, name, value = match.groups()
        if value and is_secret_name(name):
            return f"{mark}{name}={MASK}"
        if "%" in value and nesting < _MAX_NESTING:
            inner = unquote(value)
            masked = mask_urls(inner, nesting + 1)
            if masked != inner:
                return f"{mark}{name}={quote(masked, safe='*')}"
        return match[0]

    return _PARAMETER.sub(parameter, _USERINFO.sub(rf"\1{MASK}@", text))


def printable(octets: bytes) -> str:
    r"""Decode as latin-1, with control characters written as \xNN."""
    text = octets.decode("latin-1")
    if text.isprintable():
        return text
    return "".join(
        char if char == "\t" or char.isprintable() else f"\\x{ord(char):02x}" for char in text
    )


def masked_headers(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    """Give headers fit to be kept: names in lower case, no credentials."""
    kept = []
    for raw_name, raw_value in headers:
        name = printable(raw_name).lower()
        if name in _DROPPED:
            continue
        value = printable(raw_value)
        kept.append((name, MASK if _holds_secret(name) else mask_urls(value)))
    return tuple(kept)


def _holds_secret(name: str) -> bool:
    """Tell headers that carry a secret as their whole value ("x-csrf-token")."""
    return name.startswith("x-") and bool(
        re.search(r"-token$|-secret$|api-?key$|-session(?:-id)?$|-password$", name)
    )
