"""A rule is said to be about a URL only where its expression says so for certain."""

from __future__ import annotations

import pytest

from launchready.facts.cloudflare import PageRule
from launchready.facts.cloudflare_expression import covers

URL = "https://app.acme.example/api/hooks?x=1"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("true", True),
        ("false", False),
        ('http.host eq "app.acme.example"', True),
        ('http.host == "www.acme.example"', False),
        ('(http.host ne "www.acme.example")', True),
        ('http.host in {"a.example" "app.acme.example"}', True),
        ('not http.host in {"app.acme.example"}', False),
        ('http.request.uri.path contains "/api/"', True),
        ('starts_with(http.request.uri.path, "/api")', True),
        ('ends_with(lower(http.request.uri.path), "/hooks")', True),
        ('http.request.uri.path wildcard "/API/*"', True),
        ('http.request.uri.path wildcard strict "/API/*"', False),
        ('http.request.full_uri wildcard r"https://*.acme.example/*"', True),
        ('http.request.method eq "POST"', False),
        ('http.host eq "app.acme.example" and ip.src.country eq "DE"', None),
        ('http.host eq "other.example" and ip.src.country eq "DE"', False),
        ('http.host eq "app.acme.example" or cf.bot_management.score lt 30', True),
        ("cf.client.bot", None),
        ("not cf.client.bot", None),
        ('http.request.uri.path matches "^/(a+)+$"', None),
        ('any(http.request.headers["x"][*] eq "1")', None),
        ('http.host eq "app.acme.example" nonsense', None),
        ("((((", None),
        ("(" * 9000, None),
        ("not " * 200 + "true", None),
        ('http.host eq "', None),
        ("", None),
    ],
)
def test_expressions_are_read_in_three_values(expression: str, said: bool | None) -> None:
    """True and False are certain; anything else that a rule asks for makes neither."""
    assert covers(expression, URL) is said


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("app.acme.example/*", True),
        ("*acme.example/api/*", True),
        ("https://app.acme.example/*", True),
        ("http://app.acme.example/*", False),
        ("app.acme.example", True),
        ("app.acme.example/api", False),
        ("*.other.example/*", False),
        ("*app*api*hooks*", True),
        ("*" * 500 + "!", False),
    ],
)
def test_page_rules_match_as_cloudflare_documents(pattern: str, said: bool) -> None:
    """A star stands for anything, and a missing scheme for both."""
    assert PageRule(pattern, (), 1).matches(URL) is said
