"""Records that senders need are held against a real zone, to the letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from launchready.demo.dns_server import Zones, serve_dns
from launchready.mail.dmarc.discovery import find_policy
from launchready.mail.publish.authoritative import ask_authorities
from launchready.mail.publish.entry import Entry, State
from launchready.mail.publish.steps import plan_steps, with_policy
from launchready.mail.publish.wanted import wanted_records
from launchready.mail.reports.aggregate import parse_aggregate
from launchready.mail.reports.readiness import Readiness, assess
from launchready.mail.reports.sources import group
from launchready.net.dns import Resolver
from launchready.net.network import Network
from tests.checks.given import manifest
from tests.mail.reports.made import record, report, unaligned

HEAD = """$TTL 60
acme.example. IN SOA ns.acme.example. a.acme.example. 1 60 60 60 60
acme.example. IN NS ns.acme.example.
"""
DMARC = '_dmarc.acme.example. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@acme.example"\n'
TODAY = date(2026, 11, 2)


async def wanted(zone: str, *senders: Mapping[str, Any]) -> dict[str, Entry]:
    """Give what some senders need, with a zone as it is; by name and type."""
    declared = manifest(senders=[{"domain": "acme.example", **each} for each in senders])
    async with serve_dns(Zones({"acme.example": HEAD + zone}, recursive=True)) as place:
        entries = await wanted_records(declared, Resolver(Network(resolver=place)))
    return {f"{each.type} {each.name}": each for each in entries}


async def test_an_empty_zone_gets_everything() -> None:
    """SPF, key, return path and DMARC are written out, each with where its value is from."""
    found = await wanted("", {"provider": "resend"}, {"provider": "google"})
    assert {key: (each.state, each.value) for key, each in found.items()} == {
        "TXT acme.example": (State.ADD, "v=spf1 include:_spf.google.com ~all"),
        "TXT resend._domainkey.acme.example": (
            State.CONSOLE, "v=DKIM1; k=rsa; p=<in the console>",
        ),
        "MX send.acme.example": (
            State.CONSOLE, "10 feedback-smtp.<region>.amazonses.com",
        ),
        "TXT send.acme.example": (State.ADD, "v=spf1 include:amazonses.com ~all"),
        "TXT google._domainkey.acme.example": (
            State.CONSOLE, "v=DKIM1; k=rsa; p=<in the console>",
        ),
        "TXT _dmarc.acme.example": (
            State.ADD, "v=DMARC1; p=none; rua=mailto:dmarc@acme.example",
        ),
    }  # fmt: skip
    assert found["TXT acme.example"].note == "Resend needs nothing here"


async def test_what_is_published_is_kept_and_merged() -> None:
    """Two SPF records become one, which says what goes; others' TXT stay out of it."""
    zone = (
        'acme.example. IN TXT "site-verification=1"\n'
        'acme.example. IN TXT "v=spf1 mx ~all"\n'
        'acme.example. IN TXT "v=spf1 include:mailgun.org ~all"\n'
    )
    spf = (await wanted(zone, {"provider": "google"}))["TXT acme.example"]
    assert spf.state is State.REPLACE
    assert spf.value == "v=spf1 include:mailgun.org mx include:_spf.google.com ~all"
    assert sorted(spf.instead_of) == ["v=spf1 include:mailgun.org ~all", "v=spf1 mx ~all"]


async def test_a_record_that_would_cost_too_much_says_so() -> None:
    """Eleven look-ups are told before they are published; ten are not complained of."""
    terms = " ".join(f"include:i{n}.acme.example" for n in range(5))
    zone = f'acme.example. IN TXT "v=spf1 {terms} ~all"\n' + "".join(
        f'i{n}.acme.example. IN TXT "v=spf1 a ~all"\n' for n in range(5)
    )
    found = await wanted(zone, {})
    assert found["TXT acme.example"].note == ""
    found = await wanted(zone, {"spf_includes": ["i0.acme.example", "new.acme.example"]})
    assert found["TXT acme.example"].note.startswith("costs 11 look-ups of the 10 allowed")


async def test_a_finished_domain_needs_nothing() -> None:
    """Where all is there, nothing is to do; a key behind a CNAME counts."""
    zone = (
        'acme.example. IN TXT "v=spf1 include:spf.mailjet.com ~all"\n'
        "mailjet._domainkey.acme.example. IN CNAME k.acme.example.\n"
        'k.acme.example. IN TXT "v=DKIM1; p=MIGf"\n'
        "bnc3.acme.example. IN CNAME bnc3.mailjet.com.\n" + DMARC
    )
    found = await wanted(zone, {"provider": "mailjet"})
    assert {each.state for each in found.values()} == {State.THERE}


async def test_a_record_without_reports_gets_an_address() -> None:
    """DMARC that tells nobody anything is completed, and keeps its policy."""
    zone = '_dmarc.acme.example. IN TXT "v=DMARC1; p=quarantine;"\n'
    found = (await wanted(zone, {}))["TXT _dmarc.acme.example"]
    assert found.state is State.REPLACE
    assert found.value == "v=DMARC1; p=quarantine; rua=mailto:dmarc@acme.example"


async def test_a_parents_policy_is_enough() -> None:
    """A subdomain that sends needs no record of its own below one that applies."""
    found = await wanted(DMARC, {"domain": "mail.acme.example"})
    assert found["TXT _dmarc.acme.example"].state is State.THERE
    assert "TXT _dmarc.mail.acme.example" not in found


