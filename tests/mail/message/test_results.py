"""Authentication-Results are read by RFC 8601, and only the receiver's own is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.mail.message.results import parse_results, trusted_results


@pytest.mark.parametrize(
    ("field", "who", "results"),
    [
        # RFC 8601 appendix B
        ("example.org 1; none", "example.org", []),
        (
            "example.com; spf=pass smtp.mailfrom=example.net",
            "example.com",
            [("spf", "pass", {"smtp.mailfrom": "example.net"})],
        ),
        (
            (
                "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net;"
                " spf=pass smtp.mailfrom=example.net"
            ),
            "example.com",
            [
                ("auth", "pass", {"smtp.auth": "sender@example.net"}),
                ("spf", "pass", {"smtp.mailfrom": "example.net"}),
            ],
        ),
        (
            (
                'example.com; dkim=pass reason="good signature"'
                ' header.i=@mail-router.example.net; dkim=fail reason="bad signature"'
                " header.i=@newyork.example.com"
            ),
            "example.com",
            [
                (
                    "dkim",
                    "pass",
                    {"reason": "good signature", "header.i": "@mail-router.example.net"},
                ),
                (
                    "dkim",
                    "fail",
                    {"reason": "bad signature", "header.i": "@newyork.example.com"},
                ),
            ],
        ),
        (
            (
                "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = "
                "(wait for it) fail policy (A dot can go here) . (like that) expired "
                "(this surprised me) = (as I was not expecting it) 1362471462"
            ),
            "foo.example.net",
            [("dkim", "fail", {"policy.expired": "1362471462"})],
        ),
        # Microsoft 365, which leaves its name out
        (
            (
                "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dkim=pass "
                "(signature was verified) header.d=acme.example;dmarc=pass action=none"
                " header.from=acme.example;compauth=pass reason=100"
            ),
            "",
            [
                ("spf", "pass", {"smtp.mailfrom": "acme.example"}),
                ("dkim", "pass", {"header.d": "acme.example"}),
                ("dmarc", "pass", {"action": "none", "header.from": "acme.example"}),
                ("compauth", "pass", {"reason": "100"}),
            ],
        ),
        # A comment with what would end a part, and a quoted semicolon
        (
            'mx.example; spf=fail (a;b (c) d) reason="x;y" smtp.helo=h',
            "mx.example",
            [("spf", "fail", {"reason": "x;y", "smtp.helo": "h"})],
        ),
    ],
)
def test_fields_are_read(
    field: str, who: str, results: list[tuple[str, str, dict[str, str]]]
) -> None:
    """Who wrote it, and what of each method, comments and quotes respected."""
    found = parse_results(field)
    assert found.authserv_id == who
    assert [(r.method, r.result, dict(r.properties)) for r in found.results] == results


FORGED = "mx.evil.example; dkim=pass header.d=acme.example"
OWN = "mx.inbox.example; dkim=fail header.d=acme.example"


def test_the_topmost_field_is_the_receivers() -> None:
    """What the sender wrote below it is not believed."""
    found = trusted_results([OWN, FORGED])
    assert found is not None
    assert found.best("dkim") == "fail"


def test_a_known_name_is_looked_for() -> None:
    """Where a relay wrote on top, the provider's own field is taken by its name."""
    found = trusted_results([FORGED, OWN], "MX.inbox.example")
    assert found is not None
    assert found.best("dkim") == "fail"
    assert trusted_results([FORGED], "mx.inbox.example") is None
    assert trusted_results([]) is None


def test_one_signature_that_passes_suffices() -> None:
    """A second signature that fails does no harm."""
    found = parse_results("mx.example; dkim=fail header.d=esp.example; dkim=pass header.d=a.b")
    assert found.best("dkim") == "pass"
    assert found.best("arc") == ""


@given(st.text(max_size=300))
def test_no_text_raises(field: str) -> None:
    """Whatever stands in the field, it is read or passed over."""
    parse_results(field)
    parse_results(f"mx.example; dkim=pass {field}")


def test_a_hostile_field_ends_in_time() -> None:
    """Open comments, quotes and escapes without end are read once."""
    for text in ("(" * 100_000, '"' * 100_001, "\\" * 100_000, "a=" * 50_000, "; " * 50_000):
        assert len(parse_results(text).results) <= 50
