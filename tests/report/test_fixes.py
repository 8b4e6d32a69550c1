"""The page of fixes in each format: the same facts, and nothing hostile that is obeyed."""

from __future__ import annotations

import json

import pytest

from launchready.audit.fixes import Fix, Fixes
from launchready.checks.verdict import Impact
from launchready.report import fixes as page

HOSTILE = "<script>alert(1)</script>\x1b[31m"
FIX = Fix(
    1,
    "performance/n-plus-one",
    "https://app.acme.example/list",
    f"11 times a request: {HOSTILE}",
    "Fetch it in one statement.",
    2.0,
    Impact.MEDIUM,
    7200.0,
    "400 ms less for each of 18,000 reads an hour",
    ("60 samples: median 700 ms", f"SELECT {HOSTILE}"),
    "launchready perf --route list",
)
FIXES = Fixes("Acme Portal", 5.0, True, (FIX,), 3, tuple(f"thing {n}" for n in range(7)))
EMPTY = Fixes("Acme Portal", 1.0, False, (), 0, ())


@pytest.mark.parametrize("write", [page.terminal, page.markdown, page.html])
def test_each_page_says_what_it_is_worth_and_how_to_measure_again(write: object) -> None:
    """Saving, work, proof, command, what was left out and what could not be judged."""
    text = write(FIXES)  # type: ignore[operator]
    for told in (
        "1 fix, about 2 h",
        "saves users 2.0 h an hour at the peak, 60 min for each hour of work",
        "60 samples: median 700 ms",
        "launchready perf --route list",
        "3 more are less worthwhile",
        "thing 4",
        "and 2 more",
    ):
        assert told in text, told
    assert "thing 5" not in text
    assert "\x1b" not in text


def test_what_a_product_sent_is_shown_and_not_obeyed() -> None:
    """Escaped in HTML, in a code span in Markdown."""
    assert "<script" not in page.html(FIXES)
    assert "`<script>alert(1)</script>" in page.markdown(FIXES)


def test_a_page_without_fixes_says_so() -> None:
    """Nothing to mend is an answer."""
    for write in (page.terminal, page.markdown, page.html):
        assert page.NOTHING in write(EMPTY)


def test_json_has_the_figures() -> None:
    """Seconds, for a program; null where no peak is declared."""
    document = json.loads(page.as_json(FIXES))
    (fix,) = document["fixes"]
    assert (fix["saved_s"], fix["saved_s_per_work_hour"]) == (7200.0, 3600.0)
    assert json.loads(page.as_json(EMPTY))["peak_rps"] is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (5400, "1.5 h")]
)
def test_durations_are_written_as_people_say_them(seconds: float, text: str) -> None:
    """Seconds, minutes, hours."""
    assert page.duration(seconds) == text
