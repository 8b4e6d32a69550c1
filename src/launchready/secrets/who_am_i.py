"""Where each provider tells whose a key is, and what it may do.

One entry for each provider, from its own documentation: the address, how the key is sent, and
how the answer is read. An address is a constant: a key never goes to any other host.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

Headers = tuple[tuple[str, str], ...]


def _bearer(key: str) -> Headers:
    return (("Authorization", f"Bearer {key}"),)


def _header(name: str, *more: tuple[str, str], prefix: str = "") -> Callable[[str], Headers]:
    return lambda key: ((name, prefix + key), *more)


def _basic(user: str) -> Callable[[str], Headers]:
    def headers(key: str) -> Headers:
        pair = base64.b64encode(f"{user}:{key}".encode()).decode()
        return (("Authorization", f"Basic {pair}"),)

    return headers


def _at(*path: str) -> Callable[[Any], Sequence[str]]:
    """Read a list, or one text, at a path of a JSON answer."""

    def read(body: Any) -> Sequence[str]:
        for name in path:
            body = body.get(name) if isinstance(body, dict) else None
        if isinstance(body, str):
            return body.split()
        return (
            [each for each in body if isinstance(each, str)] if isinstance(body, list) else []
        )

    return read


class WhoAmI(Struct, frozen=True):
    """How one provider is asked about a key.

    Attributes:
        rules: ids of the rules whose tokens it knows.
        url: where, GET.
        docs: the page of the provider that says so.
        headers: the key as the provider wants it sent.
        dead: statuses that mean the key is refused.
        alive: statuses beside 200 that mean it is known, but may not do this.
        scopes: reads what it may do out of the JSON answer.
        scopes_header: header with what it may do, separated by commas.
        says_dead: reads a refusal out of a JSON answer with status 200 or any other.
        broad: scopes that reach further than a product's server needs.
    """

    rules: tuple[str, ...]
    url: str
    docs: str
    headers: Callable[[str], Headers] = _bearer
    dead: frozenset[int] = frozenset({401})
    alive: frozenset[int] = frozenset({403})
    scopes: Callable[[Any], Sequence[str]] | None = None
    scopes_header: str = ""
    says_dead: Callable[[Any], bool] = lambda body: False  # noqa: ARG005
    broad: frozenset[str] = frozenset()


def _slack_refuses(body: Any) -> bool:
    dead = {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
    return isinstance(body, dict) and body.get("error") in dead


def _resend_refuses(body: Any) -> bool:
    return isinstance(body, dict) and "invalid" in str(body.get("message", "")).lower()


def _vercel_refuses(body: Any) -> bool:
    error = body.get("error") if isinstance(body, dict) else None
    return isinstance(error, dict) and error.get("invalidToken") is True


def _cloudflare_refuses(body: Any) -> bool:
    result = body.get("result") if isinstance(body, dict) else None
    return isinstance(result, dict) and result.get("status") in {"disabled", "expired"}


PROVIDERS: tuple[WhoAmI, ...] = (
    WhoAmI(
        rules=(
            "github-personal-access-token", "github-fine-grained-token",
            "github-oauth-token", "github-app-user-token",
        ),
        url="https://api.github.com/user",
        docs="https://docs.github.com/en/rest/users/users#get-the-authenticated-user",
        scopes_header="x-oauth-scopes",
        broad=frozenset(
            {"repo", "admin:org", "delete_repo", "workflow", "admin:enterprise", "user",
             "admin:public_key", "write:packages", "admin:repo_hook"}
        ),
    ),
    WhoAmI(
        rules=("gitlab-access-token", "gitlab-routable-access-token"),
        url="https://gitlab.com/api/v4/personal_access_tokens/self",
        docs="https://docs.gitlab.com/api/personal_access_tokens/",
        headers=_header("PRIVATE-TOKEN"),
        scopes=_at("scopes"),
        broad=frozenset({"api", "sudo", "admin_mode", "write_repository"}),
    ),
    WhoAmI(
        rules=("stripe-secret-key", "stripe-restricted-key", "stripe-test-key"),
        url="https://api.stripe.com/v1/account",
        docs="https://docs.stripe.com/api/accounts/retrieve",
    ),
    WhoAmI(
        rules=("slack-bot-token", "slack-user-token", "slack-legacy-token"),
        url="https://slack.com/api/auth.test",
        docs="https://docs.slack.dev/reference/methods/auth.test",
        scopes_header="x-oauth-scopes",
        says_dead=_slack_refuses,
        broad=frozenset({"admin", "channels:history", "files:read", "users:read.email"}),
    ),
    WhoAmI(
        rules=("sendgrid-api-key",),
        url="https://api.sendgrid.com/v3/scopes",
        docs="https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions",
        scopes=_at("scopes"),
        broad=frozenset({"api_keys.create", "user.account.read", "teammates.create",
                         "billing.read", "whitelabel.update"}),
    ),
    WhoAmI(
        rules=("postmark-server-token",),
        url="https://api.postmarkapp.com/server",
        docs="https://postmarkapp.com/developer/api/server-api",
        headers=_header("X-Postmark-Server-Token", ("Accept", "application/json")),
    ),
    WhoAmI(
        rules=("resend-api-key",),
        url="https://api.resend.com/domains",
        docs="https://resend.com/docs/api-reference/errors",
        # A key that may only send is refused here with 401, and is alive all the same.
        dead=frozenset(),
        alive=frozenset({401, 403}),
        says_dead=_resend_refuses,
    ),
    WhoAmI(
        rules=("brevo-api-key",),
        url="https://api.brevo.com/v3/account",
        docs="https://developers.brevo.com/reference/getaccount",
        headers=_header("api-key"),
    ),
    WhoAmI(
        rules=("mailgun-api-key", "mailgun-private-key"),
        url="https://api.mailgun.net/v3/domains",
        docs="https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
        headers=_basic("api"),
    ),
    WhoAmI(
        rules=("openai-project-key", "openai-service-account-key", "openai-user-key"),
        url="https://api.openai.com/v1/models",
        docs="https://platform.openai.com/docs/api-reference/models/list",
    ),
    WhoAmI(
        rules=("anthropic-api-key",),
        url="https://api.anthropic.com/v1/models",
        docs="https://platform.claude.com/docs/en/api/models-list",
        headers=_header("x-api-key", ("anthropic-version", "2023-06-01")),
    ),
    WhoAmI(
        rules=("huggingface-user-token", "huggingface-organization-token"),
        url="https://huggingface.co/api/whoami-v2",
        docs="https://huggingface.co/docs/hub/security-tokens",
        scopes=_at("auth", "accessToken", "role"),
        broad=frozenset({"write"}),
    ),
    WhoAmI(
        rules=("cloudflare-user-token", "cloudflare-legacy-token"),
        url="https://api.cloudflare.com/client/v4/user/tokens/verify",
        docs="https://developers.cloudflare.com/api/resources/user/subresources/tokens/",
        dead=frozenset({400, 401}),
        says_dead=_cloudflare_refuses,
    ),
    WhoAmI(
        rules=("digitalocean-access-token", "digitalocean-oauth-token"),
        url="https://api.digitalocean.com/v2/account",
        docs="https://docs.digitalocean.com/reference/api/reference/account/",
    ),
    WhoAmI(
        rules=("heroku-api-key", "heroku-legacy-api-key"),
        url="https://api.heroku.com/account",
        docs="https://devcenter.heroku.com/articles/platform-api-reference#account",
        headers=_header(
            "Authorization", ("Accept", "application/vnd.heroku+json; version=3"),
            prefix="Bearer ",
        ),
    ),
    WhoAmI(
        rules=("vercel-access-token",),
        url="https://api.vercel.com/v2/user",
        docs="https://vercel.com/docs/rest-api/user/get-the-user",
        says_dead=_vercel_refuses,
    ),
    WhoAmI(
        rules=("netlify-access-token",),
        url="https://api.netlify.com/api/v1/user",
        docs="https://docs.netlify.com/api/get-started/",
    ),
    WhoAmI(
        rules=("doppler-personal-token", "doppler-service-token", "doppler-other-token"),
        url="https://api.doppler.com/v3/me",
        docs="https://docs.doppler.com/reference/auth-me",
    ),
    WhoAmI(
        rules=("buildkite-api-token",),
        url="https://api.buildkite.com/v2/access-token",
        docs="https://buildkite.com/docs/apis/rest-api/access-token",
        scopes=_at("scopes"),
        broad=frozenset({"write_agents", "write_pipelines", "graphql", "write_clusters"}),
    ),
    WhoAmI(
        rules=("circleci-personal-token",),
        url="https://circleci.com/api/v2/me",
        docs="https://circleci.com/docs/api/v2/#operation/getCurrentUser",
        headers=_header("Circle-Token"),
    ),
    WhoAmI(
        rules=("sentry-user-token", "sentry-organization-token", "sentry-legacy-token"),
        url="https://sentry.io/api/0/",
        docs="https://docs.sentry.io/api/auth/",
        scopes=_at("auth", "scopes"),
        broad=frozenset({"org:admin", "org:write", "project:admin", "member:admin",
                         "team:admin"}),
    ),
    WhoAmI(
        rules=("airtable-personal-token",),
        url="https://api.airtable.com/v0/meta/whoami",
        docs="https://airtable.com/developers/web/api/get-user-id-scopes",
        scopes=_at("scopes"),
        broad=frozenset({"schema.bases:write", "workspacesAndBases:write"}),
    ),
    WhoAmI(
        rules=("notion-token", "notion-legacy-token"),
        url="https://api.notion.com/v1/users/me",
        docs="https://developers.notion.com/reference/get-self",
        headers=_header("Authorization", ("Notion-Version", "2022-06-28"), prefix="Bearer "),
    ),
    WhoAmI(
        rules=("figma-access-token",),
        url="https://api.figma.com/v1/me",
        docs="https://developers.figma.com/docs/rest-api/users-endpoints/",
        headers=_header("X-Figma-Token"),
        # Figma answers 403 to a token that it does not know.
        dead=frozenset({401, 403}),
        alive=frozenset(),
    ),
    WhoAmI(
        rules=("discord-bot-token",),
        url="https://discord.com/api/v10/users/@me",
        docs="https://discord.com/developers/docs/resources/user#get-current-user",
        headers=_header("Authorization", prefix="Bot "),
    ),
    WhoAmI(
        rules=("openrouter-api-key",),
        url="https://openrouter.ai/api/v1/key",
        docs="https://openrouter.ai/docs/api-reference/limits",
    ),
)  # fmt: skip
"""Providers that can be asked with a GET that changes nothing."""


def provider_of(rule_id: str) -> WhoAmI | None:
    """Give who can be asked about the tokens of a rule."""
    return next((each for each in PROVIDERS if rule_id in each.rules), None)
