"""What is published is told from what may be."""

from typing import Any

from launchready.checks.secrets import in_frontend as check
from launchready.facts.secrets import BuildSecrets, FoundSecret
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.secrets.found import findings, publishable, sandbox, secret, suspected

Out = check.Outcomes
JS = "dist/app.js"
PLACE = f"{JS}:3"


def given(
    *found: FoundSecret,
    maps: tuple[FoundSecret, ...] = (),
    unread: str = "",
    missing: tuple[str, ...] = (),
    output: tuple[str, ...] = ("dist",),
) -> dict[str, Any]:
    """Show the judge a build."""
    return {
        "repository": manifest(repository={"build_output": output}).repository,
        "build": BuildSecrets(
            findings(*found, unread=unread),
            findings(*maps, unread=unread),
            folders=("dist",),
            missing=missing,
        ),
    }


CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "only in a map, which is in-source-map's", given(maps=(secret(JS),))),
    Case(Out.PUBLISHABLE, "a key for pages", given(publishable())),
    Case(
        Out.SECRET, "a live key beside one for pages", given(publishable(), secret(JS)), PLACE
    ),
    Case(Out.SANDBOX, "a sandbox key", given(sandbox(JS)), PLACE),
    Case(Out.SUSPECTED, "a word nearby", given(suspected(JS)), PLACE),
    Case(Out.NOT_BUILT, "no build", given(publishable(), missing=("dist",))),
    Case(Out.NOT_ALL_READ, "not readable", given(unread="dist/x.js")),
    Case(Out.NO_FRONTEND, "none declared", given(output=())),
)

test_outcomes = judges(check, CASES)
