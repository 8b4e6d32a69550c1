"""A key is its owner's alone."""

from launchready.checks.secrets import private_key_permissions as check
from launchready.facts.exposure import KeyFile, KeyFiles
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes


def given(*modes: int, truncated: str = "") -> dict[str, object]:
    """Show the judge keys with some permissions."""
    found = tuple(KeyFile(f"ops/{n}.key", "private key", mode) for n, mode in enumerate(modes))
    return {
        "repository": manifest(repository={}).repository,
        "keys": KeyFiles(found, 90, truncated),
    }


CASES = (
    Case(Out.OWNER_ONLY, "0600", given(0o600, 0o400)),
    Case(Out.EVERYBODY, "0644", given(0o600, 0o644), "ops/1.key"),
    Case(Out.EVERYBODY, "writable by all", given(0o602), "ops/0.key"),
    Case(Out.GROUP, "0640", given(0o640, truncated="more"), "ops/0.key"),
    Case(Out.NO_KEYS, "none", given()),
    Case(Out.NOT_ALL_SEEN, "a part", given(0o600, truncated="more than 20000 files")),
)

test_outcomes = judges(check, CASES)
