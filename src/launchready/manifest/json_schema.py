"""The schema of `launchready.toml` as JSON Schema, for editors that complete and check TOML."""

from __future__ import annotations

from typing import Any

from launchready.manifest.attribute_docstrings import described
from launchready.manifest.schema import Host, Manifest

DIALECT = "https://json-schema.org/draft/2020-12/schema"

NEVER_WRITTEN = ("name", "declared")
"""Fields of a host that the file's own structure says: the table's key, and its being there."""


def manifest_schema() -> dict[str, Any]:
    """Give the schema of the file as a person writes it."""
    schema = described(Manifest.model_json_schema(by_alias=True, mode="validation"), Manifest)
    host = schema["$defs"][Host.__name__]
    for field in NEVER_WRITTEN:
        del host["properties"][field]
    host["required"] = [name for name in host["required"] if name not in NEVER_WRITTEN]
    if not host["required"]:
        del host["required"]
    return {
        "$schema": DIALECT,
        **schema,
        "title": "launchready.toml",
        "description": "What a product is meant to be.",
    }
