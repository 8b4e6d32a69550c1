"""Providers are asked about their own tokens alone, over verified TLS, and held to account."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from launchready.audit.services import open_token_network
from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.facts.ownership import Method
from launchready.handover.prove.token import masked, try_token
from launchready.manifest.schema import Manifest, Owner
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.secrets.holders import HOLDERS, HolderApi, find_holder_api
from tests.checks.given import manifest
from tests.checks.handover.accounts import ANA, owner
from tests.servers.http import Authority, TableResolver, answer, make_authority, raw_server


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that clients trust."""
    return make_authority(tmp_path)


TOKEN = secrets.token_urlsafe(30)
ASKED = owner("payments", provider="any")


async def ask(
    api: HolderApi,
    authority: Authority,
    body: object,
    *,
    status: int = 200,
    account: str = ANA,
    declared: Manifest | None = None,
) -> tuple[DrillResult, str, list[bytes]]:
    """Ask a provider that answers so, about an account."""
    host = api.url.split("/")[2]
    reply = answer(status, body=body if isinstance(body, bytes) else json.dumps(body).encode())
    entry = Owner.model_validate({**ASKED, "account": account, "provider": api.provider})
    async with raw_server(reply, tls=authority.serve_context(host)) as server:
        network = Network(
            connect={f"{host}:443": f"127.0.0.1:{server.port}"}, ca_file=authority.ca_file
        )
        async with HttpClient(network, TableResolver()) as http:
            trials = await try_token(api, TOKEN, [entry], declared or manifest(), http)
    assert TOKEN not in repr(trials)
    assert [trial.aspect for trial in trials] == [Method.TOKEN]
    return trials[0].result, trials[0].text, server.heads


def api_of(provider: str) -> HolderApi:
    """Find a provider."""
    found = find_holder_api(provider)
    assert found is not None
    return found


SAYS: dict[str, Callable[[str], object]] = {
    "GitHub": lambda mail: {"login": "ana", "email": mail},
    "GitLab": lambda mail: {"username": "ana", "email": mail},
    "Cloudflare": lambda mail: {"success": True, "result": {"id": "x", "email": mail}},
    "Vercel": lambda mail: {"user": {"username": "ana", "email": mail}},
    "Netlify": lambda mail: {"full_name": "Ana", "email": mail},
    "DigitalOcean": lambda mail: {"account": {"uuid": "x", "email": mail}},
    "Heroku": lambda mail: {"name": "Ana", "email": mail},
    "SendGrid": lambda mail: {"email": mail},
    "Brevo": lambda mail: {"companyName": "Acme", "email": mail},
    "Stripe": lambda mail: {"business_profile": {"name": "Acme"}, "email": mail},
    "Sentry": lambda mail: {"user": {"name": "Ana", "email": mail}},
}
"""What each provider that names a person answers with."""

HAS: dict[str, Callable[[str], object]] = {
    "Hetzner": lambda name: {"servers": [{"public_net": {"ipv4": {"ip": name}}}]},
    "Postmark": lambda name: {"TotalCount": 1, "Domains": [{"Name": name}]},
    "Mailgun": lambda name: {"items": [{"name": name}]},
    "Resend": lambda name: {"data": [{"name": name}]},
}
"""What each provider that lists what an account has answers with."""


def test_every_provider_is_tried_below() -> None:
    """None is in the table on trust; each is asked over https and documented."""
    assert {each.provider for each in HOLDERS} == SAYS.keys() | HAS.keys()
    for each in HOLDERS:
        assert each.url.startswith("https://")
        assert each.docs.startswith("https://")


