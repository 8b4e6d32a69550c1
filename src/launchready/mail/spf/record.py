"""SPF records: the grammar of RFC 7208 section 12, with errors that quote the term."""

from __future__ import annotations

import ipaddress
import re

from msgspec import Struct

from launchready.mail.spf.macros import MacroError, check_domain_spec, check_macro_string

LOOKUP_MECHANISMS = frozenset({"include", "a", "mx", "ptr", "exists"})
"""Each costs one of the ten look-ups; so does the modifier redirect (section 4.6.4)."""

MECHANISMS = LOOKUP_MECHANISMS | {"all", "ip4", "ip6"}

MAX_QUOTED = 80
"""Characters of a faulty term that an error quotes."""

_DIRECTIVE = re.compile(r"([+?~-]?)([A-Za-z][A-Za-z0-9_.-]*)(.*)", re.DOTALL)
_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)=(.*)", re.DOTALL)
_CIDR = re.compile(r"(?:/(\d{1,3}))?(?://(\d{1,3}))?\Z")
_NUMBER = re.compile(r"0|[1-9]\d{0,2}")


class SpfSyntaxError(ValueError):
    """A record is not SPF: the message quotes the term and says what is wrong with it."""


class Directive(Struct, frozen=True):
    """One mechanism with its qualifier.

    Attributes:
        text: as written.
        qualifier: "+", "-", "~" or "?"; "+" where none is written.
        mechanism: lower case ("include").
        domain: the domain-spec, macros unexpanded; "" where none is written.
        network: of ip4 and ip6, without its prefix length; "" for the others.
        prefix4: prefix length for IPv4 addresses.
        prefix6: prefix length for IPv6 addresses.
    """

    text: str
    qualifier: str
    mechanism: str
    domain: str = ""
    network: str = ""
    prefix4: int = 32
    prefix6: int = 128

    @property
    def networks(self) -> str:
        """Give the network of ip4 and ip6 in CIDR notation."""
        length = self.prefix4 if self.mechanism == "ip4" else self.prefix6
        return str(ipaddress.ip_network(f"{self.network}/{length}", strict=False))


class Record(Struct, frozen=True):
    """A record that holds to the grammar.

    Attributes:
        text: as published.
        directives: in order.
        redirect: domain-spec of the redirect modifier, or "".
        explanation: domain-spec of the exp modifier, or "".
    """

    text: str
    directives: tuple[Directive, ...]
    redirect: str = ""
    explanation: str = ""

    @property
    def all(self) -> Directive | None:
        """Give the first "all", after which nothing counts (section 5.1)."""
        return next((each for each in self.directives if each.mechanism == "all"), None)

    @property
    def effective(self) -> tuple[Directive, ...]:
        """Give the directives up to the first "all"."""
        end = self.all
        return (
            self.directives
            if end is None
            else self.directives[: self.directives.index(end) + 1]
        )


def is_spf(text: str) -> bool:
    """Say whether a TXT value is an SPF record of this version (section 4.5)."""
    return text[:6].lower() == "v=spf1" and text[6:7] in {"", " "}


def parse_record(text: str) -> Record:
    """Read a record.

    Raises:
        SpfSyntaxError: it does not hold to the grammar; the first fault is told.
    """
    record, faults = read_record(text)
    if faults:
        raise SpfSyntaxError(faults[0])
    return record


def read_record(text: str) -> tuple[Record, tuple[str, ...]]:
    """Read as much of a record as holds to the grammar, and say what does not.

    Returns:
        (record of the good terms, one sentence for each fault).
    """
    faults: list[str] = []
    if not is_spf(text):
        return Record(text, ()), ('does not begin with "v=spf1" and a space',)
    directives: list[Directive] = []
    modifiers: dict[str, str] = {}
    for term in text[6:].split(" "):
        if not term:
            continue
        try:
            if match := _MODIFIER.fullmatch(term):
                _read_modifier(match[1].lower(), match[2], modifiers)
            else:
                directives.append(_read_directive(term))
        except (SpfSyntaxError, MacroError) as error:
            faults.append(f'"{_quoted(term)}": {error}')
    redirect, explanation = modifiers.get("redirect", ""), modifiers.get("exp", "")
    return Record(text, tuple(directives), redirect, explanation), tuple(faults)


