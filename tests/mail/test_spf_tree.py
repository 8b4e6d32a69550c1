"""The tree of an SPF record says what each term costs, and ends on hostile zones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest

from launchready.demo.dns_server import serve_dns
from launchready.facts.spf import SpfNode
from launchready.mail.spf.tree import MAX_FOLLOWED, spf_tree
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.servers.dns import servfail, silent, zones


@asynccontextmanager
async def resolver(records: Mapping[str, Sequence[str]]) -> AsyncIterator[Resolver]:
    """Serve names below acme.example and give a resolver that knows them alone."""
    async with serve_dns(zones({"acme.example": records})) as place:
        yield Resolver(Network(resolver=place), timeout_s=0.5, attempts=1)


async def tree(records: Mapping[str, Sequence[str]]) -> SpfNode:
    """Follow the record of acme.example."""
    async with resolver(records) as names:
        return await spf_tree("acme.example", names)


def txt(text: str) -> list[str]:
    """Write a TXT record, in strings of 255 octets."""
    parts = [text[start : start + 255] for start in range(0, len(text), 255)]
    return ["TXT " + " ".join(f'"{part}"' for part in parts)]


async def test_lookups_are_counted_at_each_node() -> None:
    """An include costs one and what is below it; ip4 and all cost nothing."""
    found = await tree(
        {
            "@": [*txt("v=spf1 mx include:a.acme.example ip4:192.0.2.0/24 -all"), "MX 10 mx"],
            "mx": ["A 198.51.100.25"],
            "a": txt("v=spf1 include:b.acme.example a:mx.acme.example ?all"),
            "b": txt("v=spf1 ip6:2001:db8::/32 -all"),
        }
    )
    assert found.lookups == 4
    assert [term.lookups for term in found.terms] == [1, 3, 0, 0]
    assert found.terms[0].networks == ("198.51.100.25/32",)
    assert found.last_word == "-"
    assert found.includes == ("a.acme.example", "b.acme.example")
    assert found.voids == 0


async def test_void_lookups_and_missing_records_are_told() -> None:
    """What does not exist is void; an include without a record is a problem."""
    found = await tree({"@": txt("v=spf1 a:no.acme.example mx include:none.acme.example ~all")})
    assert [term.void for term in found.terms] == [True, True, False, False]
    assert found.terms[2].problem == "none.acme.example has no SPF record"


async def test_redirect_gives_the_last_word() -> None:
    """A record that redirects ends as the other one does."""
    found = await tree({"@": txt("v=spf1 redirect=x.acme.example"), "x": txt("v=spf1 -all")})
    assert (found.ending, found.last_word, found.lookups) == ("", "-", 1)


async def test_a_loop_ends() -> None:
    """An include that leads back is told, and not followed."""
    found = await tree(
        {"@": txt("v=spf1 include:a.acme.example -all"),
         "a": txt("v=spf1 include:acme.example -all")}
    )  # fmt: skip
    (node,) = [term.node for term in found.terms if term.node]
    assert node.terms[0].problem == "leads back to acme.example: a loop"


async def test_a_thousand_includes_are_counted_and_not_asked_for() -> None:
    """Far over the limit, the count is whole and the questions are bounded."""
    many = " ".join(f"include:n{n}.acme.example" for n in range(1000))
    found = await tree({"@": txt(f"v=spf1 {many} -all")})
    assert found.lookups == 1000
    asked = [term for term in found.terms if term.node is not None]
    assert len(asked) == MAX_FOLLOWED


async def test_a_wide_tree_is_bounded_as_a_whole() -> None:
    """Ten includes of ten includes of ten are not a thousand questions."""
    records = {"@": txt("v=spf1 " + " ".join(f"include:a{n}.acme.example" for n in range(9)))}
    for n in range(9):
        terms = " ".join(f"include:a{n}b{m}.acme.example" for m in range(9))
        records[f"a{n}"] = txt(f"v=spf1 {terms} -all")
    found = await tree(records)
    assert len(list(found.nodes)) <= MAX_FOLLOWED + 1


async def test_64_kb_of_text_is_read() -> None:
    """A record as long as the DNS carries is judged like any other."""
    long = "v=spf1 " + "ip4:192.0.2.1 " * 4500 + "-all"
    found = await tree({"@": txt(long)})
    assert len(found.terms) == 4501
    assert found.faults == ()


@pytest.mark.parametrize("octet", ["\\000", "\\255\\254", "\\195\\040"])
async def test_odd_octets_are_faults_and_no_crash(octet: str) -> None:
    """NUL and what is no UTF-8 make a network faulty."""
    found = await tree(
        {"@": [f'TXT "v=spf1 ip4:192.0.2.1{octet} include:a{octet}.example -all"']}
    )
    assert found.faults


@pytest.mark.parametrize("fault", [silent, servfail])
async def test_servers_that_do_not_answer_are_unseen(fault: object) -> None:
    """A record that could not be had is no missing record."""
    async with serve_dns(zones({"acme.example": {}}), fault=fault) as place:  # type: ignore[arg-type]
        names = Resolver(Network(resolver=place), timeout_s=0.2, attempts=1)
        found = await spf_tree("acme.example", names)
    assert found.unseen
    assert found.where_unseen.startswith("acme.example: ")


async def test_what_was_meant_as_spf_is_told() -> None:
    """A version typed wrongly is a near miss, another site's verification is not."""
    near = ["v=spf1;include:a", "v=spf2.0 -all", "spf1 a -all", '\\"v=spf1 a -all\\"']
    records = [f'TXT "{text}"' for text in (*near, "google-site-verification=spf")]
    assert len((await tree({"@": records})).near_misses) == 4
