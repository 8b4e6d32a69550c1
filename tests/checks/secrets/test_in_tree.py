"""A secret in the source costs according to what it is and whether git keeps it."""

from typing import Any

from launchready.checks.secrets import in_tree as check
from launchready.facts.secrets import FoundSecret, TreeSecrets
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.secrets.found import findings, publishable, sandbox, secret, suspected

Out = check.Outcomes
PLACE = "src/pay.py:3"


def given(*found: FoundSecret, unread: str = "") -> dict[str, Any]:
    """Show the judge a working tree."""
    return {
        "repository": manifest(repository={"build_output": ["./dist/"]}).repository,
        "tree": TreeSecrets(findings(*found, unread=unread)),
    }


CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "a publishable key", given(publishable("src/page.ts"))),
    Case(Out.CLEAN, "in the bundle, which is in-frontend's", given(secret("dist/app.js"))),
    Case(Out.SECRET, "a live key", given(secret(), unread="a.zip"), PLACE),
    Case(Out.SECRET, "beside what is built", given(secret("distant.py")), "distant.py:3"),
    Case(Out.LYING_THERE, "not tracked", given(secret(tracked=False)), PLACE),
    Case(Out.SANDBOX, "a sandbox key", given(sandbox()), PLACE),
    Case(Out.SUSPECTED, "a word nearby", given(suspected()), PLACE),
    Case(Out.NOT_ALL_READ, "not readable", given(unread="a.zip")),
)

test_outcomes = judges(check, CASES)


def test_the_fix_is_the_providers_own() -> None:
    """How to rotate this kind of key is in the evidence, which fills the fix."""
    (verdict,) = check.judge(**given(secret()))  # type: ignore[misc]
    assert verdict.evidence["rotate"] == "Roll the key."
    assert verdict.summary == (
        "Stripe live secret key in the repository (sk_live_… (32 characters))"
    )
