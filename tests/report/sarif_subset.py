"""The part of SARIF 2.1.0 that a report uses, as a closed JSON Schema in our own words.

The standard's schema leaves nearly everything optional; this one wants what code scanning
needs, and permits nothing else.  Sections are those of SARIF 2.1.0 (OASIS).
"""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Describe an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


MESSAGE = closed({"text": TEXT})  # 3.11
LOCATION = closed(  # 3.28
    {
        "physicalLocation": closed(  # 3.29
            {
                "artifactLocation": closed(  # 3.4
                    {
                        "uri": {"type": "string", "pattern": r"^(?!/)(?!.*\.\./)[^\s:?#]+$"},
                        "uriBaseId": {"const": "%SRCROOT%"},
                    }
                ),
                "region": closed(  # 3.30
                    {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    }
                ),
            }
        ),
        "logicalLocations": {
            "type": "array",
            "minItems": 1,
            "items": closed({"fullyQualifiedName": {"type": "string"}}),
        },
    }
)
RULE = closed(  # 3.49
    {"id": TEXT, "name": TEXT, "shortDescription": MESSAGE},
    fullDescription=closed({"text": {**TEXT, "maxLength": 1024}}),
    defaultConfiguration=closed({"level": {"enum": ["error", "warning", "note"]}}),
    help=closed({"text": TEXT, "markdown": TEXT}),
    properties=closed(
        {
            "tags": {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True},
            "precision": {"enum": ["very-high", "high", "medium", "low"]},
            "problem.severity": {"enum": ["error", "warning", "recommendation"]},
        }
    ),
)
RESULT = closed(  # 3.27
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "kind": {"enum": ["fail", "review", "open"]},
        "level": {"enum": ["error", "warning", "note", "none"]},
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION, "minItems": 1, "maxItems": 1},
        "partialFingerprints": closed(
            {"primaryLocationLineHash": TEXT, "launchready/v1": TEXT}
        ),
        "suppressions": {
            "type": "array",
            "items": closed(  # 3.35
                {
                    "kind": {"const": "external"},
                    "status": {"const": "accepted"},
                    "justification": TEXT,
                }
            ),
        },
        "properties": {"type": "object"},
    },
    relatedLocations={"type": "array", "items": LOCATION, "minItems": 1, "maxItems": 1},
    baselineState={"enum": ["new", "unchanged"]},
)
RESULT["if"] = {"properties": {"kind": {"const": "fail"}}}
RESULT["then"] = {"properties": {"level": {"enum": ["error", "warning", "note"]}}}
RESULT["else"] = {"properties": {"level": {"const": "none"}}}  # 3.27.10

LOG = closed(  # 3.13
    {
        "$schema": {"type": "string", "pattern": "sarif-schema-2.1.0.json$"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": closed(  # 3.14
                {
                    "tool": closed(
                        {
                            "driver": closed(
                                {
                                    "name": {"const": "launchready"},
                                    "version": TEXT,
                                    "rules": {"type": "array", "items": RULE},
                                }
                            )
                        }
                    ),
                    "automationDetails": closed({"id": {"type": "string", "pattern": "/$"}}),
                    "invocations": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": closed(  # 3.20
                            {
                                "executionSuccessful": {"type": "boolean"},
                                "startTimeUtc": {
                                    "type": "string",
                                    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
                                },
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": closed(
                                        {"level": {"const": "error"}, "message": MESSAGE}
                                    ),
                                },
                            }
                        ),
                    },
                    "columnKind": {"const": "unicodeCodePoints"},
                    "results": {"type": "array", "items": RESULT, "maxItems": 5000},
                    "properties": {"type": "object"},
                }
            ),
        },
    }
)
