"""The JUnit report tells CI servers each finding, and passes nothing that was not seen."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from hypothesis import given, settings

from launchready.checks.catalogue import STAGES
from launchready.report.junit import render
from launchready.report.plain import plain
from tests.report.given import everything, hostile, hostile_text


def cases(root: Element) -> dict[str, list[Element]]:
    """Give the test cases by the check that they are of."""
    found: dict[str, list[Element]] = {}
    for case in root.iter("testcase"):
        found.setdefault(case.get("classname") or "", []).append(case)
    return found


def test_a_stage_is_a_suite_and_its_numbers_add_up() -> None:
    """Suites come in the order of the stages; counts are those of what is inside."""
    root = fromstring(render(everything()))
    names = [suite.get("name") for suite in root]
    assert names == [f"launchready.{s}" for s in STAGES if f"launchready.{s}" in names]
    for suite in (root, *root):
        inside = list(suite.iter("testcase"))
        assert suite.get("tests") == str(len(inside))
        for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(kind) == str(sum(case.find(tag) is not None for case in inside))


def test_each_status_has_its_own_element() -> None:
    """Failures fail, our faults are errors, the unseen is skipped with its reason."""
    found = cases(fromstring(render(everything())))

    def said(check: str) -> tuple[str, str]:
        (case,) = found[check]
        (inside,) = case
        return inside.tag, inside.get("message") or ""

    assert list(found["domain/certificate-valid"][0]) == []
    assert said("domain/tls-versions") == ("failure", "sends no Strict-Transport-Security")
    assert said("domain/caa-permits-issuer")[0] == "error"
    unseen = ("skipped", "could not be seen: sends no Strict-Transport-Security")
    assert said("domain/resolves") == unseen
    assert said("quick/owner-known") == (
        "skipped",
        "only you can say: who holds the DNS account?",
    )
    tag, why = said("domain/hsts")
    assert tag == "skipped"
    assert why.startswith("put off until 2027-01-15, decided by ana@acme.example: the old")
    assert "edge/cookie-flags" not in found


def test_a_failure_says_what_to_do() -> None:
    """What was seen, the fix with its hours, and the command are in the failure's text."""
    (case, *_) = cases(fromstring(render(everything())))["edge/compression-0"]
    (failure,) = case
    assert failure.get("type") == "blocker"
    assert (failure.text or "").splitlines() == [
        "seen: a, b",
        "days: 0",
        "at: 2026-11-01 09:30 UTC",
        "Fix (about 30 minutes): send the header",
        "Verify: launchready audit --only edge/compression-0",
    ]


@settings(max_examples=100, deadline=None)
@given(hostile_text)
def test_hostile_words_leave_the_xml_whole(said: str) -> None:
    """Whatever a product sends, the file parses and holds the words as words."""
    root = fromstring(render(hostile(said)))
    case = cases(root)["edge/compression"][0]
    assert case.get("name") == plain(said)
    assert len(list(root.iter("testcase"))) == 6
