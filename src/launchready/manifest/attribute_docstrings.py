"""Descriptions for JSON Schemas, from the strings that stand below a model's fields.

pydantic can read them as well (`use_attribute_docstrings`), but does so at each import: that
is forty milliseconds of every command, for what only `launchready schema` and the
documentation show.
"""

from __future__ import annotations

import ast
import functools
import inspect
import sys
from itertools import pairwise
from typing import Any

from pydantic import BaseModel


def described(schema: dict[str, Any], root: type[BaseModel]) -> dict[str, Any]:
    """Put the fields' docstrings into a model's JSON Schema, where they are missing.

    Args:
        schema: made by `root.model_json_schema(by_alias=True)`; changed in place.
        root: the model; those that it is made of can be had from its module.
    """
    module = sys.modules[root.__module__]
    for model in vars(module).values():
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        part = schema if model is root else schema.get("$defs", {}).get(model.__name__, {})
        properties = part.get("properties", {})
        for name, field in model.model_fields.items():
            text = next(
                (
                    text
                    for base in _models(model)
                    if (text := _docstrings(base.__module__).get((base.__name__, name)))
                ),
                "",
            )
            shown = properties.get(field.alias or name)
            if text and shown is not None:
                shown.setdefault("description", text)
    return schema


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Give a model and those that it is made from, but for pydantic's own."""
    bases = (base for base in model.__mro__ if issubclass(base, BaseModel))
    return [base for base in bases if base is not BaseModel]


@functools.cache
def _docstrings(module: str) -> dict[tuple[str, str], str]:
    """Map (class, field) to the string that follows the field in a module's source."""
    found: dict[tuple[str, str], str] = {}
    for statement in ast.parse(inspect.getsource(sys.modules[module])).body:
        if not isinstance(statement, ast.ClassDef):
            continue
        for field, after in pairwise(statement.body):
            if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
                continue
            match after:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    found[statement.name, field.target.id] = inspect.cleandoc(text)
                case _:
                    pass
    return found