def _quoted(term: str) -> str:
    plain = term.encode("unicode_escape").decode("ascii")
    return plain if len(plain) <= MAX_QUOTED else f"{plain[:MAX_QUOTED]}..."


def _read_modifier(name: str, value: str, modifiers: dict[str, str]) -> None:
    if name in {"redirect", "exp"}:
        if name in modifiers:
            raise SpfSyntaxError(f"{name}= may stand only once")
        check_domain_spec(value, in_explanation=False)
        modifiers[name] = value
    else:
        check_macro_string(value, in_explanation=False)


def _read_directive(term: str) -> Directive:
    match = _DIRECTIVE.fullmatch(term)
    if match is None:
        raise SpfSyntaxError("is neither a mechanism nor a modifier")
    qualifier, name, rest = match[1] or "+", match[2].lower(), match[3]
    if name not in MECHANISMS:
        raise SpfSyntaxError(_unknown(name))
    if name == "all":
        if rest:
            raise SpfSyntaxError('"all" takes nothing after it')
        return Directive(term, qualifier, name)
    if name in {"ip4", "ip6"}:
        return _read_network(term, qualifier, name, rest)
    return _read_domain(term, qualifier, name, rest)


def _unknown(name: str) -> str:
    if name in {"redirect", "exp"}:
        return f'{name} is a modifier: write "{name}=", not "{name}:"'
    near = {"ip": "ip4", "ipv4": "ip4", "ipv6": "ip6", "includes": "include"}.get(name)
    return "is no mechanism of SPF" + (f"; {near} is meant, perhaps" if near else "")


def _read_network(term: str, qualifier: str, name: str, rest: str) -> Directive:
    version = 4 if name == "ip4" else 6
    if not rest.startswith(":"):
        raise SpfSyntaxError(f"{name} needs an address after a colon")
    address, slash, length = rest[1:].partition("/")
    widest = 32 if version == 4 else 128
    prefix = _prefix(length, widest) if slash else widest
    if "%" in address:  # a zone index is Python's, not SPF's
        raise SpfSyntaxError(f"holds no IPv{version} address")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        parsed = None
    if parsed is None or parsed.version != version:
        raise SpfSyntaxError(f"holds no IPv{version} address")
    if version == 4:
        return Directive(term, qualifier, name, network=address, prefix4=prefix)
    return Directive(term, qualifier, name, network=address, prefix6=prefix)


def _prefix(digits: str, widest: int) -> int:
    if not _NUMBER.fullmatch(digits) or int(digits) > widest:
        raise SpfSyntaxError(f"a prefix length is a number from 0 to {widest}")
    return int(digits)


def _read_domain(term: str, qualifier: str, name: str, rest: str) -> Directive:
    prefix4, prefix6 = 32, 128
    if name in {"a", "mx"}:
        tail = _CIDR.search(rest)
        assert tail is not None  # it matches the empty end
        if tail[1] is not None:
            prefix4 = _prefix(tail[1], 32)
        if tail[2] is not None:
            prefix6 = _prefix(tail[2], 128)
        rest = rest[: tail.start()]
    if not rest:
        if name in {"include", "exists"}:
            raise SpfSyntaxError(f"{name} needs a domain after a colon")
        return Directive(term, qualifier, name, prefix4=prefix4, prefix6=prefix6)
    if not rest.startswith(":"):
        raise SpfSyntaxError(f"unexpected text after {name}")
    check_domain_spec(rest[1:], in_explanation=False)
    return Directive(term, qualifier, name, rest[1:], prefix4=prefix4, prefix6=prefix6)
