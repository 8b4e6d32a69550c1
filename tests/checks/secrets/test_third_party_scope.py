"""How far a key reaches is judged by what its provider says, its kind, or asked."""

from typing import Any

from launchready.checks.secrets import third_party_scope as check
from launchready.facts.rotation import KeyRecord, KeyState, ProviderKey, ProviderKeys
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
NAME = "GITHUB_TOKEN"


def record(*scopes: str, broad: tuple[str, ...] = (), **fields: Any) -> KeyRecord:
    """Make what a provider said."""
    state = fields.get("state", KeyState.ALIVE)
    return KeyRecord(NAME, "0" * 16, "GitHub token", state, "2026-11-02", scopes, broad)


def given(
    power: str = "", said: KeyRecord | None = None, *, some: bool = True
) -> dict[str, Any]:
    """Show the judge one key."""
    key = ProviderKey(NAME, "GitHub", "personal access token", power, said)
    return {"product": manifest().product, "keys": ProviderKeys((key,) if some else ())}


CASES = (
    Case(Out.LIMITED, "one scope", given(said=record("read:user")), NAME),
    Case(Out.LIMITED_KIND, "a kind that does one thing", given("some"), NAME),
    Case(Out.BROAD, "a far one", given("some", record("repo", broad=("repo",))), NAME),
    Case(Out.EVERYTHING, "a kind without scopes", given("all"), NAME),
    Case(Out.EVERYTHING, "whatever it lists", given("all", record("mail")), NAME),
    Case(Out.DEAD, "refused", given(said=record(state=KeyState.DEAD)), NAME),
    Case(Out.NOT_SAID, "nobody asked", given(), NAME),
    Case(Out.NOT_SAID, "alive, but no scopes told", given(said=record()), NAME),
    Case(Out.NO_KEYS, "none declared", given(some=False)),
)

test_outcomes = judges(check, CASES)
