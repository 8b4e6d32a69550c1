"""Secrets of two environments are compared by hash, where both are here."""

from typing import Any

from launchready.checks.config import staging_production_shared as check
from launchready.facts.environment import EnvironmentFile, EnvironmentFiles, HashedValue
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes

SECRET = {"A_KEY": {"secret": True}}


def file(environment: str, **hashes: str) -> EnvironmentFile:
    """Make a file of values."""
    values = tuple(HashedValue(name, value) for name, value in sorted(hashes.items()))
    return EnvironmentFile(f".env.{environment}", environment, values)


def given(
    *files: EnvironmentFile, env: dict[str, Any] | None = None, unread: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Show the judge files of values, and the contract."""
    declared = manifest(repository={}, env=SECRET if env is None else env)
    return {
        "repository": declared.repository,
        "files": EnvironmentFiles(files, unread),
        "manifest": declared,
    }


STAGING, PRODUCTION = file("staging", A_KEY="01"), file("production", A_KEY="02")
CASES = (
    Case(Out.SEPARATE, "different", given(STAGING, PRODUCTION)),
    Case(
        Out.SEPARATE,
        "settings may be equal",
        given(file("staging", A_KEY="01", LOG="9"), file("production", A_KEY="02", LOG="9")),
    ),
    Case(Out.SHARED, "equal", given(STAGING, file("production", A_KEY="01")), ".env.staging"),
    Case(
        Out.SHARED,
        "a secret by its name",
        given(file("staging", DB_PASSWORD="7"), file("production", DB_PASSWORD="7"), env={}),
        ".env.staging",
    ),
    Case(
        Out.ARE_THEY,
        "empty values are none",
        given(file("staging", A_KEY=""), file("production", A_KEY="")),
    ),
    Case(Out.ARE_THEY, "one is empty", given(file("staging", A_KEY=""), PRODUCTION)),
    Case(Out.ARE_THEY, "one file alone", given(PRODUCTION)),
    Case(
        Out.NO_SECRETS,
        "in production alone",
        given(env={"A_KEY": {"secret": True, "in": ["production"]}}),
    ),
    Case(Out.NO_SECRETS, "no secret", given(env={"A_KEY": {}})),
    Case(Out.NOT_READ, "unreadable", given(PRODUCTION, unread=(".env.staging: binary",))),
)

test_outcomes = judges(check, CASES)
