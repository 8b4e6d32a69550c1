"""Source maps that anyone can fetch are found, also those within a script."""

from launchready.checks.edge import source_maps as check
from tests.checks.cases import Case, judges
from tests.checks.edge.assets import PLAIN, answered, given, served

Out = check.Outcomes
MAP = f"{PLAIN}.map"
JSON = ("content-type", "application/json")
HTML = ("content-type", "text/html; charset=utf-8")

CASES = (
    Case(Out.NONE_SERVED, "none named", given(served(PLAIN))),
    Case(
        Out.NONE_SERVED,
        "named and not there",
        given(served(PLAIN, map_url=MAP, source_map=answered(MAP, status=404))),
    ),
    Case(
        Out.NONE_SERVED,
        "an application answers every path with its page",
        given(served(PLAIN, map_url=MAP, source_map=answered(MAP, HTML))),
    ),
    Case(
        Out.SERVED,
        "there",
        given(served(PLAIN, map_url=MAP, source_map=answered(MAP, JSON))),
    ),
    Case(Out.INLINE, "within the script", given(served(PLAIN, map_inline=True))),
    Case(Out.NO_ASSETS, "none", given()),
    Case(Out.NOT_SEEN, "the map gave no answer", given(served(PLAIN, map_url=MAP))),
    Case(Out.NOT_SEEN, "none could be had", given(unseen=(f"{PLAIN}: timed out",))),
)

test_outcomes = judges(check, CASES)
