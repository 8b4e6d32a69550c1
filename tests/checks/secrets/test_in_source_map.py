"""What a source map holds is as published as the map."""

from launchready.checks.secrets import in_source_map as check
from tests.checks.cases import Case, judges
from tests.checks.secrets.found import sandbox, secret, suspected
from tests.checks.secrets.test_in_frontend import given

Out = check.Outcomes
MAP = "dist/app.js.map!src/api.ts"
PLACE = f"{MAP}:3"

CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "only in the bundle, which is in-frontend's", given(secret("dist/app.js"))),
    Case(Out.SECRET, "a live key", given(maps=(secret(MAP),)), PLACE),
    Case(Out.SANDBOX, "a sandbox key", given(maps=(sandbox(MAP),)), PLACE),
    Case(Out.SUSPECTED, "a word nearby", given(maps=(suspected(MAP),)), PLACE),
    Case(Out.NOT_BUILT, "no build", given(missing=("dist",))),
    Case(Out.NOT_ALL_READ, "not readable", given(unread="dist/x.js.map")),
    Case(Out.NO_FRONTEND, "none declared", given(output=())),
)

test_outcomes = judges(check, CASES)
