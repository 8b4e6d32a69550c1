"""The openspf suite of RFC 7208, served by a real DNS server on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import yaml

from launchready.demo.dns_server import Fault, Zones

SUITE = Path(__file__).parent.parent / "data" / "spf" / "rfc7208-tests.yml"


@dataclass(frozen=True)
class Case:
    """One case of the suite, with the names that it is about."""

    name: str
    helo: str
    host: str
    sender: str
    results: tuple[str, ...]
    explanation: str | None
    records: Mapping[str, list[tuple[str, str]]]
    silent: frozenset[tuple[str, str]]


class SuiteZones(Zones):
    """Answers from the suite's own tables, as a resolver does."""

    def __init__(self, records: Mapping[str, list[tuple[str, str]]]) -> None:
        self._records = {
            dns.name.from_text(_escaped(name)): found for name, found in records.items()
        }

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """Answer with the records of a name, aliases followed."""
        response = dns.message.make_response(query, recursion_available=True)
        name, rtype = query.question[0].name, query.question[0].rdtype
        for _ in range(8):
            if name not in self._records:
                response.set_rcode(dns.rcode.NXDOMAIN)
                break
            found = self._of(name, rtype)
            alias = self._of(name, dns.rdatatype.CNAME)
            for rrset in found or alias:
                response.answer.append(rrset)
            if found or not alias:
                break
            name = alias[0][0].target
        return response

    def _of(self, name: dns.name.Name, rtype: dns.rdatatype.RdataType) -> list[dns.rrset.RRset]:
        wanted = dns.rdatatype.to_text(rtype)
        values = [value for kind, value in self._records[name] if kind == wanted]
        if not values:
            return []
        rdatas = [dns.rdata.from_text(dns.rdataclass.IN, rtype, value) for value in values]
        return [dns.rrset.from_rdata_list(name, 300, rdatas)]


def _escaped(name: str) -> str:
    # The suite writes a name with more than 63 characters to a label: nobody can ask for it.
    return ".".join(label[:63] for label in name.replace("\\", "\\\\").split("."))


def silence(silent: frozenset[tuple[str, str]]) -> Fault:
    """Say nothing where the suite says TIMEOUT."""
    names = {(dns.name.from_text(_escaped(name)), rtype) for name, rtype in silent}

    def fault(
        query: dns.message.Message, honest: dns.message.Message, tcp: bool
    ) -> bytes | None:
        asked = query.question[0]
        kind = dns.rdatatype.to_text(asked.rdtype)
        if (asked.name, kind) in names or (
            (asked.name, "*") in names
            and not any(kind == dns.rdatatype.to_text(rr.rdtype) for rr in honest.answer)
        ):
            return None
        return honest.to_wire(max_size=65535)

    return fault


@cache
def cases() -> tuple[Case, ...]:
    """Read every case of the suite."""
    documents = yaml.safe_load_all(SUITE.read_text(encoding="utf-8"))
    return tuple(case for document in documents if document for case in _cases(document))


def _cases(document: Mapping[str, Any]) -> Iterator[Case]:
    records: dict[str, list[tuple[str, str]]] = {}
    silent: set[tuple[str, str]] = set()
    for name, entries in document["zonedata"].items():
        found = records.setdefault(name.lower(), [])
        has_txt = any(isinstance(entry, dict) and "TXT" in entry for entry in entries)
        for entry in entries:
            if entry == "TIMEOUT":
                silent.add((name.lower(), "*"))
                continue
            ((kind, value),) = entry.items()
            if value == "TIMEOUT":
                silent.add((name.lower(), kind if kind != "SPF" else "TXT"))
            elif value != "NONE":
                found += _records(kind, value, has_txt=has_txt)
    for name, test in document["tests"].items():
        wanted = test["result"]
        yield Case(
            name=name,
            helo=str(test["helo"]),
            host=str(test["host"]),
            sender=str(test["mailfrom"]),
            results=tuple(wanted) if isinstance(wanted, list) else (wanted,),
            explanation=test.get("explanation"),
            records=records,
            silent=frozenset(silent),
        )


def _records(kind: str, value: Any, *, has_txt: bool) -> list[tuple[str, str]]:
    if kind == "SPF":  # the suite's driver publishes these as TXT, unless TXT is given
        return [] if has_txt else [("TXT", _quoted(value))]
    if kind == "TXT":
        return [("TXT", _quoted(value))]
    if kind == "MX":
        return [("MX", f"{value[0]} {_target(value[1])}")]
    if kind in {"PTR", "CNAME"}:
        return [(kind, _target(value))]
    return [(kind, str(value))]


def _target(name: str) -> str:
    return f"{_escaped(name).rstrip('.')}."


def _quoted(value: str | list[str]) -> str:
    """Write TXT strings with every unusual octet escaped in decimal."""
    parts = [value] if isinstance(value, str) else value
    texts = []
    for part in parts:
        octets = part.encode("utf-8")
        plain = "".join(
            chr(o) if 32 <= o < 127 and o not in b'"\\' else f"\\{o:03d}" for o in octets
        )
        chunks = [plain] if len(octets) <= 255 else _chunks(octets)
        texts += [f'"{chunk}"' for chunk in chunks]
    return " ".join(texts) or '""'


def _chunks(octets: bytes) -> list[str]:
    return [
        "".join(f"\\{o:03d}" for o in octets[start : start + 255])
        for start in range(0, len(octets), 255)
    ]
