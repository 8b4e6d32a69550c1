"""What the ready twin promises its visitors, by real requests."""

from __future__ import annotations

import asyncio
import hmac
import smtplib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from launchready.demo.faults import READY
from launchready.demo.places import ADDRESSES, APEX, API, APP, DOMAIN, MAIL_ADDRESS, WWW
from launchready.net.network import split_endpoint

from .visitor import Visitor, visit


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    """Visit the ready twin."""
    async with visit(READY, tmp_path) as each:
        yield each


@pytest.mark.parametrize("host", ADDRESSES)
async def test_every_host_shows_its_own_trusted_certificate(
    visitor: Visitor, host: str
) -> None:
    """Each host has a certificate of its own, trusted, on both address families."""
    for address in ADDRESSES[host]:
        endpoint = await visitor.tls.handshake(host, address)
        assert endpoint.trusted, endpoint
        assert endpoint.chain[0].names == (host,)
        assert endpoint.alpn == "h2"


@pytest.mark.parametrize("host", ADDRESSES)
async def test_plain_http_goes_to_https_in_one_hop(visitor: Visitor, host: str) -> None:
    """Path and query survive, the redirect is permanent, and there is only one."""
    answer = await visitor.ask(f"http://{host}/pricing?utm_source=x")
    landing = APEX if host == WWW else host
    assert answer.exchange.status == 301
    assert answer.exchange.header("location") == f"https://{landing}/pricing?utm_source=x"


async def test_sign_in_opens_the_dashboard(visitor: Visitor) -> None:
    """The form, its token, the session cookie and the dashboard work together."""
    before = await visitor.ask(f"https://{APP}/dashboard")
    assert before.exchange.header("location") == "/login?next=%2Fdashboard"
    signed_in = await visitor.sign_in()
    assert (signed_in.status, signed_in.header("location")) == (303, "/dashboard")
    after = await visitor.ask(f"https://{APP}/dashboard")
    assert "Signed in as" in after.text
    assert after.exchange.header("cache-control") == "private, no-store"


async def test_a_wrong_password_opens_nothing(visitor: Visitor) -> None:
    """The right form with a wrong password gives no session."""
    refused = await visitor.sign_in("guess")
    assert refused.status == 401
    assert await visitor.status(f"https://{APP}/dashboard") == 303


async def test_a_forged_form_opens_nothing(visitor: Visitor) -> None:
    """A form that this browser was never given is refused, whatever is in it."""
    answer = await visitor.ask(f"https://{APP}/login", "POST", b"csrf_token=x&email=a")
    assert answer.exchange.status == 403


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "/\\evil.test"])
async def test_sign_in_leads_to_no_other_site(visitor: Visitor, target: str) -> None:
    """Where the form leads after sign-in is always a place of the product."""
    form = (await visitor.ask(f"https://{APP}/login?next={target}")).text
    assert 'name="next" value="/dashboard"' in form


async def test_webhook_takes_signed_events_alone(visitor: Visitor) -> None:
    """An event with the right HMAC is taken; an empty, unsigned one is not."""
    url, event = f"https://{API}/webhooks/payments", b'{"paid": true}'
    signature = hmac.new(visitor.twin.signing_key.encode(), event, "sha256").hexdigest()
    taken = await visitor.ask(url, "POST", event, x_acme_signature=signature)
    assert taken.exchange.status == 200
    assert (await visitor.ask(url, "POST")).exchange.status == 401


async def test_files_are_revalidated_by_their_own_validator(visitor: Visitor) -> None:
    """The validator of the compressed form is honoured, and differs from the plain one."""
    page = (await visitor.ask(f"https://{APEX}/")).text
    script = page.partition('<script src="')[2].partition('"')[0]
    plain = await visitor.header(script, "etag", accept_encoding="identity")
    packed = await visitor.header(script, "etag", accept_encoding="gzip")
    assert plain != packed
    again = await visitor.ask(script, accept_encoding="gzip", if_none_match=packed)
    assert again.exchange.status == 304


async def test_mail_is_taken_over_starttls_for_the_domain_only(visitor: Visitor) -> None:
    """The mail server takes mail for the product, relays none, and speaks STARTTLS."""
    host, port = split_endpoint(visitor.twin.connect[f"{MAIL_ADDRESS}:25"])

    def deliver() -> tuple[bool, int, int]:
        with smtplib.SMTP(host, port, timeout=5) as smtp:
            smtp.ehlo("client.example")
            offered = smtp.has_extn("starttls")
            smtp.starttls()
            smtp.ehlo("client.example")
            smtp.mail("sender@client.example")
            own, other = smtp.rcpt(f"support@{DOMAIN}")[0], smtp.rcpt("a@other.example")[0]
            return offered, own, other

    assert await asyncio.to_thread(deliver) == (True, 250, 550)
