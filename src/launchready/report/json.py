"""The report as JSON: the contract that programs rely on (docs/report.schema.json)."""

from __future__ import annotations

from launchready.audit.model import Report


def render(report: Report) -> str:
    """Write a report as JSON, keys in the order of the schema."""
    return report.model_dump_json(indent=2)