async def test_a_resolver_that_fails_is_no_empty_zone() -> None:
    """What could not be looked up is not told to be added."""
    declared = manifest(senders=[{"domain": "other.test", "dkim_selectors": ["pm"]}])
    async with serve_dns(Zones({"acme.example": HEAD})) as place:
        entries = await wanted_records(declared, Resolver(Network(resolver=place)))
    states = {each.name: each.state for each in entries}
    assert states["other.test"] is states["pm._domainkey.other.test"] is State.UNSEEN


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ('v=x; a="b\\c"', 'x.acme.example. 3600 IN TXT "v=x; a=\\"b\\\\c\\""'),
        ("p" * 300, f'x.acme.example. 3600 IN TXT "{"p" * 255}" "{"p" * 45}"'),
    ],
)
def test_zone_lines_hold_to_the_format(value: str, line: str) -> None:
    """Long values are split, quotes and backslashes escaped (RFC 1035 section 5.1)."""
    entry = Entry("acme.example", "x.acme.example", "TXT", value, State.ADD, "why")
    assert (entry.zone_line, entry.host) == (line, "x")
    assert "".join(entry.strings) == value


async def test_every_authoritative_server_is_asked() -> None:
    """One that has the record and one that has not yet are told apart, past every cache."""
    new, old = HEAD + DMARC, HEAD
    entry = Entry(
        "acme.example", "_dmarc.acme.example", "TXT",
        "v=DMARC1; p=none; rua=mailto:dmarc@acme.example", State.THERE, "why",
    )  # fmt: skip
    async with (
        serve_dns(Zones({"acme.example": new})) as one,
        serve_dns(Zones({"acme.example": old})) as two,
        serve_dns(Zones({"other.example": HEAD.replace("acme", "other")})) as lame,
    ):
        places = {"192.0.2.1:53": one, "192.0.2.2:53": two, "192.0.2.3:53": lame}
        servers = [(f"ns{n}.acme.example", f"192.0.2.{n}") for n in (1, 2, 3)]
        resolver = Resolver(Network(connect=places))
        answers = await ask_authorities(entry, servers, resolver)
    assert [each.there for each in answers] == [True, False, None]


async def steps(
    zone: str, ready: Readiness | None = None
) -> list[tuple[date | None, str, str]]:
    """Plan a domain's way."""
    declared = manifest(senders=[{"domain": "acme.example"}])
    async with serve_dns(Zones({"acme.example": HEAD + zone}, recursive=True)) as place:
        resolver = Resolver(Network(resolver=place))
        entries = await wanted_records(declared, resolver)
        policy = await find_policy("acme.example", resolver)
    found = plan_steps("acme.example", entries, policy, TODAY, ready)
    return [(each.on, each.title, each.record) for each in found]


def ready_after(days: int, *records: str, policy: str = "none") -> Readiness:
    """Judge the same reports, day after day."""
    lines = records or (record(),)
    found = [parse_aggregate(report(*lines, day=n, policy=policy)) for n in range(days)]
    (judged,) = assess(found, group(found, declared=["postmark"]))
    return judged


async def test_the_way_begins_with_reports_and_ends_with_reject() -> None:
    """Two weeks, then four: each step has its day and its exact record."""
    found = await steps("")
    rua = "rua=mailto:dmarc@acme.example"
    assert found[1:] == [
        (TODAY, "ask for reports", f"v=DMARC1; p=none; {rua}"),
        (date(2026, 11, 16), "enforce p=quarantine", f"v=DMARC1; p=quarantine; {rua}"),
        (date(2026, 12, 14), "enforce p=reject", f"v=DMARC1; p=reject; {rua}"),
    ]


async def test_reports_shorten_the_way() -> None:
    """Days that reports cover already count; what fails holds the step back."""
    found = await steps(DMARC, ready_after(20))
    assert found[1][0] is None
    assert found[2][0] == TODAY
    short = await steps(DMARC, ready_after(10))
    assert short[2][0] == date(2026, 11, 6)
    bad = ready_after(20, unaligned("198.51.100.7", "pm.mtasv.net"))
    later = await steps(DMARC, bad)
    assert later[2][0] is not None
    assert found[2][0] is not None
    assert later[2][0] > found[2][0]


async def test_steps_that_are_done_stay_done() -> None:
    """At quarantine, only reject is left; under test, quarantine is still to come."""
    zone = DMARC.replace("p=none", "p=quarantine")
    assert [each[0] is None for each in (await steps(zone))[1:]] == [True, True, False]
    tested = DMARC.replace("p=none", "p=quarantine; t=y")
    assert [each[0] is None for each in (await steps(tested))[1:]] == [True, False, False]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("v=DMARC1; p=none", "v=DMARC1; p=reject"),
        ("v=DMARC1;p=none;pct=50;sp=none;rua=mailto:a@b", "v=DMARC1; p=reject; rua=mailto:a@b"),
        ("v=DMARC1; p=none; sp=reject; t=y", "v=DMARC1; p=reject; sp=reject"),
    ],
)
def test_a_stricter_record_keeps_what_it_can(before: str, after: str) -> None:
    """Addresses stay; what weakens the policy goes."""
    assert with_policy(before, "reject") == after
