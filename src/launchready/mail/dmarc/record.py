"""DMARC records: the grammar of RFC 9989 section 4.8, with errors that quote the tag."""

from __future__ import annotations

import re
from typing import Any

from launchready.facts.dmarc import DmarcRecord

MAX_URIS = 10
"""Report URIs of one tag that are read; RFC 9990 lets reporters ignore further ones."""

MAX_TAGS = 50

_POLICIES = ("none", "quarantine", "reject")
_CHOICES: dict[str, tuple[str, ...]] = {
    "p": _POLICIES,
    "sp": _POLICIES,
    "np": _POLICIES,
    "adkim": ("r", "s"),
    "aspf": ("r", "s"),
    "psd": ("y", "n", "u"),
    "t": ("y", "n"),
}
_OBSOLETE = {"pct": "100", "rf": "afrf", "ri": "86400"}
"""Of RFC 7489, with what they say where they are missing; removed by RFC 9989."""

_KNOWN = frozenset({*_CHOICES, "v", "rua", "ruf", "fo", *_OBSOLETE})
_FO = re.compile(r"[01ds](:[01ds])*")
_MAILTO = re.compile(r"mailto:[^@\s,;!]{1,64}@([A-Za-z0-9_.-]{1,253})(![0-9]+[kmgt]?)?")


class DmarcSyntaxError(ValueError):
    """A text is no DMARC record; the message says why."""


def is_dmarc(text: str) -> bool:
    """Say whether a TXT value is a DMARC record: "v=DMARC1" first, in this case."""
    return re.match(r"v[ \t]*=[ \t]*DMARC1[ \t]*(;|\Z)", text) is not None


def is_near_miss(text: str) -> bool:
    """Say whether a TXT value was meant as DMARC and is not."""
    plain = re.sub(r"[\s\"';:=]", "", text[:60]).lower()
    return not is_dmarc(text) and plain.startswith(
        ("vdmarc", "dmarc", "pnone", "preject", "pq")
    )


def parse_record(text: str, domain: str = "") -> DmarcRecord:
    """Read a record; faults of single tags are told in it, and do not void it.

    Args:
        text: the TXT value.
        domain: the name below _dmarc that it stands at.

    Raises:
        DmarcSyntaxError: it is no DMARC record at all.
    """
    if not is_dmarc(text):
        raise DmarcSyntaxError('does not begin with "v=DMARC1;"')
    faults: list[str] = []
    obsolete: list[str] = []
    tags: dict[str, str] = {}
    for part in text.split(";")[1:MAX_TAGS]:
        if not part.strip():
            continue
        name, equals, value = (piece.strip() for piece in part.partition("="))
        quoted = _quoted(part.strip())
        if not equals or not name:
            faults.append(f'"{quoted}": is no tag: name, "=", value')
        elif name.lower() in tags:
            faults.append(f'"{quoted}": the tag {_quoted(name)} stands there twice')
        elif name.lower() not in _KNOWN:
            obsolete.append(quoted)
        else:
            tags[name.lower()] = value
    values: dict[str, Any] = {}
    for name, value in tags.items():
        if name in _CHOICES:
            if value.lower() in _CHOICES[name]:
                values[name] = value.lower()
            else:
                choices = ", ".join(_CHOICES[name])
                faults.append(f'"{name}={_quoted(value)}": may be {choices}')
        elif name in {"rua", "ruf"}:
            uris, wrong = _uris(value)
            values[name] = uris
            faults += [f'"{name}={_quoted(each)}": is no mailto: address' for each in wrong]
        elif name == "fo" and not _FO.fullmatch(value.lower()):
            faults.append(f'"fo={_quoted(value)}": may be 0, 1, d or s, with colons between')
        elif name in _OBSOLETE and value.lower() != _OBSOLETE[name]:
            obsolete.append(f"{name}={_quoted(value)}")
    return DmarcRecord(
        text=text,
        domain=domain,
        policy=values.get("p", ""),
        subdomains=values.get("sp", ""),
        nonexistent=values.get("np", ""),
        adkim=values.get("adkim", "r"),
        aspf=values.get("aspf", "r"),
        rua=values.get("rua", ()),
        ruf=values.get("ruf", ()),
        psd=values.get("psd", "u"),
        testing=values.get("t") == "y",
        faults=tuple(faults),
        obsolete=tuple(obsolete),
    )


def mailbox_domain(uri: str) -> str:
    """Give the domain of a mailto URI, lower case; "" where it is none."""
    match = _MAILTO.fullmatch(uri.strip())
    return match[1].lower().rstrip(".") if match else ""


def _uris(value: str) -> tuple[tuple[str, ...], list[str]]:
    """Read a list of URIs: (those that are mailboxes, those that are not)."""
    parts = [part.strip() for part in value.split(",")[:MAX_URIS]]
    good = tuple(part for part in parts if mailbox_domain(part))
    return good, [part for part in parts if not mailbox_domain(part)]


def _quoted(text: str) -> str:
    plain = text.encode("unicode_escape").decode("ascii")
    return plain if len(plain) <= 80 else f"{plain[:80]}..."
