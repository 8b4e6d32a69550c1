"""Where a provider tells who holds the account that a token is of.

One entry for each provider, from its own documentation.  Addresses are constants: a token
never goes to any other host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from launchready.facts.provider_names import same_provider
from launchready.secrets.who_am_i import Headers, WhoAmI, provider_of

MAX_NAME = 100
MAX_HELD = 500


class Holder(Struct, frozen=True):
    """Whom a provider names.

    Attributes:
        name: of the account or user; email: its mail address; each "" where not told.
        holds: domains and addresses that the account has.
    """

    name: str = ""
    email: str = ""
    holds: tuple[str, ...] = ()


class HolderApi(Struct, frozen=True):
    """How a provider is asked.

    Attributes:
        provider: as people call it.
        url: where, GET.
        docs: the page of the provider that says so.
        headers: the token as the provider wants it sent.
        read: reads the JSON answer.
        needs: which token to make, and with which right alone.
    """

    provider: str
    url: str
    docs: str
    headers: Callable[[str], Headers]
    read: Callable[[Any], Holder]
    needs: str


def _text(body: Any, *path: str) -> str:
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    shown = body if isinstance(body, str) else ""
    return shown[:MAX_NAME] if shown.isprintable() else ""


def _person(name: tuple[str, ...], email: tuple[str, ...]) -> Callable[[Any], Holder]:
    return lambda body: Holder(_text(body, *name), _text(body, *email))


def _holding(items: str, *path: str) -> Callable[[Any], Holder]:
    """Read the names in a list of what the account has."""

    def read(body: Any) -> Holder:
        found = body.get(items) if isinstance(body, dict) else None
        listed = found[:MAX_HELD] if isinstance(found, list) else []
        names = (_text(each, *path).lower().rstrip(".") for each in listed)
        return Holder(holds=tuple(name for name in names if name))

    return read


def _known(rule: str) -> WhoAmI:
    known = provider_of(rule)
    assert known is not None, rule
    return known


def _same(rule: str, provider: str, read: Callable[[Any], Holder], needs: str) -> HolderApi:
    """Ask where `secrets live` asks already."""
    known = _known(rule)
    return HolderApi(provider, known.url, known.docs, known.headers, read, needs)


def _postmark(key: str) -> Headers:
    return (("X-Postmark-Account-Token", key), ("Accept", "application/json"))


_bearer = _known("github-personal-access-token").headers

HOLDERS: tuple[HolderApi, ...] = (
    _same(
        "github-personal-access-token", "GitHub", _person(("login",), ("email",)),
        "a fine-grained token without repositories, with Email addresses: read",
    ),
    HolderApi(
        "GitLab", "https://gitlab.com/api/v4/user", "https://docs.gitlab.com/api/users/",
        _known("gitlab-access-token").headers, _person(("username",), ("email",)),
        "a personal access token with read_user",
    ),
    HolderApi(
        "Cloudflare", "https://api.cloudflare.com/client/v4/user",
        "https://developers.cloudflare.com/api/resources/user/methods/get/",
        _bearer, _person(("result", "id"), ("result", "email")),
        "an API token with User Details: Read",
    ),
    _same(
        "vercel-access-token", "Vercel", _person(("user", "username"), ("user", "email")),
        "a token of your user, with a near last day",
    ),
    _same(
        "netlify-access-token", "Netlify", _person(("full_name",), ("email",)),
        "a personal access token, with a near last day",
    ),
    _same(
        "digitalocean-access-token", "DigitalOcean",
        _person(("account", "uuid"), ("account", "email")),
        "a token with account:read",
    ),
    _same(
        "heroku-api-key", "Heroku", _person(("name",), ("email",)),
        "an authorization with scope identity",
    ),
    HolderApi(
        "Hetzner", "https://api.hetzner.cloud/v1/servers",
        "https://docs.hetzner.cloud/reference/cloud#servers-list-servers",
        _bearer, _holding("servers", "public_net", "ipv4", "ip"),
        "a token of the project, Read",
    ),
    HolderApi(
        "Postmark", "https://api.postmarkapp.com/domains?count=500&offset=0",
        "https://postmarkapp.com/developer/api/domains-api#list-domains",
        _postmark, _holding("Domains", "Name"),
        "an account token: only the account's owner and administrators can see one",
    ),
    HolderApi(
        "SendGrid", "https://api.sendgrid.com/v3/user/email",
        "https://www.twilio.com/docs/sendgrid/api-reference/users-api/"
        "retrieve-your-account-email-address",
        _bearer, _person((), ("email",)),
        "an API key with user.email.read",
    ),
    _same(
        "brevo-api-key", "Brevo", _person(("companyName",), ("email",)), "an API key",
    ),
    _same(
        "mailgun-api-key", "Mailgun", _holding("items", "name"),
        "a key of role analyst, which only reads",
    ),
    _same(
        "resend-api-key", "Resend", _holding("data", "name"), "a key with full access",
    ),
    _same(
        "stripe-secret-key", "Stripe",
        _person(("business_profile", "name"), ("email",)),
        "a restricted key with Accounts: Read",
    ),
    # What the answer says of the user was not seen in Sentry's documentation.
    _same(
        "sentry-user-token", "Sentry", _person(("user", "name"), ("user", "email")),
        "a personal token with org:read",
    ),
)  # fmt: skip
"""Providers that say whose a token is, or what its account has."""


def find_holder_api(provider: str) -> HolderApi | None:
    """Find how a provider of [[owners]] is asked; None where it cannot be."""
    return next((each for each in HOLDERS if same_provider(each.provider, provider)), None)
