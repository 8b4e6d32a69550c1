"""Aggregate reports are read as receivers send them, and hostile ones end in an honest word."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.mail.reports import aggregate as module
from launchready.mail.reports.aggregate import parse_aggregate
from launchready.mail.reports.gather import gather_files
from launchready.mail.reports.model import BadReport

from .made import record, report

SAMPLES = Path(__file__).parents[2] / "data/dmarc-reports"


def test_every_sample_that_is_one_is_read() -> None:
    """Reports as eight receivers sent them are read; what is none is named with its reason."""
    found = gather_files([SAMPLES])
    assert sorted(each.reporter for each in found.aggregate) == [
        "FastMail Pty Ltd", "Mimecast", "Outlook.com", "Sample Reporter",
        "XYZ Corporation", "accurateplastics.com", "acme.com", "example.net", "example.org",
    ]  # fmt: skip
    problems = {Path(name).name: why for name, why in found.problems}
    assert problems.keys() == {"LICENSE", "SOURCE.md", "invalid_xml.xml"}
    assert problems["invalid_xml.xml"] == "is not well-formed XML (line 5)"
    assert found.duplicates == 1, "the one with a bad octet is another's copy"


def test_what_the_rfcs_version_says_is_kept() -> None:
    """RFC 9990's own elements are understood: testing, and several signatures."""
    path = next(SAMPLES.glob("rfc9990-example*"))
    (found,) = gather_files([path]).aggregate
    assert (found.domain, found.policy, found.subdomain_policy) == (
        "example.com", "reject", "quarantine",
    )  # fmt: skip
    assert found.testing
    first = found.rows[0]
    assert (first.source_ip, first.count, first.dkim, first.spf) == (
        "198.51.100.1", 5, True, True,
    )  # fmt: skip
    assert first.signatures[0].selector == "selector1"


def test_older_reports_share_counts_as_testing() -> None:
    """A pct under 100 means that the policy is not applied to all mail."""
    assert parse_aggregate(report(record(), extra="<pct>50</pct>")).testing
    assert not parse_aggregate(report(record(), extra="<pct>100</pct>")).testing


def test_names_are_read_in_any_namespace() -> None:
    """A default namespace or a prefix changes nothing."""
    plain = report(record())
    spaced = plain.replace(
        b"<feedback>", b'<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">'
    )
    assert parse_aggregate(spaced).rows == parse_aggregate(plain).rows


def test_a_bad_octet_costs_no_report() -> None:
    """Octets that are not UTF-8 are replaced, the rest is read."""
    found = parse_aggregate(report(record()).replace(b"mail.example</org", b"mail\xff</org"))
    assert found.reporter == "mail\ufffd"


def test_another_encoding_is_honoured() -> None:
    """A report that declares Latin-1 is read as such."""
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    content = report(record(), head=head).replace(b"mail.example</org", b"caf\xe9</org")
    assert parse_aggregate(content).reporter == "caf\u00e9"


def test_rows_that_say_nothing_are_told_of() -> None:
    """A record without an address or with a nonsense count is left out, and that is said."""
    found = parse_aggregate(
        report(record(), record("not an address"), record().replace(">10<", ">-1<"))
    )
    assert (len(found.rows), found.partial) == (1, "2 records without an address or a count")


def test_a_report_of_many_records_is_read_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand records are read whole; what is beyond the bound is told of."""
    content = report(record(count=1) * 10_000)
    assert len(parse_aggregate(content).rows) == 10_000
    monkeypatch.setattr(module, "MAX_ROWS", 100)
    found = parse_aggregate(content)
    assert (len(found.rows), found.partial) == (100, "more than 100 records")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<feedback>&b;</feedback>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE feedback SYSTEM "file:///etc/passwd"><feedback></feedback>'
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not well-formed XML (line 1)"),
        (b"<feedback>", "is not well-formed XML (line 1)"),
        (b"<html/>", "is XML, but no DMARC report"),
        (BOMB.encode(), "declares a document type, which a report has no use for"),
        (OUTSIDE.encode(), "declares a document type, which a report has no use for"),
        (b"<feedback>&secret;</feedback>", "is not well-formed XML (line 1)"),
        (b"<feedback>" * 50_000, "has more elements than a report needs"),
        (
            report("<record>" + "<row/>" * 5001 + "</record>"),
            "has more elements than a report needs",
        ),
        (b"<feedback/>", "does not say which time it covers"),
        (report(record(), domain=""), "names no domain that it is about"),
        (
            b'<?xml version="1.0" encoding="ebcdic-9"?><feedback/>',
            "is in an encoding that is not known",
        ),
        (
            report(record()).replace(b"<begin>", b"<begin>9999999999999"),
            "does not say which time it covers",
        ),
    ],
)
def test_what_is_hostile_or_broken_is_refused(content: bytes, why: str) -> None:
    """No entity is expanded, nothing outside is read, and the reason is in our words."""
    with pytest.raises(BadReport) as raised:
        parse_aggregate(content)
    assert str(raised.value) == why


@given(st.binary(max_size=300))
def test_no_octets_raise_anything_else(content: bytes) -> None:
    """Whatever is read, the only error is BadReport."""
    for data in (content, b"<feedback>" + content, report(record()).replace(b"none", content)):
        with contextlib.suppress(BadReport):
            parse_aggregate(data)


@given(st.lists(st.text(max_size=20), min_size=6, max_size=6))
def test_no_values_raise_anything_else(values: list[str]) -> None:
    """Whatever stands in the elements, the only error is BadReport."""
    content = report(record())
    for name, value in zip(
        (b"begin", b"end", b"count", b"source_ip", b"domain", b"p"), values, strict=True
    ):
        start, _, rest = content.partition(b"<" + name + b">")
        _, _, rest = rest.partition(b"</")
        content = start + b"<" + name + b">" + value.encode("utf-8", "replace") + b"</" + rest
        with contextlib.suppress(BadReport):
            parse_aggregate(content)
