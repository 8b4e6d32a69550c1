"""The quick reading of [env] agrees with the whole schema, or leaves the answer to it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from launchready.environment.contract import (
    TYPES,
    Contract,
    NotPlain,
    Variable,
    contract_of,
    quick_contract,
)
from launchready.manifest.schema import EnvVar, Manifest

TEXT = st.text(st.characters(codec="ascii", min_codepoint=32), max_size=12)
ANY = st.one_of(
    TEXT, st.booleans(), st.integers(-3, 5), st.floats(0, 9), st.lists(TEXT, max_size=3),
    st.lists(st.integers(0, 3), min_size=1, max_size=2), st.sampled_from(["str", "enum", "tr"]),
)  # fmt: skip
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "required": st.booleans(),
    "secret": st.booleans(),
    "type": st.sampled_from(sorted(TYPES)),
    "in": st.lists(TEXT, max_size=3),
    "describe": TEXT,
    "rotate": TEXT,
    "lives": TEXT,
    "values": st.lists(TEXT, max_size=3),
    "min_length": st.integers(1, 99),
    "pattern": st.sampled_from(["[a-z]+", "x", "(a+)+", "("]),
    "default": TEXT,
    "example": TEXT,
    "not_in_repository": st.booleans(),
    "local": st.booleans(),
}
RIGHT = st.fixed_dictionaries({}, optional=FIELDS)
ODD = st.dictionaries(st.sampled_from([*FIELDS, "in_", "name", "requird"]), ANY, max_size=4)


def text_of(table: dict[str, Any], **product: Any) -> str:
    """Write a manifest with one variable."""
    return tomlkit.dumps(
        {
            "product": {"name": "Acme", "domain": "acme.example", **product},
            "env": {"NAME": table},
        }
    )


def whole(text: str) -> Contract | None:
    """Read the contract through the whole schema; None where that refuses it."""
    try:
        return contract_of(Manifest.model_validate(tomllib.loads(text)))
    except ValidationError:
        return None


@given(st.one_of(RIGHT, ODD))
def test_whatever_is_read_quickly_is_read_the_same_in_full(table: dict[str, Any]) -> None:
    """Nothing is accepted that the schema refuses, and no field comes out otherwise."""
    text = text_of(table)
    try:
        quick = quick_contract(text)
    except NotPlain:
        return
    assert quick == whole(text)


@given(RIGHT)
def test_what_the_documentation_shows_is_read_quickly(table: dict[str, Any]) -> None:
    """Every table that is written as documented takes the short way."""
    text = text_of(table)
    full = whole(text)
    if full is not None:
        assert quick_contract(text) == full


def test_every_field_of_the_schema_is_known() -> None:
    """A field that is added to the schema is added to the contract, too."""
    assert set(Variable._fields) - {"name"} == set(EnvVar.model_fields)
    written = {name: field.alias or name for name, field in EnvVar.model_fields.items()}
    assert set(written.values()) == FIELDS.keys()
    defaults = EnvVar()
    for name in EnvVar.model_fields:
        assert getattr(Variable("X"), name) == getattr(defaults, name), name


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_what_judging_needs_of_the_product(environment: str) -> None:
    """Domain and environment come along."""
    contract = quick_contract(text_of({}, domain="Acme.Example.", environment=environment))
    assert (contract.domain, contract.environment) == ("acme.example", environment)
    assert whole(text_of({}, domain="Acme.Example.", environment=environment)) == contract


@pytest.mark.parametrize(
    "text",
    ["", "[", "[product]\nname='a'\n", "product = 1",
     "env = 1\n[product]\nname='a'\ndomain='a.example'",
     "[product]\nname='a'\ndomain='a.example'\nenvironment='prod'",
     "[product]\nname='a'\ndomain='a.example'\n[env]\nX = 1\n",
     "x = " + "[" * 100_000],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_schema(text: str) -> None:
    """The quick way never explains a mistake: that is done in full, with line and cure."""
    with pytest.raises(NotPlain):
        quick_contract(text)


def test_environments() -> None:
    """A variable belongs where `in` says, and everywhere without it."""
    contract = Contract({"A": Variable("A", in_=("staging", "qa")), "B": Variable("B")})
    assert list(contract.of("staging")) == ["A", "B"]
    assert list(contract.of("production")) == ["B"]
    assert contract.environments == ("production", "staging", "qa")
