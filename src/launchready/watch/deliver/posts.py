"""Channels that take an HTTP request: what each wants to be sent, as pure functions.

The formats are those of the providers' own pages, named at each function.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from launchready.watch.deliver.message import Message
from launchready.watch.model import News


@dataclass(frozen=True, slots=True)
class Secret:
    """What a channel is reached by; never shown.

    Attributes:
        url: value of `url_env`.
        to: who is reached, where the URL does not say.
        key: value of `secret_env`.
    """

    url: str = field(repr=False)
    to: str = ""
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A request to make.

    Attributes:
        url: holds secrets, as do the headers.
        body: octets.
        headers: besides the length.
    """

    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)


def slack(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/ ."""
    text = f"*{_escaped(message.subject)}*\n{_escaped(message.text)}"
    if message.acknowledge_url:
        text += f"\n<{message.acknowledge_url}|Acknowledge>"
    return _json(secret.url, {"text": _cut(text, 3000)})


def discord(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow https://discord.com/developers/docs/resources/webhook#execute-webhook ."""
    text = f"**{message.subject}**\n{message.lines}"
    return _json(secret.url, {"content": _cut(text, 2000), "allowed_mentions": {"parse": []}})


def teams(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow Microsoft's page "Create incoming webhooks with Workflows": an adaptive card."""
    blocks = [
        {"type": "TextBlock", "text": message.subject, "weight": "bolder", "wrap": True},
        {"type": "TextBlock", "text": _cut(message.text, 5000), "wrap": True},
    ]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    if message.acknowledge_url:
        link = {
            "type": "Action.OpenUrl",
            "title": "Acknowledge",
            "url": message.acknowledge_url,
        }
        card["actions"] = [link]
    kind = "application/vnd.microsoft.card.adaptive"
    attachments = [{"contentType": kind, "contentUrl": None, "content": card}]
    return _json(secret.url, {"type": "message", "attachments": attachments})


def telegram(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow https://core.telegram.org/bots/api#sendmessage ; `to` is the chat."""
    text = _cut(f"{message.subject}\n{message.lines}", 4096)
    return _json(secret.url, {"chat_id": secret.to, "text": text})


PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"


def pagerduty(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow PagerDuty's Events API v2; the secret is the key, or a URL with routing_key."""
    url, key = _key_of(secret.url, PAGERDUTY, "routing_key")
    body: dict[str, Any] = {
        "routing_key": key,
        "event_action": "resolve" if message.news is News.CLOSED else "trigger",
        "dedup_key": message.thread,
        "payload": {
            "summary": _cut(message.subject, 1024),
            "source": message.product,
            "severity": "critical" if message.severity == "page" else "warning",
            "custom_details": {"text": message.text},
        },
    }
    if message.acknowledge_url:
        body["links"] = [{"href": message.acknowledge_url, "text": "Acknowledge"}]
    return _json(url, body)


OPSGENIE = "https://api.opsgenie.com/v2/alerts"


def opsgenie(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow Opsgenie's Alert API; the secret is the key, or a URL with key."""
    url, key = _key_of(secret.url, OPSGENIE, "key")
    headers = (("authorization", f"GenieKey {key}"),)
    if message.news is News.CLOSED:
        alias = quote(message.thread, safe="")
        closing = f"{url}/{alias}/close?identifierType=alias"
        return _json(closing, {"note": message.lines}, headers)
    body = {
        "message": _cut(message.subject, 130),
        "alias": message.thread,
        "description": _cut(message.lines, 15000),
        "priority": "P1" if message.severity == "page" else "P3",
        "source": "launchready",
    }
    return _json(url, body, headers)


def sms(secret: Secret, message: Message, now_s: int) -> Post:  # noqa: ARG001
    """Follow Twilio's Messages resource: https://SID:TOKEN@HOST/.../Messages.json?From=+1..."""
    parts = urlsplit(secret.url)
    host = parts.hostname or ""
    place = f"{host}:{parts.port}" if parts.port else host
    url = urlunsplit((parts.scheme, place, parts.path, "", ""))
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    body = {**given, "To": secret.to, "Body": _cut(f"{message.subject}\n{message.lines}", 640)}
    user = f"{parts.username or ''}:{parts.password or ''}"
    return Post(
        url,
        urlencode(body).encode(),
        (
            ("content-type", "application/x-www-form-urlencoded"),
            ("authorization", f"Basic {base64.b64encode(user.encode()).decode()}"),
        ),
    )


def webhook(secret: Secret, message: Message, now_s: int) -> Post:
    """Follow the Standard Webhooks specification: id, timestamp and signature as headers."""
    body = json.dumps(
        {
            "type": f"launchready.{message.news.value}",
            "timestamp": message.at,
            "data": {
                "key": message.key,
                "incident": message.thread,
                "severity": message.severity,
                "product": message.product,
                "title": message.title,
                "text": message.text,
                "acknowledge_url": message.acknowledge_url or None,
            },
        }
    ).encode()
    headers = [
        ("content-type", "application/json"),
        ("idempotency-key", message.key),
        ("webhook-id", message.key),
        ("webhook-timestamp", str(now_s)),
    ]
    if secret.key:
        signed = f"{message.key}.{now_s}.".encode() + body
        signature = hmac.digest(_signing_key(secret.key), signed, hashlib.sha256)
        headers.append(("webhook-signature", f"v1,{base64.b64encode(signature).decode()}"))
    return Post(secret.url, body, tuple(headers))


POSTS: dict[str, Callable[[Secret, Message, int], Post]] = {
    "slack": slack,
    "discord": discord,
    "teams": teams,
    "telegram": telegram,
    "pagerduty": pagerduty,
    "opsgenie": opsgenie,
    "sms": sms,
    "webhook": webhook,
}
"""How to write to each kind of channel; the number is the time, whole seconds since 1970."""


def _signing_key(key: str) -> bytes:
    """Read "whsec_" and base64, as the specification has it, or take the words as they are."""
    if not key.startswith("whsec_"):
        return key.encode()
    return base64.b64decode(key.removeprefix("whsec_") + "==")


def _key_of(secret: str, default_url: str, parameter: str) -> tuple[str, str]:
    """Read a bare key, or a URL of another region that carries it."""
    if not secret.startswith(("http://", "https://")):
        return default_url, secret
    parts = urlsplit(secret)
    key = parse_qs(parts.query).get(parameter, [""])[0]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), key


def _json(url: str, body: dict[str, Any], headers: tuple[tuple[str, str], ...] = ()) -> Post:
    return Post(
        url, json.dumps(body).encode(), (("content-type", "application/json"), *headers)
    )


def _escaped(text: str) -> str:
    """Escape what Slack reads as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
