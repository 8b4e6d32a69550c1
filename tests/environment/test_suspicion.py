"""Values that nobody filled in, or that belong elsewhere, are caught; honest ones are not."""

from __future__ import annotations

from typing import Any

import pytest

from launchready.environment.contract import Contract, Variable
from launchready.environment.judge import Wrong, judge_value

LONG = "k3Jq9vTz" * 4


def wrong(value: str, environment: str = "production", **fields: Any) -> Wrong | None:
    """Judge one value of a variable."""
    variable = Variable("NAME", **fields)
    problem = judge_value(Contract({}, "acme.example"), variable, value, environment)
    return problem.wrong if problem else None


@pytest.mark.parametrize(
    "value",
    [
        "changeme", "CHANGE_ME", "change-this!", "xxx", "XXXX-XXXX", "your-key-here", "TODO",
        "your_api_key", "insert token here", "replace me", "<your key>", "<secret>", "...",
        "***", "[api key]", "{{ SECRET }}", "${SECRET}", "$SECRET", "%SECRET%",
        "$(cat secret)", "__SECRET__", "placeholder", "undefined", "dummy-key", "FIXME",
    ],
)  # fmt: skip
def test_placeholders(value: str) -> None:
    """What asks to be replaced is a placeholder, secret or not."""
    assert wrong(value, secret=True) is Wrong.PLACEHOLDER
    assert wrong(value, secret=False) is Wrong.PLACEHOLDER


@pytest.mark.parametrize(
    "value",
    ["secret", "password123", "admin", "123456789", "00000000", "test", "none", "my-secret-key",
     "supersecret", "postgres", "a", "django-insecure-x7$k"],
)  # fmt: skip
def test_what_everybody_tries_first(value: str) -> None:
    """A secret that is a common word is none; the same word may well be a setting."""
    assert wrong(value, secret=True) is Wrong.PLACEHOLDER


@pytest.mark.parametrize("value", ["none", "test", "admin", "a", "My Secret Garden"])
def test_common_words_are_settings(value: str) -> None:
    """A variable that is no secret may hold a common word."""
    assert wrong(value) is None


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("url", "https://example.com/hook"),
        ("url", "postgres://u:p@db.example.org/x"),
        ("url", "https://your-domain.com"),
        ("url", "https://${HOST}/x"),
        ("url", "https://api.stripe.com/<account>/x"),
        ("email", "me@example.com"),
        ("str", "smtp.example.com"),
        ("email", "Acme <me@mydomain.com>"),
    ],
)
def test_hosts_of_documentation(type_: str, value: str) -> None:
    """A host out of documentation was never filled in."""
    assert wrong(value, type=type_) is Wrong.PLACEHOLDER


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("url", "https://app.acme.example/x"),
        ("email", "hello@acme.example"),
        ("url", "https://examples.io"),
        ("url", "https://exampled.com"),
        ("str", "example-bucket-of-ours"),
        ("json", '{"a": "${X}"}'),
        ("enum", "none"),
        ("int", "0"),
        ("str", LONG),
        ("str", "sk_live_" + LONG),
        ("str", "https://x.io/?a=1&b=changeme"),
    ],
)
def test_honest_values(type_: str, value: str) -> None:
    """The product's own domain, and values that only resemble placeholders, are right."""
    values = ("none",) if type_ == "enum" else ()
    assert wrong(value, type=type_, values=values, secret=type_ == "str") is None


@pytest.mark.parametrize(
    "value",
    [f'"{LONG}"', f"'{LONG}'", f" {LONG}", f"{LONG}\n", f"{LONG}\r", f"{LONG}\u200b",
     f"“{LONG}”", f"\ufeff{LONG}", f"{LONG}\u00a0"],
)  # fmt: skip
def test_leftovers(value: str) -> None:
    """Quotes, blanks, line ends and what nobody sees became part of the value."""
    assert wrong(value, secret=True) is Wrong.MALFORMED


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("str", f"-----BEGIN PRIVATE KEY-----\n{LONG}\n-----END PRIVATE KEY-----\n"),
        ("json", '{"a": 1}\n'),
        ("json", '"text"'),
        ("str", f"{LONG}'"),
        ("str", f"'{LONG}"),
    ],
)
def test_what_only_looks_left_over(type_: str, value: str) -> None:
    """Keys in PEM end in a line end, JSON has quotes, a password may hold one."""
    assert wrong(value, type=type_, secret=True) is None


@pytest.mark.parametrize(
    ("value", "environment", "is_wrong"),
    [
        ("sk_test_" + LONG, "production", True),
        ("sk_test_" + LONG, "staging", False),
        ("sk_live_" + LONG, "production", False),
        ("sk_live_" + LONG, "staging", True),
        ("rk_live_" + LONG, "preview", True),
        ("pdl_sdbx_" + LONG, "production", True),
        ("rzp_live_" + LONG, "staging", True),
        ("POSTMARK_API_TEST", "production", True),
        ("POSTMARK_API_TEST", "staging", False),
        ("disk_test_" + LONG, "production", False),
    ],
)
def test_keys_of_another_environment(value: str, environment: str, is_wrong: bool) -> None:
    """A test key takes no money in production; a live key in staging takes real money."""
    expected = Wrong.ENVIRONMENT if is_wrong else None
    assert wrong(value, environment, secret=True) is expected


@pytest.mark.parametrize(
    ("value", "environment", "is_wrong"),
    [
        ("redis://localhost:6379", "production", True),
        ("postgres://u:p@127.0.0.1/x", "production", True),
        ("http://[::1]:3000", "production", True),
        ("http://0.0.0.0:80", "production", True),
        ("https://abc.ngrok-free.app", "production", True),
        ("http://host.docker.internal", "production", True),
        ("postgres://u:p@db.local/x", "production", True),
        ("redis://localhost:6379", "staging", False),
        ("https://staging.acme.io", "production", True),
        ("https://api.sandbox.paypal.com", "production", True),
        ("https://staging.acme.io", "staging", False),
        ("postgres://u:p@prod-db.acme.io/x", "staging", True),
        ("postgres://u:p@db.production.acme.io/x", "staging", True),
        ("https://products.acme.io", "staging", False),
        ("https://localhosting.io", "production", False),
        ("https://upstaging.io", "production", False),
        ("mongodb://a.acme.io:27017,localhost:27017/x", "production", True),
    ],
)
def test_hosts_of_another_environment(value: str, environment: str, is_wrong: bool) -> None:
    """Production reaches no developer's machine, and staging writes to no production."""
    expected = Wrong.ENVIRONMENT if is_wrong else None
    assert wrong(value, environment, type="url") is expected


def test_a_proxy_beside_the_product_can_be_allowed() -> None:
    """A contract may say that an address of this machine is meant."""
    assert wrong("postgres://u:p@127.0.0.1/x", type="url", local=True) is None
