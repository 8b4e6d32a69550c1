"""DMARC aggregate reports from strangers, within bounds (RFC 9990, RFC 7489 appendix C)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.parsers import expat

from launchready.mail.reports.model import AggregateReport, BadReport, Row, Signature

MAX_ROWS = 50_000
"""Records of one report that are kept; the largest receivers send some thousands."""

MAX_DEPTH = 12
"""Elements within elements; a report needs five, and extensions some more."""

MAX_TEXT = 255
"""Characters of one value that are kept: a domain name has no more."""

MAX_NODES = 5000
"""Elements of one record, and of everything outside of records; honest ones have dozens."""

_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']"""
)


def parse_aggregate(content: bytes) -> AggregateReport:
    """Read a report's XML, of the RFC's version or an older draft's.

    Raises:
        BadReport: not well-formed, another kind of XML, with a document type or entities
            of its own, nested too deeply, or without what a report cannot do without.
    """
    reader = _parse(content)
    root = reader.root
    if root is None:
        raise BadReport("is empty")
    if root.name != "feedback":
        raise BadReport("is XML, but no DMARC report")
    metadata, policy = root.first("report_metadata"), root.first("policy_published")
    span = metadata.first("date_range")
    begin, end = _moment(span.text_of("begin")), _moment(span.text_of("end"))
    domain = _domain(policy.text_of("domain"))
    if not domain:
        raise BadReport("names no domain that it is about")
    bad = reader.bad
    left_out = [f"{bad} records without an address or a count"] if bad else []
    if reader.more:
        left_out.append(f"more than {MAX_ROWS} records")
    share = policy.text_of("pct")
    return AggregateReport(
        reporter=metadata.text_of("org_name") or _domain(metadata.text_of("email")),
        report_id=metadata.text_of("report_id"),
        begin=begin,
        end=end,
        domain=domain,
        policy=policy.text_of("p").lower(),
        subdomain_policy=policy.text_of("sp").lower(),
        testing=policy.text_of("testing").lower() in {"y", "yes", "true"}
        or (share.isdecimal() and share.isascii() and int(share[:4]) < 100),
        rows=tuple(reader.rows),
        partial=" and ".join(left_out),
    )


def _row(record: _Element) -> Row | None:
    row, names = record.first("row"), record.first("identifiers")
    found, results = row.first("policy_evaluated"), record.first("auth_results")
    count = row.text_of("count")
    try:
        address = str(ipaddress.ip_address(row.text_of("source_ip")))
    except ValueError:
        return None
    if not (count.isascii() and count.isdecimal() and len(count) <= 12):
        return None
    spf = next((each for each in results.all("spf") if each.text_of("scope") != "helo"), _EMPTY)
    return Row(
        source_ip=address,
        count=int(count),
        disposition=found.text_of("disposition").lower(),
        dkim=found.text_of("dkim").lower() == "pass",
        spf=found.text_of("spf").lower() == "pass",
        reasons=tuple(
            kind for each in found.all("reason")[:20] if (kind := each.text_of("type").lower())
        ),
        header_from=_domain(names.text_of("header_from")),
        envelope_from=_domain(names.text_of("envelope_from")),
        spf_domain=_domain(spf.text_of("domain")),
        spf_result=spf.text_of("result").lower(),
        signatures=tuple(
            Signature(
                _domain(each.text_of("domain")),
                each.text_of("selector").lower(),
                each.text_of("result").lower(),
            )
            for each in results.all("dkim")[:20]
        ),
    )


def _domain(text: str) -> str:
    """Give the domain of a domain or an address, in lower case."""
    return text.rpartition("@")[2].strip().rstrip(".>").lower()


def _moment(text: str) -> datetime:
    """Read seconds since 1970; years outside of 1990 to 2200 are nonsense."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise BadReport("does not say which time it covers")
    return datetime.fromtimestamp(int(text), UTC)


@dataclass(slots=True)
class _Element:
    name: str
    children: list[_Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[_Element]:
        return [each for each in self.children if each.name == name]

    def first(self, name: str) -> _Element:
        return next(iter(self.all(name)), _EMPTY)

    def text_of(self, name: str) -> str:
        return self.first(name).text.strip()


_EMPTY = _Element("")


def _parse(content: bytes) -> _Reader:
    reader = _Reader()
    # Names come without namespace handling; prefixes are cut off.
    parser = expat.ParserCreate("utf-8" if _is_utf8(content) else None)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _is_utf8(content):
        # A stray octet in a comment must not cost the report.
        text = text.decode("utf-8", "replace").encode()
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise BadReport(f"is not well-formed XML (line {error.lineno})") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, BadReport):
            raise
        raise BadReport("is in an encoding that is not known") from None
    return reader


def _is_utf8(content: bytes) -> bool:
    """Say whether XML is in UTF-8: it says so, or says nothing and is not UTF-16."""
    found = _DECLARED.match(content.lstrip(b"\xef\xbb\xbf"))
    if found:
        return found[1].lower() in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
    return not content.startswith((b"\xff\xfe", b"\xfe\xff"))


class _Reader:
    """Keeps what stands outside of records, and each record as a row alone."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self.rows: list[Row] = []
        self.bad = 0
        self.more = False
        self._open: list[_Element] = []
        self._nodes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = _Element(name.rpartition(":")[2])
        self._nodes += 1
        if len(self._open) >= MAX_DEPTH or self._nodes > MAX_NODES:
            raise BadReport("has more elements than a report needs")
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, name: str) -> None:
        element = self._open.pop()
        if element.name == "record" and len(self._open) == 1:
            self._open[0].children.pop()
            self._nodes = 0
            self._take(element)

    def _take(self, record: _Element) -> None:
        if len(self.rows) >= MAX_ROWS:
            self.more = True
            return
        row = _row(record)
        if row is None:
            self.bad += 1
        else:
            self.rows.append(row)

    def data(self, text: str) -> None:
        if self._open and len(self._open[-1].text) < MAX_TEXT:
            self._open[-1].text += text[:MAX_TEXT]

    def refuse(self, *_: object) -> None:
        raise BadReport("declares a document type, which a report has no use for")
