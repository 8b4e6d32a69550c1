"""A DNS record to publish, as zone-file text and as the fields of a panel."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

TTL_S = 3600
MAX_STRING = 255
"""Octets of one string of a TXT record (RFC 1035 section 3.3.14)."""


class State(StrEnum):
    """How what is published compares with what should be."""

    THERE = "there"
    ADD = "add"
    REPLACE = "replace"
    """Something else stands at the name: it must go."""
    CONSOLE = "console"
    """The value is told in the provider's console alone."""
    UNSEEN = "unseen"


def txt_strings(value: str) -> tuple[str, ...]:
    """Split a TXT value into strings that are short enough, for those who must."""
    octets = value.encode()
    pieces = [octets[n : n + MAX_STRING] for n in range(0, len(octets), MAX_STRING)]
    return tuple(piece.decode("utf-8", "replace") for piece in pieces) or ("",)


def quoted_strings(value: str) -> str:
    """Write a TXT value as a zone file has it."""
    escaped = (each.replace("\\", "\\\\").replace('"', '\\"') for each in txt_strings(value))
    return " ".join(f'"{each}"' for each in escaped)


def zone_line(name: str, kind: str, value: str) -> str:
    """Write a line of a zone file (RFC 1035 section 5.1); names get their final dot."""
    absolute = value if value.endswith(".") else f"{value}."
    data = quoted_strings(value) if kind == "TXT" else absolute
    return f"{name}. {TTL_S} IN {kind} {data}"


class Entry(Struct, frozen=True):
    """One record, and whether it is published.

    Attributes:
        zone: the domain whose panel or file it goes into.
        name: full name, without the final dot.
        type: TXT, CNAME or MX.
        value: as a panel takes it; of MX, with the preference before it.
        state: how it compares with what is published.
        why: what it is for, in a sentence.
        instead_of: values that it replaces.
        note: what to mind, "" for nothing.
    """

    zone: str
    name: str
    type: str
    value: str
    state: State
    why: str
    instead_of: tuple[str, ...] = ()
    note: str = ""

    @property
    def host(self) -> str:
        """Give the name as most panels want it: without the zone, "@" for the zone itself."""
        if self.name == self.zone:
            return "@"
        return self.name.removesuffix(f".{self.zone}")

    @property
    def strings(self) -> tuple[str, ...]:
        """Give a TXT value's strings."""
        return txt_strings(self.value)

    @property
    def zone_line(self) -> str:
        """Write it as a line of a zone file."""
        return zone_line(self.name, self.type, self.value)

    def accepts(self, values: tuple[str, ...]) -> bool:
        """Say whether published values are as this record wants them, and no more."""
        mine = _plain(self.value, self.type)
        found = [_plain(each, self.type) for each in values]
        if self.type == "TXT":
            # Others stand beside it: what counts is its kind, told by its first word.
            kind = mine.split(" ")[0].split(";")[0]
            found = [each for each in found if each.split(" ")[0].split(";")[0] == kind]
        return found == [mine]


def _plain(value: str, rtype: str) -> str:
    if rtype == "TXT":
        return " ".join(value.split())
    return value.rstrip(".").lower()
