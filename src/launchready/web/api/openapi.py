"""Writes the OpenAPI document of every operation (OpenAPI 3.1)."""

from __future__ import annotations

import functools
from typing import Any

from pydantic.json_schema import models_json_schema

import launchready
from launchready.web.api.operations import BASE, OPERATIONS, Operation

_PROBLEM = {
    "type": "object",
    "description": "What is wrong (RFC 9457).",
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["status", "title", "detail"],
}
_REFUSALS = {
    "401": "No key, or one that is not known",
    "403": "The key lacks the scope",
    "422": "A field is wrong; the detail names it",
    "429": "Too many wrong keys from there: wait",
    "503": "The store does not answer: try again",
}


@functools.cache
def document() -> dict[str, Any]:
    """Write the document."""
    answers = {each.answers for each in OPERATIONS}
    ordered = sorted(answers, key=lambda each: each.__name__)
    keys, definitions = models_json_schema(
        [(each, "serialization") for each in ordered],
        ref_template="#/components/schemas/{model}",
    )
    schemas = {**definitions.get("$defs", {}), "Problem": _PROBLEM}
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        answer = keys[each.answers, "serialization"]
        paths.setdefault(BASE + each.path, {})[each.method.lower()] = _written(each, answer)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "launchready watch",
            "version": launchready.__version__,
            "description": "Monitors, incidents, releases and audits, for programs.",
        },
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by an owner under Settings, Tokens; begins with lr_.",
                }
            },
        },
    }


def _written(operation: Operation[Any, Any], answer: dict[str, Any]) -> dict[str, Any]:
    refusals = dict(_REFUSALS)
    if operation.path_fields or operation.name in {"list_looks", "uptime_of", "show_release"}:
        refusals["404"] = "There is no such thing"
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    written: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs a key with the scope `{operation.scope.value}`.",
        "responses": {
            "200": {
                "description": (operation.answers.__doc__ or "").partition("\n")[0],
                "content": {"application/json": {"schema": answer}},
            },
            **{
                status: {"description": text, "content": problem}
                for status, text in sorted(refusals.items())
            },
        },
    }
    schema = operation.takes.model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    parameters, body = [], {}
    for name, field in schema.get("properties", {}).items():
        place = "path" if name in operation.path_fields else "query"
        if place == "query" and operation.method == "POST":
            body[name] = field
            continue
        parameters.append(
            {"name": name, "in": place, "required": name in required, "schema": field}
        )
    if parameters:
        written["parameters"] = parameters
    if body:
        schema = {
            "type": "object",
            "properties": body,
            "required": sorted(required & set(body)),
        }
        written["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return written
