"""What is published and what the senders need becomes one SPF record that holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.mail.spf.merge import merge_spf
from launchready.mail.spf.record import parse_record


@pytest.mark.parametrize(
    ("published", "includes", "merged"),
    [
        ([], ["spf.mtasv.net"], "v=spf1 include:spf.mtasv.net ~all"),
        ([], [], "v=spf1 ~all"),
        (
            ["v=spf1 mx include:_spf.google.com -all"],
            ["mailgun.org"],
            "v=spf1 mx include:_spf.google.com include:mailgun.org -all",
        ),
        (
            ["v=spf1 include:_spf.google.com ~all", "v=spf1 include:mailgun.org -all"],
            [],
            "v=spf1 include:_spf.google.com include:mailgun.org ~all",
        ),
        (
            ["v=spf1 INCLUDE:Mailgun.org +mx mx ~all"],
            ["mailgun.org"],
            "v=spf1 INCLUDE:Mailgun.org +mx ~all",
        ),
        (["v=spf1 mx +all"], [], "v=spf1 mx ~all"),
        (["v=spf1 mx ?all"], [], "v=spf1 mx ~all"),
        (["v=spf1 mx"], [], "v=spf1 mx ~all"),
        (["v=spf1 a ptr ip4:1.2.3 ip4:192.0.2.1 -all"], [], "v=spf1 a ip4:192.0.2.1 -all"),
        (
            ["v=spf1 redirect=_spf.acme.example"],
            ["mailgun.org"],
            "v=spf1 include:mailgun.org include:_spf.acme.example ~all",
        ),
        (["v=spf1 -mx ?a exp=w.acme.test -all"], [], "v=spf1 -mx ?a -all exp=w.acme.test"),
    ],
)  # fmt: skip
def test_records_are_merged(published: list[str], includes: list[str], merged: str) -> None:
    """Everything that sends stays, what is wrong goes, and the end is no weaker than "~"."""
    assert merge_spf(published, includes) == merged
    assert merge_spf([merged], includes) == merged, "a merged record stays as it is"


TERMS = st.sampled_from(
    ["mx", "a", "+a", "ip4:192.0.2.1", "include:a.example", "all", "-all", "?all", "ptr", "x",
     "redirect=b.example", "exp=c.example", "ip6:::1/64", "include:", "~mx"]
)  # fmt: skip


@given(
    st.lists(st.lists(TERMS, max_size=6).map(lambda t: " ".join(["v=spf1", *t])), max_size=3),
    st.lists(st.sampled_from(["a.example", "d.example"]), max_size=2),
)
def test_whatever_is_published_the_result_holds_to_the_grammar(
    published: list[str], includes: list[str]
) -> None:
    """A merged record parses, names every sender, and never lets everybody send."""
    record = parse_record(merge_spf(published, includes))
    assert record.all is not None
    assert record.all.qualifier in {"-", "~"}
    named = {each.domain for each in record.directives if each.mechanism == "include"}
    assert set(includes) <= named


@given(st.lists(st.text(max_size=40), max_size=3))
def test_no_text_raises(published: list[str]) -> None:
    """Whatever stands at a domain is merged or left out."""
    merge_spf(published, [])
    merge_spf([f"v=spf1 {text}" for text in published], [])
