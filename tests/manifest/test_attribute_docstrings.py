"""What the source says below a field, an editor shows beside the key."""

from __future__ import annotations

import subprocess
import sys

from pydantic import BaseModel

from launchready.manifest.attribute_docstrings import described
from launchready.manifest.json_schema import manifest_schema
from launchready.report.schema import report_schema


class Part(BaseModel):
    """A part of the model below."""

    size: int
    """In octets."""
    other: int
    name: str = ""
    """What it is
    called."""


class Narrower(Part):
    """A part that says one thing anew."""

    size: int
    """In pages."""


class Whole(BaseModel):
    """A model of parts."""

    part: Part
    narrower: Narrower
    """The narrower one."""


def test_docstrings_are_those_of_the_field_itself() -> None:
    """Of the nearest class that has one; a field without one has no description."""
    schema = described(Whole.model_json_schema(), Whole)
    parts = schema["$defs"]
    assert parts["Part"]["properties"]["size"]["description"] == "In octets."
    assert parts["Part"]["properties"]["name"]["description"] == "What it is\ncalled."
    assert "description" not in parts["Part"]["properties"]["other"]
    assert parts["Narrower"]["properties"]["size"]["description"] == "In pages."
    assert parts["Narrower"]["properties"]["name"]["description"] == "What it is\ncalled."
    assert schema["properties"]["narrower"]["description"] == "The narrower one."


def test_both_schemas_are_described() -> None:
    """Keys under their names in the file, `from` and `in` among them."""
    tables = manifest_schema()["$defs"]
    assert tables["Redirect"]["properties"]["from"]["description"] == "The old URL."
    assert tables["Host"]["properties"]["role"]["description"].startswith("What it is for")
    finding = report_schema()["$defs"]["Finding"]["properties"]
    assert finding["outcome"]["description"].startswith("Which of the check's outcomes")


def test_no_command_pays_for_descriptions() -> None:
    """Loading a manifest reads no source code; only the schemas do."""
    code = "import sys, launchready.manifest.load, launchready.audit.run; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "launchready.manifest.schema" in loaded
    assert "launchready.manifest.attribute_docstrings" not in loaded
