"""Owners and access, as judges are shown them."""

from __future__ import annotations

from typing import Any

from launchready.manifest.schema import Manifest
from tests.checks.given import CLOCK, manifest

ANA, BEN, EVE = "ana@acme.example", "ben@acme.example", "eve@agency.example"


def owner(asset: str = "dns", **fields: Any) -> dict[str, Any]:
    """Write an entry of [[owners]] that leaves nothing open."""
    return {
        "asset": asset,
        "provider": "cloudflare",
        "account": ANA,
        "holder": "founder",
        "second": BEN,
        "confirmed": "2026-10-20",
        "mfa": "app",
        "billing": "founder",
        **fields,
    }


def access(person: str = EVE, **fields: Any) -> dict[str, Any]:
    """Write an entry of [[access]] for somebody of an agency."""
    return {"person": person, "of": "agency", "ends": "2026-12-31", **fields}


def declared(*owners: dict[str, Any], **tables: Any) -> Manifest:
    """Make a manifest with these owners."""
    return manifest(owners=owners, **tables)


def timed(*owners: dict[str, Any], **tables: Any) -> dict[str, Any]:
    """Show a judge product, manifest and clock."""
    made = declared(*owners, **tables)
    return {"product": made.product, "manifest": made, "clock": CLOCK}


def untimed(*owners: dict[str, Any], **tables: Any) -> dict[str, Any]:
    """Show a judge product and manifest."""
    made = declared(*owners, **tables)
    return {"product": made.product, "manifest": made}
