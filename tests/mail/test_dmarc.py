"""DMARC records are read, and the one that applies is found as RFC 9989 says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from launchready.demo.dns_server import serve_dns
from launchready.facts.dmarc import DmarcLookup
from launchready.mail.dmarc.alignment import is_aligned
from launchready.mail.dmarc.discovery import find_policy, walk
from launchready.mail.dmarc.record import DmarcSyntaxError, is_near_miss, parse_record
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.mail.spf_suite import SuiteZones
from tests.servers.dns import silent


async def find(domain: str, records: Mapping[str, str | list[str]]) -> DmarcLookup:
    """Look a policy up in a DNS that knows these TXT values alone; "MX name" is an MX."""
    table = {
        name: [
            ("MX", f"10 {text[3:]}.") if text.startswith("MX ") else ("TXT", f'"{text}"')
            for text in ([texts] if isinstance(texts, str) else texts)
        ]
        for name, texts in records.items()
    }
    async with serve_dns(SuiteZones(table)) as place:
        names = Resolver(Network(resolver=place), timeout_s=0.5, attempts=1)
        return await find_policy(domain, names)


def test_a_record_is_read() -> None:
    """Every tag that means something is kept, with its defaults."""
    record = parse_record(
        "v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; psd=n; t=y; pct=50;"
        " rua=mailto:a@acme.example,mailto:b@x.example!10m; ruf=mailto:c@acme.example"
    )
    assert (record.policy, record.subdomains, record.nonexistent) == (
        "reject",
        "quarantine",
        "none",
    )
    assert (record.adkim, record.aspf, record.psd, record.testing) == ("s", "r", "n", True)
    assert record.rua == ("mailto:a@acme.example", "mailto:b@x.example!10m")
    assert record.obsolete == ("pct=50",)
    assert record.faults == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("v=DMARC1; p=rejct", '"p=rejct": may be none, quarantine, reject'),
        ("v=DMARC1; p=none; rua=dmarc@acme.example", "is no mailto: address"),
        ("v=DMARC1; p=none rua=mailto:a@b.example", '"p=none rua'),
        ("v=DMARC1; p none", '"p none": is no tag'),
        ("v=DMARC1; p=none; p=reject", "the tag p stands there twice"),
        ("v=DMARC1; p=none; fo=2", "may be 0, 1, d or s"),
        ("v=DMARC1; p=none; adkim=strict", "may be r, s"),
    ],
)
def test_a_fault_quotes_its_tag(text: str, fault: str) -> None:
    """What does not hold to the grammar is told exactly, and voids nothing else."""
    (said,) = parse_record(text).faults
    assert fault in said


@pytest.mark.parametrize(
    "text", ["v=DMARC2; p=none", "v=dmarc1; p=none", "p=none", "v=DMARC1p"]
)
def test_what_is_no_record_is_refused(text: str) -> None:
    """The version stands first, in its own case."""
    with pytest.raises(DmarcSyntaxError):
        parse_record(text)


def test_what_was_meant_as_a_record_is_known() -> None:
    """A version typed wrongly is a near miss; other text is none."""
    assert is_near_miss("v=dmarc1; p=none")
    assert is_near_miss("DMARC1; p=none")
    assert not is_near_miss("google-site-verification=x")
    assert not is_near_miss("v=DMARC1; p=none")


def test_the_walk_jumps_over_deep_names() -> None:
    """At most eight names are asked for, the domain itself first."""
    assert walk("a.acme.example") == ("a.acme.example", "acme.example", "example")
    deep = walk("a.b.c.d.e.f.g.h.i.j.example.com")
    assert deep[:2] == ("a.b.c.d.e.f.g.h.i.j.example.com", "f.g.h.i.j.example.com")
    assert len(deep) == 8


async def test_a_parents_record_applies_to_a_subdomain() -> None:
    """The organization's record applies, with its policy for subdomains."""
    found = await find(
        "mail.acme.example", {"_dmarc.acme.example": "v=DMARC1; p=reject; sp=none"}
    )
    assert found.record is not None
    assert (found.organizational, found.inherited, found.policy) == (
        "acme.example",
        True,
        "none",
    )


async def test_a_suffix_with_a_record_is_no_organization() -> None:
    """Below a record with psd=y lies the organization, one label down."""
    records = {"_dmarc.bank": "v=DMARC1; p=reject; psd=y"}
    found = await find("mail.acme.bank", records)
    assert found.organizational == "acme.bank"
    assert found.record is not None
    assert found.record.domain == "bank"


async def test_psd_n_makes_an_organization_of_its_own() -> None:
    """A subdomain that says psd=n ends the walk."""
    records = {
        "_dmarc.unit.acme.example": "v=DMARC1; p=none; psd=n",
        "_dmarc.acme.example": "v=DMARC1; p=reject",
    }
    found = await find("mail.unit.acme.example", records)
    assert found.organizational == "unit.acme.example"
    assert found.policy == "none"


async def test_two_records_count_as_none() -> None:
    """Where there are several, none applies, and it is told."""
    both = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]
    found = await find("acme.example", {"_dmarc.acme.example": both})
    assert (found.record, found.several) == (None, 2)


async def test_without_any_record_a_domain_is_its_own_organization() -> None:
    """A walk that finds nothing ends where it began."""
    found = await find("mail.acme.example", {"acme.example": "hello"})
    assert (found.record, found.organizational, found.unseen) == (None, "mail.acme.example", "")


async def test_a_silent_server_is_unseen() -> None:
    """No answer is not the absence of a record."""
    async with serve_dns(SuiteZones({}), fault=silent) as place:
        names = Resolver(Network(resolver=place), timeout_s=0.2, attempts=1)
        found = await find_policy("acme.example", names)
    assert found.record is None
    assert found.unseen


async def test_another_organizations_mailbox_must_agree() -> None:
    """External report addresses are held against their owner's consent."""
    rua = "mailto:a@acme.example,mailto:b@yes.example,mailto:c@no.example"
    found = await find(
        "acme.example",
        {
            "_dmarc.acme.example": f"v=DMARC1; p=none; rua={rua}",
            "acme.example": "MX mx.acme.example",
            "yes.example": "MX mx.yes.example",
            "acme.example._report._dmarc.yes.example": "v=DMARC1",
        },
    )
    own, yes, no = found.reports
    assert (own.external, own.authorised, own.takes_mail) == (False, None, True)
    assert (yes.external, yes.authorised, yes.takes_mail) == (True, True, True)
    assert (no.external, no.authorised, no.takes_mail) == (True, False, False)
    assert no.at == "acme.example._report._dmarc.no.example"


@pytest.mark.parametrize(
    ("one", "other", "strict", "wanted"),
    [
        ("pm.acme.example", "acme.example", False, True),
        ("pm.acme.example", "acme.example", True, False),
        ("acme.example", "acme.example", True, True),
        ("mtasv.net", "acme.example", False, False),
    ],
)
async def test_alignment(one: str, other: str, strict: bool, wanted: bool) -> None:
    """Relaxed alignment asks for the organization, strict alignment for the domain."""
    records = {"_dmarc.acme.example": "v=DMARC1; p=none"}
    pair = [await find(domain, records) for domain in (one, other)]
    assert is_aligned(*pair, strict=strict) is wanted
