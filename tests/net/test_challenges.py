"""A bot protection's own answer is told from the product's."""

from __future__ import annotations

import pytest

from launchready.net.challenges import SIGNS, recognise

CLOUDFLARE = ("server", "cloudflare")
SEEN: list[tuple[str, int, tuple[tuple[str, str], ...], bytes]] = [
    ("cloudflare", 403, (("cf-mitigated", "challenge"),), b""),
    ("cloudflare", 503, (CLOUDFLARE,), b"<script>window._cf_chl_opt={}</script>"),
    ("cloudflare", 403, (CLOUDFLARE,), b'<span class="cf-error-code">1020</span>'),
    ("aws-waf", 202, (("x-amzn-waf-action", "challenge"),), b""),
    ("aws-waf", 405, (("x-amzn-waf-action", "captcha"),), b""),
    ("akamai", 428, (), b'<div id="sec-if-cpt-container">'),
    ("akamai", 403, (("server", "AkamaiGHost"),), b"<TITLE>Access Denied</TITLE>"),
    ("imperva", 200, (), b"Request unsuccessful. Incapsula incident ID: 7-1"),
    ("datadome", 403, (), b'{"url":"https://geo.captcha-delivery.com/captcha/"}'),
    ("human", 403, (), b'<div id="px-captcha">'),
    ("vercel", 429, (("x-vercel-mitigated", "challenge"),), b""),
    ("sucuri", 403, (), b"<title>Sucuri WebSite Firewall - Access Denied</title>"),
    ("ddos-guard", 403, (("server", "ddos-guard"),), b"https://check.ddos-guard.net/x.js"),
    ("turnstile", 403, (), b'src="https://challenges.cloudflare.com/turnstile/v0/api.js"'),
    ("hcaptcha", 403, (), b'src="https://js.hcaptcha.com/1/api.js"'),
]


@pytest.mark.parametrize(("name", "status", "headers", "body"), SEEN)
def test_recognises(
    name: str, status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    """A challenge of each provider is named."""
    assert recognise(status, headers, body) == name


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (
            200,
            (),
            b'<form><script src="https://challenges.cloudflare.com/turnstile/v0/api.js">',
        ),
        (200, (CLOUDFLARE,), b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js">'),
        (200, (), b'<script src="https://js.hcaptcha.com/1/api.js">'),
        (200, (), b'<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>'),
        (200, (("x-datadome", "protected"),), b"welcome"),
        (403, (CLOUDFLARE,), b"you need to log in"),
        (403, (("server", "AkamaiGHost"),), b"<title>Please log in</title>"),
        (404, (), b"an article on captcha-delivery.com"),
        (200, (("cf-mitigated", "none"),), b""),
    ],
)
def test_the_products_own_pages(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    """A page that embeds a captcha, or only stands behind a proxy, is the product's own."""
    assert recognise(status, headers, body) == ""


def test_every_sign_has_a_source_and_a_case() -> None:
    """No sign is believed without saying where it comes from, nor without a test."""
    assert all(sign.source.startswith("https://") for sign in SIGNS)
    assert {sign.protection for sign in SIGNS} == {name for name, *_ in SEEN}
