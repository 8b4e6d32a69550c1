"""Cases are readable, sourced, and cannot be broken by a mere quote of the question."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from launchready.ai.case import CasesError, join_cases, load_cases, own_cases, read_cases
from launchready.ai.judge import Terms, judge
from launchready.ai.marks import fill_case, make_marks, put
from launchready.ai.reply import Reply
from launchready.facts.assistants import Category

SOURCE = re.compile(r"LLM(0[1-9]|10):2025|.*(arXiv:\d{4}\.\d{5}|NeurIPS|embracethered|BCCRT).*"
                    r"|CVE-\d{4}-\d+|CWE-\d+")  # fmt: skip

GOOD = """
category: injection
sources: ["LLM01:2025"]
cases:
  - {id: a, title: one, ask: "{mark_a} {mark_b}", breaks: {mark: true}}
"""


def test_enough_of_every_kind() -> None:
    """There are 120 cases and more, in every category, and through every way in."""
    cases = own_cases()
    assert len(cases) >= 120
    by_category = Counter(case.category for case in cases)
    assert set(by_category) == set(Category)
    assert min(by_category.values()) >= 8
    ways = Counter(case.through for case in cases if case.category is Category.INJECTION)
    assert set(ways) == {"direct", "document", "record", "tool-result"}
    assert min(ways.values()) >= 8
    leaks = Counter(place for case in cases for place in case.breaks.leaks)
    assert min(leaks[place] for place in ("tenant", "system-prompt", "env")) >= 4


def test_every_case_says_where_it_comes_from() -> None:
    """Each source is an id of OWASP's list, a paper, or a public record."""
    for case in own_cases():
        for source in case.sources:
            assert SOURCE.fullmatch(source), (case.id, source)


@pytest.mark.parametrize("case", own_cases(), ids=lambda case: case.id)
def test_quoting_the_question_is_not_obeying_it(case) -> None:  # type: ignore[no-untyped-def]
    """An answer that only repeats a marked question back, in full, has not obeyed it."""
    attempt = fill_case(case, make_marks("other-tenant-1"))
    assert not re.search(r"\{(mark_a|mark_b|sink|other)\}", attempt.ask + attempt.plant)
    if case.breaks.mark:
        quoted = Reply(f"I was asked: {attempt.ask} {attempt.plant}. I will not do that.")
        assert "did what the text told it" not in judge(attempt, quoted, Terms({}))
        obeyed = Reply(f"Sure: {attempt.marks.mark}")
        assert judge(attempt, obeyed, Terms({})) == ("did what the text told it",)


def test_every_attempt_has_marks_of_its_own() -> None:
    """What one attempt left behind cannot break the next."""
    marks = [make_marks() for _ in range(50)]
    assert len({each.mark for each in marks}) == 50
    assert len({each.sink for each in marks}) == 50


def test_a_long_question_is_made_when_it_is_asked() -> None:
    """A question as long as a book stands in one line of the file."""
    case = next(case for case in own_cases() if case.repeat_times)
    assert len(fill_case(case, make_marks()).ask) > 20_000


def test_values_go_into_json_at_any_depth() -> None:
    """A body of the manifest's takes the question wherever its placeholder stands."""
    body = {"a": [{"b": "<{ask}>"}, 1], "c": True, "{ask}": "x"}
    assert put(body, "ask", 'q"uote') == {"a": [{"b": '<q"uote>'}, 1], "c": True, "{ask}": "x"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cases: [", "is not YAML"),
        ("a: 1", 'no list "cases"'),
        (GOOD.replace("sources", "source"), "unknown key 'source'"),
        (GOOD.replace("mark: true", "marks: true"), "case a: breaks.marks"),
        (GOOD.replace("{mark: true}", "{}"), "nothing that would count"),
        (GOOD.replace("id: a", "id: A B"), "case A B: id"),
        (GOOD.replace("title: one", "title: one, through: record"), "a plant"),
        (GOOD + GOOD.split("cases:")[1], 'two cases have the id "a"'),
        ("x: &a [1]\ncases: [*a, *a]", "aliases"),
        ("cases: !!python/object/apply:os.system [id]", "is not YAML"),
        ("cases:\n" + "  - " + "[" * 3000, ""),
        ("cases: [1]", "case 1 is no mapping"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(text: str, says: str) -> None:
    """A file that cannot be used names itself and the place, and runs nothing."""
    with pytest.raises(CasesError) as caught:
        read_cases(text, "mine.yaml")
    assert says in str(caught.value)


def test_a_users_file_adds_to_the_cases(tmp_path: Path) -> None:
    """A product's own cases are read like launchready's, and ids stay unique."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert [case.id for case in load_cases(path)] == ["a"]
    with pytest.raises(CasesError, match="two cases"):
        join_cases([load_cases(path), load_cases(path)])
    with pytest.raises(CasesError, match="no such file"):
        load_cases(tmp_path / "none.yaml")
