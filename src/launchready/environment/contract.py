"""The contract as judges use it, read from the manifest without the whole of its schema.

`launchready.manifest.schema` takes 100 ms to import, which a start-up should not pay; named
tuples stand for dataclasses here, since importing those takes 10 ms.  `quick_contract`
understands the `[env]` tables alone, and only where they are plainly right; for anything
else the caller loads the manifest in full, which names line and cure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from launchready.manifest.patterns import pattern_problem

if TYPE_CHECKING:
    from launchready.manifest.schema import Manifest

TYPES = frozenset(
    {"str", "int", "float", "bool", "url", "email", "port", "enum", "json", "duration",
     "base64", "path"}
)  # fmt: skip


class Variable(NamedTuple):
    """One variable; `launchready.manifest.schema.EnvVar` says what each field means."""

    name: str
    required: bool = True
    secret: bool = False
    type: str = "str"
    in_: tuple[str, ...] = ()
    describe: str = ""
    rotate: str = ""
    lives: str = ""
    values: tuple[str, ...] = ()
    min_length: int | None = None
    pattern: str | None = None
    default: str | None = None
    example: str | None = None
    not_in_repository: bool = False
    local: bool = False

    def belongs_to(self, environment: str) -> bool:
        """Say whether an environment has this variable."""
        return not self.in_ or environment in self.in_

    @property
    def must_be_set(self) -> bool:
        """Say whether the product cannot do without a value from outside."""
        return self.required and self.default is None


class Contract(NamedTuple):
    """All variables, and what judging them needs to know of the product.

    Attributes:
        variables: by name, in the order of the manifest.
        domain: the product's apex, whose hosts are never mere examples.
        environment: what the manifest describes.
    """

    variables: Mapping[str, Variable] = MappingProxyType({})
    domain: str = ""
    environment: str = "production"

    def of(self, environment: str) -> dict[str, Variable]:
        """Give the variables that an environment has."""
        return {n: v for n, v in self.variables.items() if v.belongs_to(environment)}

    @property
    def environments(self) -> tuple[str, ...]:
        """Give every environment that a variable names, in order."""
        named = (each for variable in self.variables.values() for each in variable.in_)
        return tuple(dict.fromkeys((self.environment, *named)))


def contract_of(manifest: Manifest) -> Contract:
    """Take the contract from a loaded manifest."""
    variables = {
        name: Variable(name, **{each: getattr(declared, each) for each in _FIELDS})
        for name, declared in manifest.env.items()
    }
    return Contract(variables, manifest.product.domain, manifest.product.environment)


class NotPlain(ValueError):
    """The `[env]` tables are not plainly right: to be read in full, for a full answer."""


def quick_contract(text: str) -> Contract:
    """Read the contract from a manifest's text, without looking at its other tables.

    Raises:
        NotPlain: the whole schema has to be asked.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotPlain(str(error)) from None
    product, tables = data.get("product"), data.get("env", {})
    if not _is_table(product) or not _is_table(tables):
        raise NotPlain("[product] or [env] is no table")
    domain, environment = product.get("domain"), product.get("environment", "production")
    if not isinstance(domain, str) or environment not in ("production", "staging"):
        raise NotPlain("[product] is to be looked at")
    return Contract(
        {name: _variable(name, table) for name, table in tables.items()},
        domain.rstrip(".").lower(),
        environment,
    )


_FIELDS = tuple(each for each in Variable._fields if each != "name")
_BOOLEANS = frozenset({"required", "secret", "not_in_repository", "local"})
_TEXTS = frozenset({"describe", "rotate", "lives", "pattern", "default", "example", "type"})
_LISTS = frozenset({"in", "values"})


def _is_table(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _variable(name: str, table: object) -> Variable:
    if not _is_table(table):
        raise NotPlain(f"env.{name} is no table")
    fields: dict[str, Any] = {}
    for key, value in table.items():
        if not _plain(key, value):
            raise NotPlain(f"env.{name}.{key} is to be looked at")
        fields["in_" if key == "in" else key] = tuple(value) if key in _LISTS else value
    variable = Variable(name, **fields)
    wrong_type = variable.type not in TYPES
    if wrong_type or (variable.type == "enum" and not variable.values):
        raise NotPlain(f"env.{name}.type is to be looked at")
    if variable.pattern is not None and pattern_problem(variable.pattern):
        raise NotPlain(f"env.{name}.pattern is to be looked at")
    return variable


def _plain(key: str, value: object) -> bool:
    if key in _BOOLEANS:
        return isinstance(value, bool)
    if key in _TEXTS:
        return isinstance(value, str)
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return key == "min_length" and type(value) is int and value > 0
