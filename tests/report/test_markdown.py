"""The Markdown report is short, folds away, and cannot be turned against its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from launchready.checks.verdict import Impact
from launchready.report.markdown import MARK, code, prose, render
from launchready.report.plain import plain
from tests.report.given import HOSTILE, everything, finding, hostile, hostile_text, report

GITHUB = MarkdownIt("commonmark").enable("table").enable("strikethrough")
OURS = re.compile(
    r"</?details>|<summary>[^<>]*</summary>|</?sub>|<!-- launchready -->|\s", re.ASCII
)
"""The HTML that a report may hold."""

LIVE = re.compile(r"[@#]\w|\bGH-\d|://|\bwww\.\w|\b[0-9a-f]{7,40}\b")
"""What GitHub would make a mention, a reference or a link of, outside code."""


def tokens(markdown: str) -> Iterator[Token]:
    """Give every token, those inside lines too."""
    for token in GITHUB.parse(markdown):
        yield token
        yield from token.children or []


def shown(markdown: str) -> str:
    """Give a line of Markdown as a reader sees it."""
    return "".join(each.content for each in tokens(markdown) if each.type != "inline")


@pytest.mark.parametrize("said", HOSTILE)
def test_known_tricks_are_shown_as_they_are(said: str) -> None:
    """Markup of every kind comes out as the words that it is made of."""
    assert shown(f"- {prose(said)}") == " ".join(plain(said, 300).split())


@settings(max_examples=300, deadline=None)
@given(hostile_text)
def test_prose_shows_a_text_as_it_is_and_nothing_else(said: str) -> None:
    """Any text is itself after rendering, and only plain words of it are outside code."""
    markdown = f"- {prose(said)}"
    kinds = {token.type for token in tokens(markdown)}
    assert kinds <= {
        "bullet_list_open", "list_item_open", "paragraph_open", "inline", "text",
        "code_inline", "paragraph_close", "list_item_close", "bullet_list_close",
    }  # fmt: skip
    assert " ".join(shown(markdown).split()) == " ".join(plain(said, 300).split())
    outside = [token.content for token in tokens(markdown) if token.type == "text"]
    assert not [text for text in outside if LIVE.search(text)]


@settings(max_examples=100, deadline=None)
@given(hostile_text)
def test_hostile_words_add_no_markup(said: str) -> None:
    """A hostile product gets no link, image, HTML or heading of its own into the report."""
    markdown = render(hostile(said))
    found = list(tokens(markdown))
    assert not [t for t in found if t.type in {"link_open", "image", "fence", "code_block"}]
    html = "".join(t.content for t in found if t.type.startswith("html"))
    assert OURS.sub("", html) == ""
    assert html.count("<details>") == html.count("</details>")
    headings = [t.tag for t in found if t.type == "heading_open"]
    assert headings == ["h2", "h3", "h3"]
    text = [t.content for t in found if t.type == "text"]
    assert not [each for each in text if LIVE.search(each)]


def test_code_holds_backticks() -> None:
    """A span's fence is longer than any run of backticks inside it."""
    assert code("a") == "`a`"
    assert code("``a`") == "``` ``a` ```"
    assert code("") == "(nothing)"


def test_the_report_says_the_decision_first_and_folds_the_rest() -> None:
    """Decision, why, changes and risks are open to the eye; the rest is folded away."""
    markdown = render(everything())
    lines = [line for line in markdown.splitlines() if line]
    assert lines[0] == MARK
    assert lines[1] == "## ⛔ Acme Portal: do not launch yet"
    assert lines[2].startswith("4 blockers open; 9 of 10 items of the minimum bar not met")
    assert "1 new, 1 fixed, 1 unchanged, 1 no longer visible" in lines[3]
    titles = re.findall("<summary>(.*)</summary>", markdown)
    assert titles[:10] == ["Fix and evidence"] * 10
    assert [title.split(":")[0] for title in titles[10:]] == [
        "Minimum bar",
        "The other 6 risks, by stage",
        "Decisions",
        "Plan",
        "Blind spots",
    ]


def test_one_fault_in_many_places_is_one_risk() -> None:
    """The others of its kind are named inside, in code spans."""
    markdown = render(report(*(finding(target=f"h{n}.acme.example") for n in range(3))))
    assert "1. **medium** `h0.acme.example`: sends no" in markdown
    assert "**The same**: `h1.acme.example`, `h2.acme.example`" in markdown
    assert "\n2. " not in markdown


def test_a_huge_report_fits_a_comment() -> None:
    """Thousands of findings stay below the 65,536 characters that GitHub takes."""
    many = [
        finding(target=f"https://h{n}.acme.example/{'x' * 100}", summary="y z " * 100)
        for n in range(3000)
    ]
    many += [finding("edge/hsts", target=f"b{n}", impact=Impact.BLOCKER) for n in range(3000)]
    markdown = render(report(*many, blind_spots=tuple("spot " * 60 for _ in range(3000))))
    assert len(markdown) < 65_536
    assert "and 2950 more" in markdown
