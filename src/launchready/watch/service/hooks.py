"""What GitHub and Sentry tell by webhooks, believed only where the signature is right.

GitHub signs the body with HMAC-SHA256 (docs.github.com: validating webhook deliveries) and
tells of deployments in `deployment_status`; Sentry's integrations sign alike
(docs.sentry.io: integration platform, webhooks), and name the release in events.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from launchready.watch.decide.timeline import Deploy, Step, check_tag
from launchready.watch.model import DAY, MINUTE

SHORT_COMMIT = 12
_STEPS = {
    "in_progress": Step.START,
    "success": Step.FINISH,
    "failure": Step.ROLLBACK,
    "error": Step.ROLLBACK,
}
_PRODUCTION = frozenset({"production", "prod"})


class Forged(Exception):
    """The signature is missing, or is not of this body and secret."""


class NotUnderstood(Exception):
    """The body is signed, and yet not what its sender documents."""


class Seen(Struct, frozen=True):
    """A release that something was told of, though not its deployment."""

    tag: str


def key_of(source: str, body: bytes) -> str:
    """Give what the same news has, however often it is delivered."""
    return f"{source}/{hashlib.sha256(body).hexdigest()}"


def read_github(
    secret: str, headers: Mapping[str, str], body: bytes, now: int
) -> Deploy | None:
    """Read a delivery of GitHub's.

    Args:
        secret: of the webhook.
        headers: by lower-case names.
        body: as it came.
        now: ms.

    Returns:
        None where it tells of no deployment to production.

    Raises:
        Forged, NotUnderstood: nothing of it is believed.
    """
    _check(secret, body, headers.get("x-hub-signature-256", "").removeprefix("sha256="))
    if headers.get("x-github-event") != "deployment_status":
        return None
    told = _object(body)
    try:
        deployment, status = told["deployment"], told["deployment_status"]
        step = _STEPS.get(status["state"])
        production = (
            deployment.get("production_environment") is True
            or str(deployment["environment"]).lower() in _PRODUCTION
        )
        if step is None or not production:
            return None
        tag = check_tag(_tag(deployment, told.get("repository") or {}))
        return Deploy(tag, step, _moment(status.get("created_at"), now), "github")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NotUnderstood from error


def _tag(deployment: Mapping[str, Any], repository: Mapping[str, Any]) -> str:
    """Give the tag that was deployed; of a branch, the short commit."""
    ref, commit = str(deployment["ref"]), str(deployment["sha"])
    branch = ref.startswith("refs/heads/") or ref == repository.get("default_branch")
    if branch or ref == commit:
        return commit[:SHORT_COMMIT]
    return ref.removeprefix("refs/tags/")


def _moment(text: object, now: int) -> int:
    """Read when it happened; what is far from now is not believed."""
    at = int(datetime.fromisoformat(str(text)).timestamp() * 1000) if text else now
    return at if now - DAY < at < now + MINUTE else now


def read_sentry(secret: str, headers: Mapping[str, str], body: bytes) -> Seen | None:
    """Read a delivery of Sentry's.

    Args:
        secret: client secret of the integration.
        headers: by lower-case names.
        body: as it came.

    Returns:
        None where it names no release.

    Raises:
        Forged, NotUnderstood: nothing of it is believed.
    """
    _check(secret, body, headers.get("sentry-hook-signature", ""))
    data = _object(body).get("data")
    if not isinstance(data, dict):
        raise NotUnderstood
    for name in ("event", "error"):
        event = data.get(name)
        release = event.get("release") if isinstance(event, dict) else None
        if isinstance(release, str) and release.strip():
            try:
                return Seen(check_tag(release))
            except ValueError as error:
                raise NotUnderstood from error
    return None


def signed(secret: str, body: bytes, given: str) -> bool:
    """Say whether a signature, in hexadecimal, is of this body and secret."""
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(wanted.encode(), given.encode())


def _check(secret: str, body: bytes, given: str) -> None:
    if not signed(secret, body, given):
        raise Forged


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    if not isinstance(found, dict):
        raise NotUnderstood
    return found
