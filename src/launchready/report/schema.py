"""The JSON Schema of the JSON report, made from the model that writes it."""

from __future__ import annotations

from typing import Any

from launchready.audit.model import SCHEMA_VERSION, Report
from launchready.manifest.attribute_docstrings import described
from launchready.manifest.json_schema import DIALECT


def report_schema() -> dict[str, Any]:
    """Give the schema of `--format json`.

    It permits keys that it does not know: later reports of the same schema version may
    say more, and must not fail a reader that was written today.
    """
    schema = described(Report.model_json_schema(by_alias=True, mode="serialization"), Report)
    schema["properties"]["schema_version"] = {
        "const": SCHEMA_VERSION,
        "title": "Schema Version",
    }
    return {"$schema": DIALECT, **_open(schema), "title": "launchready report"}


def _open(schema: Any) -> Any:
    match schema:
        case dict():
            return {
                key: _open(value)
                for key, value in schema.items()
                if (key, value) != ("additionalProperties", False)
            }
        case list():
            return [_open(each) for each in schema]
        case _:
            return schema
