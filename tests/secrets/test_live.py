"""A provider is asked about its own keys alone, over verified TLS, and believed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from launchready.facts.rotation import KeyState
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.secrets.live import Liveness, ask_provider
from launchready.secrets.who_am_i import PROVIDERS, WhoAmI, provider_of
from tests.secrets.samples import every_rule, sample
from tests.servers.http import Authority, TableResolver, answer, make_authority, raw_server

RULES = {rule.id: rule for rule in every_rule()}
each_provider = pytest.mark.parametrize(
    "provider", PROVIDERS, ids=[urlsplit(each.url).hostname for each in PROVIDERS]
)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that the client trusts."""
    return make_authority(tmp_path)


def key_of(provider: WhoAmI) -> bytes:
    """Make up a key of the provider's first form."""
    rule = RULES[provider.rules[0]]
    return sample(rule, random.Random(rule.id)).secret


async def ask(
    authority: Authority,
    provider: WhoAmI,
    reply: bytes | Callable[[bytes], bytes],
    *,
    name: str = "",
) -> tuple[Liveness, list[bytes]]:
    """Ask a provider that answers so, under its name or another's."""
    host = urlsplit(provider.url).hostname or ""
    tls = authority.serve_context(name or host)
    async with raw_server(reply, tls=tls) as server:
        place = f"127.0.0.1:{server.port}"
        network = Network(connect={f"{host}:443": place}, ca_file=authority.ca_file)
        async with HttpClient(network, TableResolver()) as http:
            said = await ask_provider(provider.rules[0], key_of(provider), http)
        return said, server.heads


def test_at_least_fifteen_providers_can_be_asked_and_each_is_documented() -> None:
    """Every entry is about rules that exist, on a constant https address without the key."""
    assert len(PROVIDERS) >= 15
    for provider in PROVIDERS:
        assert set(provider.rules) <= set(RULES)
        assert urlsplit(provider.url).scheme == "https"
        assert "?" not in provider.url
        assert urlsplit(provider.docs).scheme == "https"
    named = [rule for provider in PROVIDERS for rule in provider.rules]
    assert len(named) == len(set(named))


@each_provider
async def test_an_accepted_key_is_alive(authority: Authority, provider: WhoAmI) -> None:
    """One GET with the key in a header, to the provider's host and nowhere else."""
    said, heads = await ask(authority, provider, answer(200, body=b'{"ok": true}'))
    assert said.state is KeyState.ALIVE
    assert len(heads) == 1
    request, *lines = heads[0].decode().split("\r\n")
    address = urlsplit(provider.url)
    assert request == f"GET {address.path} HTTP/1.1"
    assert f"host: {address.hostname}" in [line.lower() for line in lines]
    assert key_of(provider).decode() not in repr(said)


@each_provider
async def test_a_refused_key_is_dead(authority: Authority, provider: WhoAmI) -> None:
    """What the provider documents as a refusal is one."""
    status = min(provider.dead, default=400)
    body = json.dumps({"message": "API key is invalid", "error": "invalid_auth"}).encode()
    said, _ = await ask(authority, provider, answer(status, body=body))
    assert said.state is KeyState.DEAD


UNCLEAR = [
    answer(500),
    answer(429, body=b"slow down"),
    answer(302, "Location: https://elsewhere.example/"),
    b"no HTTP at all\r\n\r\n",
]


@pytest.mark.parametrize("reply", UNCLEAR)
async def test_anything_else_is_unknown(authority: Authority, reply: bytes) -> None:
    """A fault of the provider's proves nothing; a redirect is not followed."""
    github = PROVIDERS[0]
    said, heads = await ask(authority, github, reply)
    assert said.state is KeyState.UNKNOWN
    assert len(heads) <= 5


async def test_a_key_is_not_shown_to_a_server_with_another_name(authority: Authority) -> None:
    """The certificate is verified before anything is sent."""
    said, heads = await ask(authority, PROVIDERS[0], answer(200), name="evil.example")
    assert said.state is KeyState.UNKNOWN
    assert heads == []


def scopes_of(rule: str) -> WhoAmI:
    """Give the provider of a rule."""
    provider = provider_of(rule)
    assert provider is not None
    return provider


SCOPES: list[tuple[str, bytes, tuple[str, ...], tuple[str, ...]]] = [
    (
        "github-personal-access-token",
        answer(200, "X-OAuth-Scopes: repo, read:user", body=b"{}"),
        ("repo", "read:user"),
        ("repo",),
    ),
    ("sendgrid-api-key", answer(200, body=b'{"scopes": ["mail.send"]}'), ("mail.send",), ()),
    ("gitlab-access-token", answer(200, body=b'{"scopes": ["api"]}'), ("api",), ("api",)),
    (
        "huggingface-user-token",
        answer(200, body=b'{"auth": {"accessToken": {"role": "write"}}}'),
        ("write",),
        ("write",),
    ),
    ("sentry-user-token", answer(200, body=b'{"auth": null}'), (), ()),
    ("sentry-user-token", answer(200, body=b"[" * 60000), (), ()),
]


@pytest.mark.parametrize(("rule", "reply", "scopes", "broad"), SCOPES)
async def test_what_a_key_may_do_is_shown(
    authority: Authority,
    rule: str,
    reply: bytes,
    scopes: tuple[str, ...],
    broad: tuple[str, ...],
) -> None:
    """Scopes are read as each provider tells them, and the far-reaching ones are named."""
    said, _ = await ask(authority, scopes_of(rule), reply)
    assert (said.state, said.scopes, said.broad) == (KeyState.ALIVE, scopes, broad)


async def test_a_restricted_key_is_alive(authority: Authority) -> None:
    """A key that may not read the account is no dead key."""
    said, _ = await ask(authority, scopes_of("stripe-restricted-key"), answer(403))
    assert said.state is KeyState.ALIVE
    limited = answer(401, body=b'{"message": "This API key is restricted to only send emails"}')
    said, _ = await ask(authority, scopes_of("resend-api-key"), limited)
    assert said.state is KeyState.ALIVE


@pytest.fixture
def nowhere() -> HttpClient:
    """Give a client that fails whenever it is used."""
    return HttpClient(Network(connect={}), TableResolver(default=()))


async def test_what_cannot_be_asked_is_not_sent(nowhere: HttpClient) -> None:
    """A form without a harmless question, or a key that breaks the header, stays here."""
    said = await ask_provider("private-key-rsa", b"x", nowhere)
    assert said.state is KeyState.UNKNOWN
    said = await ask_provider("github-personal-access-token", b"a\r\nX-Evil: 1", nowhere)
    assert (said.state, said.reason) == (KeyState.UNKNOWN, "it cannot be sent in a header")
