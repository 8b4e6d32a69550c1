"""A thousand rows are too many in any case, 250 where nothing bounds them."""

from launchready.checks.performance import unbounded_result as check
from tests.checks.cases import Case, judges

from .evidence import URL
from .statements import ERRORS, NEVER, UNWATCHED, use, watched

Out = check.Outcomes
ALL = "SELECT id, total FROM orders"

CASES = (
    Case(Out.CLEAN, "249 countries", watched(use("SELECT * FROM countries", rows=249.0)), URL),
    Case(Out.NO_LIMIT, "a list of 250", watched(use(ALL, rows=250.0)), URL),
    Case(Out.CLEAN, "a page of 250", watched(use(rows=250.0)), URL),
    Case(
        Out.CLEAN,
        "a page in standard SQL",
        watched(use(f"{ALL} FETCH FIRST $1 ROWS ONLY", rows=250.0)),
        URL,
    ),
    Case(Out.MANY_ROWS, "a thousand", watched(use(ALL, rows=1000.0)), URL),
    Case(Out.MANY_ROWS, "a page of a thousand", watched(use(rows=1000.0)), URL),
    Case(Out.CLEAN, "a write", watched(use("DELETE FROM orders", rows=5000.0)), URL),
    Case(Out.NOT_SEEN, "errors alone", ERRORS, URL),
    Case(Out.NOT_WATCHED, "it could not be read", UNWATCHED),
    Case(Out.NOT_SAMPLED, "never", NEVER),
)

test_outcomes = judges(check, CASES)
