"""Only mail that is declared as bulk must be possible to leave."""

from launchready.checks.email import unsubscribe_headers as check
from tests.checks.cases import Case, judges

from .drilled import FAILED, NEWS, given, trial

Out = check.Outcomes
HERE = trial("unsubscribe", subject="news")
CASES = (
    Case(Out.ONE_CLICK, "there", given(HERE, mails=(NEWS,)), "news"),
    Case(
        Out.MISSING,
        "missing",
        given(trial("unsubscribe", FAILED, subject="news"), mails=(NEWS,)),
        "news",
    ),
    Case(
        Out.NOT_SEEN,
        "did not come",
        given(trial("arrives", FAILED, subject="news"), mails=(NEWS,)),
        "news",
    ),
    Case(Out.NOT_TRIED, "no drill", given(mails=(NEWS,)), "news"),
    Case(Out.NOT_TRIED, "long ago", given(HERE, mails=(NEWS,), days=31), "news"),
    Case(Out.NO_BULK, "transactional alone", given(trial("arrives"))),
)

test_outcomes = judges(check, CASES)
