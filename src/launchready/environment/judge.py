"""Holds an environment's values against the contract: every problem, in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from launchready.environment.contract import Contract, Variable
from launchready.environment.names import nearest
from launchready.environment.suspicion import leftover, placeholder, wrong_environment
from launchready.environment.values import example_of, type_problem


class Wrong(StrEnum):
    """What can be wrong with a variable."""

    MISSING = "missing"
    EMPTY = "empty"
    MISNAMED = "misnamed"
    MALFORMED = "malformed"
    PLACEHOLDER = "placeholder"
    ENVIRONMENT = "wrong-environment"
    DUPLICATE = "duplicate"
    IN_REPOSITORY = "in-repository"


class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes:
        name: the variable.
        wrong: of what kind.
        text: what is wrong, as the end of a sentence that begins with the name; never the
            value.
        example: what the variable could be, "" where only its owner could say.
    """

    name: str
    wrong: Wrong
    text: str
    example: str = ""

    def __str__(self) -> str:
        example = f"; for example {self.name}={self.example}" if self.example else ""
        return f"{self.name} {self.text}{example}"


def judge(
    contract: Contract, values: Mapping[str, str | None], environment: str
) -> tuple[Problem, ...]:
    """Find everything that is wrong, in the order of the contract.

    Args:
        contract: what should be.
        values: what is; None for a variable that is set to something nobody saw.
        environment: which one it is ("production").
    """
    # A name of the contract is never another's misspelling, in whatever environment.
    strangers = [name for name in values if name not in contract.variables]
    problems = []
    for variable in contract.of(environment).values():
        problem = None
        if variable.name not in values:
            problem = _absent(variable, strangers)
        elif (value := values[variable.name]) is not None:
            problem = judge_value(contract, variable, value, environment)
        if problem:
            problems.append(problem)
    return tuple(problems)


def judge_value(
    contract: Contract, variable: Variable, value: str, environment: str
) -> Problem | None:
    """Find what is wrong with one value; the first of it, since the rest may follow from it."""
    if not value.strip():
        if not variable.required:
            return None
        return _problem(variable, Wrong.EMPTY, "is set, but empty")
    text = leftover(value, secret=variable.secret, type_=variable.type)
    if text:
        return _problem(variable, Wrong.MALFORMED, text)
    text = placeholder(
        value,
        secret=variable.secret,
        type_=variable.type,
        domain=contract.domain,
        example=variable.example,
    )
    if text:
        return _problem(variable, Wrong.PLACEHOLDER, text)
    text = type_problem(variable, value)
    if text:
        return _problem(variable, Wrong.MALFORMED, text)
    text = wrong_environment(
        value, type_=variable.type, environment=environment, local=variable.local
    )
    return _problem(variable, Wrong.ENVIRONMENT, text) if text else None


def _absent(variable: Variable, strangers: list[str]) -> Problem | None:
    meant = nearest(variable.name, strangers)
    if meant:
        return _problem(variable, Wrong.MISNAMED, f"is not set, but {meant} is: is that meant")
    if variable.must_be_set:
        purpose = f" ({variable.describe})" if variable.describe else ""
        return _problem(variable, Wrong.MISSING, f"is not set{purpose}")
    return None


def _problem(variable: Variable, wrong: Wrong, text: str) -> Problem:
    return Problem(variable.name, wrong, text, example_of(variable))


def told(problems: Sequence[Problem], environment: str, source: str) -> str:
    """Write every problem on a line of its own, below one that counts them."""
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    head = f"{count} with the environment of {environment}, from {source}:"
    return "\n".join([head, *(f"  {problem}" for problem in problems)])
