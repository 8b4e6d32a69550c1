"""Facts about mail are gathered from real servers, and hostile ones are survived."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from launchready.audit.bundle import Bundle, read_bundle, write_bundle
from launchready.audit.gather import Key, Seen
from launchready.collect.mail_authentication import dmarc_lookups, sender_keys, spf_trees
from launchready.collect.mail_reputation import parked_names, sending_addresses
from launchready.collect.mail_servers import mail_exchangers, recipient_answer
from launchready.demo.dns_server import Fault, serve_dns
from launchready.facts.base import CannotSee
from launchready.facts.dmarc import DmarcLookups
from launchready.facts.spf import SpfTrees
from launchready.mail.transport import allows, parse_policy, records_of, report_targets, sts_id
from launchready.manifest.schema import Manifest
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.servers.dns import (
    garbage,
    garbage_after_id,
    pointer_loop,
    refused,
    servfail,
    silent,
    truncated_for_ever,
    zones,
)

SENDER = {
    "domain": "acme.example",
    "reply_to": "help@acme.example",
    "dkim_selectors": ["pm"],
    "return_path": "bounces.acme.example",
}


def manifest(*senders: Mapping[str, Any], **tables: Any) -> Manifest:
    """Make a manifest with senders."""
    product = {"name": "Acme", "domain": "acme.example"}
    return Manifest.model_validate({"product": product, "senders": senders, **tables})


@asynccontextmanager
async def names(
    records: Mapping[str, Sequence[str]], fault: Fault | None = None
) -> AsyncIterator[Resolver]:
    """Serve names below "example", and give a resolver that is quick to give up."""
    async with serve_dns(zones({"example": records}), fault=fault) as place:
        yield Resolver(Network(resolver=place), timeout_s=0.2, attempts=1)


async def test_domains_of_others_are_left_alone() -> None:
    """A mailbox provider's domain is not looked up as if it were the product's own."""
    declared = manifest({"domain": "gmail.com", "reply_to": "acme@gmail.com"})
    async with names({}) as resolver:
        trees = await spf_trees(declared.product, declared, resolver)
        policies = await dmarc_lookups(declared.product, declared, resolver)
        found = await mail_exchangers(declared.product, declared, resolver)
        with pytest.raises(CannotSee, match="does not tell strangers"):
            await recipient_answer(declared.senders[0], found, Network())
    assert trees.domains == ()
    assert policies.domains == ()
    assert [each.domain for each in found.domains] == ["acme.example"]


async def test_a_doubled_key_is_found() -> None:
    """The name that a DNS panel makes of a name typed whole is asked for, too."""
    declared = manifest(SENDER)
    twice = "pm._domainkey.acme.example.acme"
    async with names({twice: ['TXT "v=DKIM1; p="']}) as resolver:
        keys = await sender_keys(declared.senders[0], declared.product, resolver)
    (found,) = keys.selectors
    assert found.key is None
    assert found.doubled == f"{twice}.example"


async def test_a_key_behind_an_alias_and_in_pieces_is_one() -> None:
    """CNAME and strings are followed and joined."""
    records = {
        "pm._domainkey.acme": ["CNAME pm.keys"],
        "pm.keys": ['TXT "v=DKIM1; k=rsa; " "p="'],
    }
    declared = manifest(SENDER)
    async with names(records) as resolver:
        keys = await sender_keys(declared.senders[0], declared.product, resolver)
    (found,) = keys.selectors
    assert found.alias == "pm.keys.example"
    assert found.key is not None
    assert found.key.text == "v=DKIM1; k=rsa; p="


async def test_a_providers_usual_selectors_stand_in() -> None:
    """Where none is declared, those that the provider gives everybody are tried."""
    declared = manifest({"domain": "acme.example", "provider": "google"})
    async with names({}) as resolver:
        keys = await sender_keys(declared.senders[0], declared.product, resolver)
    assert [each.selector for each in keys.selectors] == ["google"]
    assert not keys.declared


async def test_a_null_mx_is_known() -> None:
    """A domain that takes no mail says so by a single dot."""
    async with names({"acme": ["MX 0 ."]}) as resolver:
        declared = manifest()
        found = await mail_exchangers(declared.product, declared, resolver)
    (own,) = found.domains
    assert own.refuses_all


@pytest.mark.parametrize(
    ("answer", "listed", "unseen"),
    [
        (["A 127.0.0.2"], ("bl.example",), ()),
        ([], (), ()),
        (["A 127.255.255.254"], (), ("bl.example: does not serve this resolver",)),
        (["A 198.51.100.1"], (), ("bl.example: does not answer as a block list",)),
    ],
)
async def test_a_block_list_is_asked_and_doubted(
    answer: list[str], listed: tuple[str, ...], unseen: tuple[str, ...]
) -> None:
    """Only an answer of the kind that lists give counts (RFC 5782)."""
    records = {"acme": ['TXT "v=spf1 ip4:203.0.113.25 -all"']}
    if answer:
        records["25.113.0.203.bl"] = answer
    declared = manifest(email={"blocklists": ["bl.example"]})
    async with names(records) as resolver:
        found = await sending_addresses(declared.product, declared, resolver)
    (own,) = found.addresses
    assert (own.listed, own.list_unseen) == (listed, unseen)


def test_parked_domains_are_declared_or_only_redirect() -> None:
    """A second domain that redirects is without mail; a host of the product's own is not."""
    hosts = {
        "acme.test": {"role": "redirect"},
        "www.acme.example": {"role": "redirect"},
        "app.acme.example": {"role": "app"},
    }
    declared = manifest(hosts=hosts, email={"parked": ["acme-app.example"]})
    assert parked_names(declared) == ("acme-app.example", "acme.test")