@pytest.mark.parametrize("provider", SAYS)
async def test_a_provider_names_the_holder(provider: str, authority: Authority) -> None:
    """The declared address proves the account, another disproves it; both are masked."""
    api = api_of(provider)
    result, text, heads = await ask(api, authority, SAYS[provider](ANA.upper()))
    assert result is DrillResult.PASSED, text
    assert len(heads) == 1
    assert TOKEN.encode() in heads[0] or b"authorization: Basic" in heads[0]
    result, text, _ = await ask(api, authority, SAYS[provider]("eve@agency.example"))
    assert result is DrillResult.FAILED
    assert "e…@agency.example" in text
    assert "a…@acme.example" in text
    assert "eve" not in text


@pytest.mark.parametrize("provider", HAS)
async def test_an_account_is_known_by_what_it_has(provider: str, authority: Authority) -> None:
    """The product's own domain or server in it proves the account; others' disprove it."""
    host = {"role": "app", "origin": "198.51.100.7"}
    declared = manifest(
        hosts={"app.acme.example": host}, senders=[{"domain": "mail.acme.example"}]
    )
    api = api_of(provider)
    own = "198.51.100.7" if provider == "Hetzner" else "mail.acme.example"
    result, text, _ = await ask(api, authority, HAS[provider](own), declared=declared)
    assert result is DrillResult.PASSED, text
    assert own in text
    result, _, _ = await ask(api, authority, HAS[provider]("203.0.113.9"), declared=declared)
    assert result is DrillResult.FAILED


async def test_a_private_address_leaves_it_open(authority: Authority) -> None:
    """Where the provider names no address, a declared address is neither proven nor not."""
    github = api_of("github")
    result, text, _ = await ask(github, authority, {"login": "ana", "email": None})
    assert (result, "no mail address" in text) == (DrillResult.UNKNOWN, True)
    result, _, _ = await ask(github, authority, {"login": "Ana"}, account="ana")
    assert result is DrillResult.PASSED


HOSTILE: Mapping[str, tuple[int, object, str]] = {
    "refused": (401, {}, "refuses the token"),
    "forbidden": (403, {}, "needs"),
    "redirected": (302, {}, "answered 302"),
    "broken": (500, {}, "answered 500"),
    "no JSON": (200, b"<html>", "other than JSON"),
    "deep": (200, b"[" * 100_000, "other than JSON"),
    "a list": (200, [1], "does not say"),
    "numbers": (200, {"login": 7, "email": {"x": 1}}, "does not say"),
    "control characters": (200, {"login": "\x1b[31m", "email": "\n"}, "does not say"),
}


@pytest.mark.parametrize("when", HOSTILE)
async def test_what_a_provider_does_not_say_is_not_known(
    when: str, authority: Authority
) -> None:
    """Refusals and nonsense raise with a reason, and never with the token."""
    status, body, says = HOSTILE[when]
    with pytest.raises(CannotSee, match=says) as caught:
        await ask(api_of("github"), authority, body, status=status)
    assert TOKEN not in str(caught.value)


def test_addresses_are_masked() -> None:
    """Enough for those who know it, and for nobody else."""
    assert masked("founder@acme.example") == "f…@acme.example"
    assert masked("acme-bot") == "ac…"
    assert masked("") == "…"


LOOPBACK = {"api.github.com:443": "127.0.0.1:8443"}


@pytest.mark.parametrize(
    ("connect", "kept"),
    [
        (LOOPBACK, LOOPBACK),
        ({"api.github.com:443": "198.51.100.7:443"}, {}),
        ({"api.github.com:443": "evil.example:443"}, {}),
        ({"app.acme.example:443": "127.0.0.1:8443"}, {}),
    ],
)
def test_a_manifest_cannot_lead_a_token_away(
    connect: dict[str, str], kept: dict[str, str], tmp_path: Path
) -> None:
    """Only this machine may stand in for a provider, and only then are other roots trusted."""
    told = {"connect": connect, "ca_file": "ca.pem", "resolver": "127.0.0.1:53"}
    declared = manifest(network=told)
    network = open_token_network(declared, Folder(tmp_path), ["api.github.com"])
    assert network.connect == kept
    assert (network.ca_file is not None) is bool(kept)
    assert network.resolver is None
