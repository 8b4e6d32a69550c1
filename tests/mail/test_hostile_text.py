"""Whatever a stranger publishes, a parser gives a result or its own error."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from launchready.mail.dkim.key import parse_key
from launchready.mail.dmarc.record import DmarcSyntaxError, is_near_miss, parse_record
from launchready.mail.spf import record as spf
from launchready.mail.spf.macros import (
    MacroError,
    MacroValues,
    check_domain_spec,
    expand_domain,
    is_dynamic,
)
from launchready.mail.spf.tree import _NOBODY
from launchready.mail.transport import parse_policy, report_targets, sts_id

WORDS = st.lists(
    st.sampled_from(
        ["v=spf1", "include:", "a", "mx", "ip4:", "ip6:", "192.0.2.1", "::1", "/", "//", "33",
         "%{", "}", "%", "i", "d2r", ".", "exists:", "redirect=", "exp=", "all", "-", "~", " ",
         "v=DMARC1", ";", "p=", "none", "rua=", "mailto:", "@", ",", "!", "=", "v=DKIM1", "k=",
         "rsa", "MIGf", "\0", "é", "x" * 70, "9" * 5000]
    ),
    max_size=40,
).map("".join)  # fmt: skip
TEXT = WORDS | st.text(max_size=200)


@given(TEXT)
def test_spf(text: str) -> None:
    """A record is read, or refused with a syntax error."""
    for whole in (text, f"v=spf1 {text}"):
        record, faults = spf.read_record(whole)
        assert isinstance(record.effective, tuple)
        for directive in record.directives:
            if directive.network:
                assert "/" in directive.networks
        with suppress(spf.SpfSyntaxError):
            spf.parse_record(whole)
            assert not faults


@given(TEXT)
def test_macros(text: str) -> None:
    """A domain-spec is expanded to a name that fits, or refused."""
    values = MacroValues("a.b@acme.example", "acme.example", _NOBODY)
    with suppress(MacroError):
        check_domain_spec(text, in_explanation=False)
        is_dynamic(text)
        name = expand_domain(text, values)
        assert len(name) <= 253 or "." not in name


@given(TEXT)
def test_dmarc(text: str) -> None:
    """A record is read with its faults, or refused."""
    for whole in (text, f"v=DMARC1; {text}"):
        is_near_miss(whole)
        with suppress(DmarcSyntaxError):
            assert parse_record(whole).effective in {"none", "quarantine", "reject"}


@given(TEXT)
def test_policies(text: str) -> None:
    """A policy for the way is read, with its faults told."""
    read = parse_policy(text)
    assert read.mode in {"", "enforce", "testing", "none"}
    sts_id(text)
    report_targets(text)


@given(TEXT)
def test_dkim(text: str) -> None:
    """A key record is read, or its fault is told."""
    for whole in (text, f"v=DKIM1; p={text}"):
        key = parse_key(whole)
        assert key.fault or key.revoked or key.bits