HOSTILE = [
    silent,
    servfail,
    refused,
    garbage,
    garbage_after_id,
    pointer_loop,
    truncated_for_ever,
]


@pytest.mark.parametrize("fault", HOSTILE)
async def test_hostile_name_servers_leave_everything_unseen(fault: Fault) -> None:
    """Nothing is called missing that was not seen to be missing."""
    declared = manifest(SENDER)
    async with names({}, fault) as resolver:
        trees = await spf_trees(declared.product, declared, resolver)
        policies = await dmarc_lookups(declared.product, declared, resolver)
        found = await mail_exchangers(declared.product, declared, resolver)
        keys = await sender_keys(declared.senders[0], declared.product, resolver)
    assert all(each.unseen for each in (*trees.domains, *trees.return_paths))
    assert all(each.unseen for each in (*policies.domains, *policies.others))
    assert all(each.unseen for each in found.domains)
    assert all(each.unseen for each in keys.selectors)


def test_an_mta_sts_policy_is_read() -> None:
    """A good policy has no fault, and its patterns allow as the RFC says."""
    policy = parse_policy(
        "version: STSv1\r\nmode: enforce\r\nmx: *.acme.example\r\nmax_age: 9\n"
    )
    assert (policy.mode, policy.max_age_s, policy.faults) == ("enforce", 9, ())
    assert allows(policy.mx[0], "mx.acme.example")
    assert not allows(policy.mx[0], "a.mx.acme.example")
    assert not allows(policy.mx[0], "acme.example")
    assert allows("mx.acme.example", "mx.acme.example")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "version: STSv1"),
        ("version: STSv1\nmode: strict\nmx: a.b\nmax_age: 1", "may be enforce"),
        ("version: STSv1\nmode: enforce\nmax_age: 1", "names no mx"),
        ("version: STSv1\nmode: enforce\nmx: a b\nmax_age: 1", "no host name"),
        ("version: STSv1\nmode: none\nmax_age: 99999999999", "number of seconds"),
        ("version: STSv1\nmode: none\nmax_age: \u0661", "number of seconds"),
        ("<html>", "is no"),
    ],
)
def test_a_faulty_policy_is_told(text: str, fault: str) -> None:
    """What does not hold to the grammar is quoted."""
    assert any(fault in each for each in parse_policy(text).faults)


def test_records_for_the_way_are_read() -> None:
    """Versions, ids and report addresses hold to their RFCs."""
    assert records_of("sts", ("v=STSv1; id=1", "v=STSv10; id=1", "x")) == ("v=STSv1; id=1",)
    assert sts_id("v=STSv1; id=2026a;") == "2026a"
    assert sts_id("v=STSv1; id=not-one") == ""
    record = "v=TLSRPTv1; rua=mailto:a@b.example,https://x.example/,ftp://no"
    assert report_targets(record) == ("mailto:a@b.example", "https://x.example/")


async def test_trees_survive_a_bundle(tmp_path: Path) -> None:
    """Facts that hold facts of their own kind are the same after saving and reading."""
    records = {
        "acme": ['TXT "v=spf1 mx include:a.example -all"', "MX 10 mx.acme"],
        "a": ['TXT "v=spf1 include:b.example ip4:192.0.2.1/24 ?all"'],
        "b": ['TXT "v=spf1 include:acme.example ip4:x -all"'],
    }
    declared = manifest(SENDER)
    async with names(records) as resolver:
        trees = await spf_trees(declared.product, declared, resolver)
        policies = await dmarc_lookups(declared.product, declared, resolver)
    key = declared.product.key
    facts: dict[Key, Seen] = {(SpfTrees, key): trees, (DmarcLookups, key): policies}
    bundle = Bundle(declared, "launchready.toml", datetime.now(UTC), 0.1, (), facts)
    write_bundle(tmp_path / "evidence", bundle)
    read = read_bundle(tmp_path / "evidence", [SpfTrees, DmarcLookups])
    assert read.facts == facts
    assert trees.domains[0].lookups == 4
