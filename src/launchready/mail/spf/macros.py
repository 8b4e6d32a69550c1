"""SPF macros: syntax and expansion (RFC 7208 section 7)."""

from __future__ import annotations

import ipaddress
import re
from typing import TypeAlias
from urllib.parse import quote

from msgspec import Struct

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_NAME = 253
"""Characters of a domain name; longer expansions lose labels on the left (section 7.3)."""

_TOKEN = re.compile(
    r"%(?:%|_|-|\{([A-Za-z])(\d*)([rR]?)([.+,/_=-]*)\})|[\x21-\x24\x26-\x7e]+", re.ASCII
)
_TEXT_TOKEN = re.compile(
    r"%(?:%|_|-|\{([A-Za-z])(\d*)([rR]?)([.+,/_=-]*)\})|[\x20-\x24\x26-\x7e]+", re.ASCII
)
_TOPLABEL = re.compile(r"(?=[A-Za-z0-9-]*[A-Za-z-])[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_LITERAL = {"%%": "%", "%_": " ", "%-": "%20"}
_LETTERS = frozenset("slodiphv")
_EXPLANATION_LETTERS = frozenset("crt")


class MacroError(ValueError):
    """A macro-string or domain-spec is not one; the message says why."""


class MacroValues(Struct, frozen=True):
    """What the letters stand for.

    Attributes:
        sender: the whole address (s); its parts are l and o.
        domain: the current domain (d).
        address: of the client (i, v, c).
        helo: name from HELO or EHLO (h).
        validated: its validated name (p), "unknown" where there is none.
        receiver: domain of the host that checks (r).
        timestamp: seconds since 1970 (t).
    """

    sender: str
    domain: str
    address: Address
    helo: str = ""
    validated: str = "unknown"
    receiver: str = "unknown"
    timestamp: int = 0

    def letter(self, letter: str) -> str:
        """Give what a letter stands for, lower case."""
        local, _, domain = self.sender.rpartition("@")
        four = self.address.version == 4
        match letter:
            case "s":
                return self.sender
            case "l":
                return local
            case "o":
                return domain
            case "d":
                return self.domain
            case "i" if four:
                return str(self.address)
            case "i":
                return ".".join(self.address.exploded.replace(":", "").upper())
            case "p":
                return self.validated
            case "v":
                return "in-addr" if four else "ip6"
            case "h":
                return self.helo
            case "c":
                return str(self.address)
            case "r":
                return self.receiver
            case _:
                return str(self.timestamp)


def uses_validated_name(text: str) -> bool:
    """Say whether a macro-string needs the letter p, which costs look-ups."""
    return "%{p" in text.lower()


def is_dynamic(text: str) -> bool:
    """Say whether a domain-spec depends on the mail and not on the domain alone."""
    return any(
        match[1] and match[1].lower() != "d" for match in _TOKEN.finditer(text) if match[1]
    )


def check_macro_string(text: str, *, in_explanation: bool) -> None:
    """Check a macro-string; in an explanation's text, spaces and more letters may stand.

    Raises:
        MacroError: it is none.
    """
    _tokens(text, in_explanation=in_explanation)


def check_domain_spec(text: str, *, in_explanation: bool) -> None:
    """Check a domain-spec: a macro-string that ends in a macro or a top label.

    Raises:
        MacroError: it is none.
    """
    if not text:
        raise MacroError("the domain is empty")
    tokens = _tokens(text, in_explanation=in_explanation)
    if tokens[-1][1]:
        return
    if tokens[-1][0].startswith("%"):
        raise MacroError("does not end in a domain name")
    _, dot, top = text.removesuffix(".").rpartition(".")
    if not dot:
        raise MacroError("is not a full domain name")
    if "}" in top or not _TOPLABEL.fullmatch(top):
        raise MacroError("does not end in a domain name")


def _tokens(text: str, *, in_explanation: bool) -> list[re.Match[str]]:
    pattern = _TEXT_TOKEN if in_explanation else _TOKEN
    found: list[re.Match[str]] = []
    place = 0
    while place < len(text):
        match = pattern.match(text, place)
        if match is None:
            raise MacroError(_wrong(text[place]))
        if match[1]:
            _check_macro(match, in_explanation=in_explanation)
        found.append(match)
        place = match.end()
    return found


def _wrong(character: str) -> str:
    if character == "%":
        return 'a "%" begins no macro'
    code = f"U+{ord(character):04X}"
    return f"the character {code} may not stand here"


def _check_macro(match: re.Match[str], *, in_explanation: bool) -> None:
    letter = match[1].lower()
    if letter in _EXPLANATION_LETTERS and not in_explanation:
        raise MacroError(f"the macro {letter} stands in explanations only")
    if letter not in _LETTERS | _EXPLANATION_LETTERS:
        raise MacroError(f"there is no macro {letter}")
    if match[2] and not match[2].strip("0"):
        raise MacroError("a macro keeps at least one part, not 0")


def expand(text: str, values: MacroValues, *, in_explanation: bool = False) -> str:
    """Expand a macro-string.

    Raises:
        MacroError: it is none.
    """
    tokens = _tokens(text, in_explanation=in_explanation)
    return "".join(_expanded(match, values) for match in tokens)


def expand_domain(text: str, values: MacroValues) -> str:
    """Expand a domain-spec to a name, lower case, cut on the left to fit.

    Raises:
        MacroError: it is none.
    """
    name = expand(text, values).rstrip(".").lower()
    while len(name) > MAX_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def _expanded(match: re.Match[str], values: MacroValues) -> str:
    letter = match[1]
    if not letter:
        return _LITERAL.get(match[0], match[0])
    value = values.letter(letter.lower())
    if match[2] or match[3] or match[4]:
        parts = re.split(f"[{re.escape(match[4] or '.')}]", value)
        if match[3]:
            parts.reverse()
        if match[2]:
            # A number of a thousand digits keeps everything, as any above 127 does.
            keep = int(match[2]) if len(match[2]) < 4 else 1000
            parts = parts[-keep:]
        value = ".".join(parts)
    return quote(value, safe="-._~") if letter.isupper() else value
