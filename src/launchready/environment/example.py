"""Writes .env.example from the contract: every variable explained, no secret in it."""

from __future__ import annotations

from collections.abc import Iterator

from launchready.environment.contract import Contract, Variable
from launchready.environment.values import example_of

HEAD = (
    "# Every variable of the product; written by `launchready env example` from\n"
    "# launchready.toml.  Copy to .env, fill in, never commit that.\n"
)


def write_example(contract: Contract) -> str:
    """Write the file: secrets are left empty, other variables show what they could be."""
    return "\n".join([HEAD, *(_block(each) for each in contract.variables.values())])


def _block(variable: Variable) -> str:
    lines = [f"# {line}" for line in variable.describe.splitlines() if line.strip()]
    lines.append(f"# {'; '.join(_facts(variable))}")
    optional = "" if variable.must_be_set else "# "
    value = "" if variable.secret else variable.default or example_of(variable)
    return "\n".join([*lines, f"{optional}{variable.name}={_quoted(value)}"]) + "\n"


def _facts(variable: Variable) -> Iterator[str]:
    yield "required" if variable.must_be_set else "optional"
    if variable.secret:
        yield "secret"
    if variable.type == "enum":
        yield f"one of {', '.join(variable.values)}"
    elif variable.type != "str":
        yield variable.type
    if variable.min_length:
        yield f"at least {variable.min_length} characters"
    if variable.pattern:
        yield f"matches {variable.pattern}"
    if variable.in_:
        yield f"in {', '.join(variable.in_)}"


def _quoted(value: str) -> str:
    """Quote what a reader of .env files would cut or change."""
    if not value or not set(value) & set(" #'\"\\\n$`"):
        return value
    if "'" not in value and "\\" not in value:
        return f"'{value}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
