"""How much a kind of key can do, and which variables hold keys to others' services."""

from __future__ import annotations

import re
from functools import cache

from launchready.secrets.catalog import all_rules

EVERYTHING = frozenset(
    {
        "algolia-admin-key", "anthropic-admin-key", "brevo-api-key", "cloudflare-global-key",
        "heroku-api-key", "heroku-legacy-api-key", "hubspot-api-key", "klaviyo-private-key",
        "mailchimp-api-key", "mailgun-private-key", "openai-admin-key", "openai-user-key",
        "paystack-secret-key", "postmark-account-token", "stripe-organization-key",
        "stripe-secret-key", "twilio-auth-token",
    }
)  # fmt: skip
"""Kinds without scopes: whoever has one can do everything in the account (providers' docs)."""

LIMITED = frozenset(
    {
        "brevo-smtp-key", "datadog-api-key", "discord-webhook", "google-chat-webhook",
        "grafana-cloud-token", "hcaptcha-secret", "honeycomb-api-key", "mailgun-webhook-key",
        "newrelic-license-key", "pagerduty-routing-key", "postmark-server-token",
        "recaptcha-secret", "sentry-dsn", "sentry-organization-token", "slack-signing-secret",
        "slack-webhook", "slack-workflow-webhook", "standard-webhook-secret",
        "stripe-restricted-key", "stripe-webhook-secret", "teams-webhook", "turnstile-secret",
    }
)  # fmt: skip
"""Kinds that do one thing by what they are: sign, send, or report."""

_NOBODYS = frozenset(
    {
        "amqp", "auth", "auth.js", "basic", "database", "django", "http", "json", "key",
        "keys", "kubernetes", "laravel", "ldap", "mongodb", "mqtt", "mysql", "nats",
        "openpgp", "openssh", "openssl", "others", "postgresql", "private", "rabbitmq",
        "rails", "redis", "ruby", "secret", "smtp", "standard", "token", "tokens",
        "webhooks",
    }
)  # fmt: skip
"""Words of the rules' providers that name no company."""


def power(rule_id: str) -> str:
    """Say how far a kind of key reaches: "all", "some", or "" where it depends."""
    if rule_id in EVERYTHING:
        return "all"
    return "some" if rule_id in LIMITED else ""


def provider_named(variable: str) -> str:
    """Give the provider that a variable is named after ("POSTMARK_TOKEN"); "" for none."""
    words = re.split(r"[^a-z0-9]+", variable.lower())
    return next((_companies()[word] for word in words if word in _companies()), "")


@cache
def _companies() -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in all_rules():
        for word in re.split(r"[^a-z0-9.]+", rule.provider.lower()):
            if len(word) >= 4 and word not in _NOBODYS:
                found.setdefault(word, rule.provider)
    return found
