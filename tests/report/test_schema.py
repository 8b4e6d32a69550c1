"""The published JSON Schemas are those of the code, and real files hold to them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from launchready.manifest.json_schema import manifest_schema
from launchready.report import json as json_report
from launchready.report.schema import report_schema
from tests.report.given import everything, hostile, report

DOCS = Path(__file__).parents[2] / "docs"


def test_the_published_schema_is_the_code_s_own() -> None:
    """A change of the report's model changes the file in docs/, too."""
    published = json.loads((DOCS / "report.schema.json").read_text())
    assert published == report_schema(), "run: make schema"


@pytest.mark.parametrize("schema", [report_schema(), manifest_schema()])
def test_schemas_are_schemas(schema: dict[str, Any]) -> None:
    """Both hold to the dialect that they name, and explain what they ask for."""
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert '"description"' in json.dumps(schema)


@pytest.mark.parametrize("made", [everything(), report(), hostile("<b>")])
def test_reports_hold_to_the_schema(made: Any) -> None:
    """What --format json writes is what the schema says."""
    Draft202012Validator(report_schema()).validate(json.loads(json_report.render(made)))


def test_a_reader_of_today_takes_a_later_report() -> None:
    """New keys do not break old readers; a missing or changed one does."""
    validator = Draft202012Validator(report_schema())
    later = json.loads(json_report.render(everything()))
    later["new"] = later["findings"][0]["new"] = 1
    validator.validate(later)
    later["decision"] = "maybe"
    with pytest.raises(ValidationError, match="maybe"):
        validator.validate(later)


def test_the_documented_manifest_holds_to_its_schema() -> None:
    """The example in docs/manifest.md, which has every table, is right in an editor."""
    text = (DOCS / "manifest.md").read_text()
    validator = Draft202012Validator(manifest_schema())
    example = text.partition("```toml\n")[2].partition("```")[0]
    # Editors' schemas see TOML's dates as strings.
    data = json.loads(json.dumps(tomllib.loads(example), default=str))
    validator.validate(data)
    data["hosts"]["acme.example"]["rule"] = "app"
    with pytest.raises(ValidationError, match="rule"):
        validator.validate(data)
