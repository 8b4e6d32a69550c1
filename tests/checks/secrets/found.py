"""Secrets to show to judges: as the scanner tells them, without a value."""

from __future__ import annotations

from typing import Any

from launchready.facts.secrets import Danger, Findings, FoundSecret, Tier, Unread

HASH = "0123456789abcdef"
COMMIT = "a1b2c3d4e5f6" + "0" * 28


def secret(path: str = "src/pay.py", **fields: Any) -> FoundSecret:
    """Make a Stripe live key on line 3 of a file that git keeps."""
    return FoundSecret(
        **{
            "rule": "stripe-secret-key",
            "provider": "Stripe",
            "kind": "live secret key",
            "danger": Danger.SECRET,
            "tier": Tier.FORMAT,
            "path": path,
            "line": 3,
            "column": 9,
            "masked": "sk_live_… (32 characters)",
            "hash": HASH,
            "rotate": "Roll the key.",
            "tracked": True,
            **fields,
        }
    )


def sandbox(path: str = "src/pay.py", **fields: Any) -> FoundSecret:
    """Make a Stripe test key."""
    return secret(path, danger=Danger.TEST, kind="test secret key", **fields)


def suspected(path: str = "src/pay.py", **fields: Any) -> FoundSecret:
    """Make something that is called a password."""
    return secret(
        path, tier=Tier.CONTEXT, rule="keyword", provider="", kind="password", **fields
    )


def publishable(path: str = "dist/app.js") -> FoundSecret:
    """Make a key that is made for pages."""
    return secret(path, danger=Danger.PUBLISHABLE, kind="publishable key")


def findings(*found: FoundSecret, unread: str = "") -> Findings:
    """Make what a scan saw, with one thing that it could not read, if named."""
    problems = (Unread(unread, "permission denied"),) if unread else ()
    return Findings(found, unread=problems, unread_count=len(problems), texts=120)
