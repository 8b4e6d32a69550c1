"""A secret in any layer of an image is in the image."""

from typing import Any

from launchready.checks.secrets import in_container as check
from launchready.facts.secrets import FoundSecret, ImageSecrets
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.secrets.found import findings, sandbox, secret, suspected

Out = check.Outcomes
TAR = "image.tar"
INSIDE = f"{TAR}!sha256:9f86!etc/app.env"
PLACE = f"{INSIDE}:3"


def given(
    *found: FoundSecret,
    unread: str = "",
    images: tuple[str, ...] = (TAR,),
    missing: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Show the judge an image."""
    return {
        "repository": manifest(repository={}).repository,
        "image": ImageSecrets(findings(*found, unread=unread), images, missing),
    }


CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.SECRET, "a live key", given(secret(INSIDE)), PLACE),
    Case(Out.SANDBOX, "a sandbox key", given(sandbox(INSIDE)), PLACE),
    Case(Out.SUSPECTED, "a word nearby", given(suspected(INSIDE)), PLACE),
    Case(Out.NOT_ALL_READ, "a damaged layer", given(unread=TAR)),
    Case(Out.NOT_ALL_READ, "no such file", given(images=(), missing=("*.tar",))),
    Case(Out.NO_IMAGE, "none declared", given(images=())),
)

test_outcomes = judges(check, CASES)
