"""The HTML report is whole, reads in order, works for everyone, and shows nothing unescaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from hypothesis import given, settings

from launchready.audit.model import Launch, Report
from launchready.checks.verdict import Impact, Status
from launchready.report.html import render
from launchready.report.plain import plain
from tests.report.given import everything, finding, hostile, hostile_text, report

XHTML = "{http://www.w3.org/1999/xhtml}"


def page(report: Report) -> Element:
    """Parse a report's page as a browser does."""
    tree = tinyhtml5.parse(render(report))
    assert isinstance(tree, Element)
    for element in elements(tree):
        element.tag = element.tag.removeprefix(XHTML)
    return tree


def text(element: Element) -> str:
    """Give an element's text as a reader hears it."""
    return " ".join("".join(element.itertext()).split())


def elements(tree: Element) -> list[Element]:
    """Give every element; the tag of a comment would be no text."""
    return [element for element in tree.iter() if not callable(element.tag)]


def test_sections_come_in_the_order_of_need() -> None:
    """The decision and the bar first, then risks, the rest, the plan, the map, blind spots."""
    headings = [text(each) for each in page(everything()).iter() if each.tag in {"h1", "h2"}]
    assert [heading.split(":")[0] for heading in headings] == [
        "✗ Do not launch yet",
        "Minimum bar",
        "Risks, the worst first",
        "Only you can say",
        "Everything, by stage",
        "Plan",
        "Domain map",
        "Decisions",
        "Changes since 1 October 2026, 00",
        "Blind spots",
    ]


@pytest.mark.parametrize("decision", Launch)
def test_the_decision_is_said_in_words_and_in_the_title(decision: Launch) -> None:
    """Whoever sees no colour knows the decision from the first heading and the tab."""
    tree = page(report(decision=decision))
    words = {
        Launch.LAUNCH: "Launch",
        Launch.WITH_KNOWN_RISKS: "Launch, with known risks",
        Launch.DO_NOT_LAUNCH: "Do not launch yet",
    }[decision]
    (heading,) = tree.iter("h1")
    (title,) = tree.iter("title")
    assert text(heading).endswith(words)
    assert title.text == f"{words}: Acme Portal"


def test_at_most_ten_risks_are_told_in_full_and_no_risk_is_lost() -> None:
    """Each of the ten has evidence, fix, time and command; the others stand by stage."""
    made = everything()
    tree = page(made)
    articles = list(tree.iter("article"))
    assert len(articles) == 10
    assert len(made.risks) > 10
    for article, risk in zip(articles, made.risks, strict=False):
        told = text(article)
        assert risk.target in told
        assert risk.summary in told
        assert "Send the header" in told or risk.fix in told
        assert "about 30 minutes" in told
        assert risk.verify in told
        assert str(risk.impact) in told
    rows = [text(row) for row in tree.iter("tr")]
    for each in made.findings:
        assert any(each.check in row and each.target in row for row in rows), each.check


def test_one_fault_in_many_places_is_one_risk() -> None:
    """Ten hosts with the same fault do not hide the other risks; each is still named."""
    same = [finding(target=f"h{n}.acme.example", evidence={"n": n}) for n in range(30)]
    other = finding("edge/source-maps", impact=Impact.LOW)
    tree = page(report(*same, other))
    first, second = tree.iter("article")
    assert "edge/source-maps" in text(second)
    told = text(first)
    assert "h0.acme.example" in told
    assert "h1.acme.example, h10.acme.example" in told
    assert "and 9 more" in told
    assert "about 4 hours" in told  # half an hour, and a quarter of it for each other
    rows = [text(row) for row in tree.iter("tr")]
    assert all(any(each.target in row for row in rows) for each in same)


def test_evidence_is_shown_by_name() -> None:
    """A sceptic finds what was seen: each value, lists item by item, nothing empty."""
    seen = {"header": "", "not_after": "2026-11-02", "names": ["a.example", "b.example"]}
    (risk,) = page(report(finding(evidence=seen))).iter("article")
    rows = {
        text(row.findall("dt")[0]): [text(each) for each in row.findall("dd")]
        for shown in risk.iter("dl")
        if shown.get("class") == "evidence"
        for row in shown.findall("div")
    }
    assert rows == {"not after": ["2026-11-02"], "names": ["a.example", "b.example"]}


def test_blind_spots_are_always_there() -> None:
    """Even a report in which nothing is wrong says what it did not see."""
    tree = page(report(decision=Launch.LAUNCH, blind_spots=("one region only",)))
    assert "one region only" in text(tree)
    assert any(heading.get("id") == "blind-spots" for heading in tree.iter("h2"))


def test_ids_are_unique_and_references_lead_somewhere() -> None:
    """Links within the page and labels of its parts refer to ids that exist, once."""
    tree = page(everything())
    ids = [element.get("id") for element in elements(tree) if element.get("id")]
    assert [each for each, times in Counter(ids).items() if times > 1] == []
    for element in elements(tree):
        referred = (element.get("aria-labelledby") or "").split()
        href = element.get("href") or ""
        referred += [href[1:]] if href.startswith("#") else []
        assert set(referred) <= set(ids), referred


def test_a_screen_reader_finds_its_way() -> None:
    """Landmarks, a skip link first, one h1, no heading level left out, tables with captions."""
    tree = page(everything())
    assert tree.get("lang") == "en"
    tags = Counter(element.tag for element in elements(tree))
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        assert tags[landmark] == 1 + (landmark == "title") * (tags["title"] - 1), landmark
    (body,) = tree.iter("body")
    assert (body[0].tag, body[0].get("href")) == ("a", "#main")
    levels = [int(e.tag[1]) for e in elements(tree) if re.fullmatch("h[1-6]", e.tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in tree.iter("table"):
        assert table[0].tag == "caption"
        for cell in table.iter("th"):
            assert cell.get("scope") in {"row", "col"}
    for details in tree.iter("details"):
        assert details[0].tag == "summary"
        assert text(details[0])
    for element in elements(tree):
        if element.get("role") == "region":
            assert element.get("aria-label")
            assert element.get("tabindex") == "0"


def test_no_meaning_is_in_colour_alone() -> None:
    """Every badge is a word, and every answer of the bar says met or not met."""
    tree = page(everything())
    badges = [text(e) for e in elements(tree) if "badge" in (e.get("class") or "").split()]
    words = {str(each).replace("-", " ") for each in (*Impact, *Status)} | {"put off"}
    assert badges
    assert set(badges) <= words
    answers = [text(e) for e in elements(tree) if e.get("class") == "answer"]
    assert len(answers) == 10
    assert all(answer.endswith("met") for answer in answers)


def test_the_map_is_a_picture_with_words_for_it_and_a_table() -> None:
    """The picture has a title and a summary; the table says the same in words."""
    tree = page(everything())
    (picture,) = (e for e in elements(tree) if e.tag.endswith("svg"))
    assert picture.get("role") == "img"
    inside = {e.get("id"): text(e) for e in elements(picture) if e.get("id")}
    assert set((picture.get("aria-labelledby") or "").split()) == set(inside)
    assert "16 entry points" in inside["map-summary"]
    (table,) = (e for e in tree.iter("table") if e.get("class") == "map")
    assert len(list(table.iter("tr"))) == 1 + 16
    assert "loops: a reason" in text(table)


def test_the_page_needs_nothing_and_permits_nothing() -> None:
    """No script, no request, no inline style; the policy permits the one style sheet alone."""
    html = render(everything())
    tree = page(everything())
    tags = {element.tag.rpartition("}")[2] for element in elements(tree)}
    assert not tags & {"script", "img", "iframe", "form", "object", "embed", "base", "input"}
    for element in elements(tree):
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in {"href", "src", "action"}:
                assert value.startswith("#") or value == "data:,"
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (
        e.get("content") or ""
        for e in elements(tree)
        if e.get("http-equiv") == "Content-Security-Policy"
    )
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_told_apart(theme: str) -> None:
    """Text has the contrast of WCAG 2.2 level AA, 4.5 to 1, in the light and in the dark."""
    css = render(report()).partition("<style>")[2].partition("</style>")[0]
    palettes = [dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in css.split("}", 2)]
    colours = palettes[0] if theme == "light" else palettes[1]
    assert len(colours) == 14
    pairs = [
        *((ink, paper) for ink in ("ink", "soft", "link", "red", "amber", "green", "blue")
          for paper in ("paper", "sheet")),
        *((colour, f"{colour}-tint") for colour in ("red", "amber", "green", "blue")),
        *((ink, f"{colour}-tint") for ink in ("ink", "soft") for colour in ("green", "red")),
    ]  # fmt: skip
    for ink, paper in pairs:
        assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Give a colour's relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@settings(max_examples=25, deadline=None)
@given(hostile_text)
def test_hostile_words_stay_words(said: str) -> None:
    """Whatever a product sends changes no element of the page and no attribute but labels."""
    shown = page(hostile(said))
    calm = page(hostile("calm" if plain(said).strip() else said))
    assert [e.tag for e in elements(shown)] == [e.tag for e in elements(calm)]
    assert [sorted(e.attrib) for e in elements(shown)] == [
        sorted(e.attrib) for e in elements(calm)
    ]
    summaries = [e for e in elements(shown) if e.get("class") == "summary"]
    assert text(summaries[0]) == " ".join(plain(said).split())
    html = render(hostile(said))
    assert not set(html) & {"\x00", "\x1b", "\x07", "\u202e", "\u2066"}


def test_a_report_without_findings_is_a_page_too() -> None:
    """Nothing to tell leaves no empty table, list or heading behind."""
    tree = page(report(blind_spots=()))
    assert not list(tree.iter("table"))
    assert "nothing was seen that shows it" in text(tree)


def test_the_page_names_the_manifest_without_its_folder() -> None:
    """A page that is sent on tells nothing of its writer's machine."""
    html = render(report(manifest="/home/ana/acme/launchready.toml"))
    assert "launchready.toml" in html
    assert "/home/ana" not in html


def test_changes_tell_what_became_of_what_is_gone() -> None:
    """What was fixed is named, though it is no finding any more."""
    told = text(page(everything()))
    assert "Fixed: 1 high acme.example, domain/dnssec-valid: signatures did not hold" in told
    assert "No longer visible: 1 high old.acme.example" in told
