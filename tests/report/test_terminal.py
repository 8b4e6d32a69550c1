"""The report on a terminal reads well when narrow, piped, without colour, and aloud."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from launchready.audit.decide import minimum_bar
from launchready.audit.model import Launch
from launchready.report.terminal import render
from tests.report.given import everything, finding, hostile, hostile_text, report


@pytest.mark.parametrize("width", [20, 40, 80, 110])
def test_lines_keep_to_the_width_but_for_commands(width: int) -> None:
    """Text wraps under itself; only a command stays whole, so that it can be copied."""
    lines = render(everything(), width=width, verbose=True).splitlines()
    long = [line.strip() for line in lines if len(line) > width]
    assert all(line.startswith("Verify: launchready audit --only ") for line in long)
    verify = "Verify: launchready audit --only edge/compression-0"
    assert any(line.strip() == verify for line in lines)


def test_it_says_first_what_is_needed_first() -> None:
    """Decision, why, minimum bar, risks, questions, decisions, changes, plan, map, spots."""
    text = render(everything())
    lines = text.splitlines()
    assert lines[0] == "Acme Portal: Do not launch yet."
    assert lines[1].startswith("4 blockers open; 9 of 10 items")
    headings = [b for a, b in pairwise(lines) if not a and b]
    assert [heading.split(":")[0].split(" (")[0] for heading in headings] == [
        "Minimum bar",
        "Risks, the worst first",
        "Only you can say",
        "Decisions",
        "Since 2026-10-01 00",
        "Plan",
        "Domain map",
        "Blind spots",
        "17 fail, 1 broken, 1 unknown, 1 ask, 1 pass, 1 not-applicable in 0.8 s",
    ]
    assert "and 6 more: add --verbose" in text


def test_without_colour_no_control_character_is_written() -> None:
    """Piped or with NO_COLOR, the report is plain text."""
    text = render(everything(), verbose=True)
    assert "\x1b" not in text
    assert "\x1b[" in render(everything(), color=True)


def test_verbose_tells_every_finding_and_the_whole_map() -> None:
    """Nothing is kept back from who asks for all."""
    made = everything()
    text = render(made, width=110, verbose=True)
    for each in made.findings:
        assert f"{each.check} {each.target}" in text
    for entry in made.domain_map:
        assert entry.entry in text


def test_the_map_names_what_leads_to_no_page() -> None:
    """Without --verbose, the entry points that need a hand are named with the reason."""
    text = render(everything())
    assert "Domain map: 16 entry points; 6 of them lead to no page" in text
    assert "- https://loop.acme.example/ loops: a reason" in text
    assert "https://h1.acme.example/" not in text


def test_one_fault_in_many_places_is_one_risk() -> None:
    """The others of its kind are named under it, and its hours are those of all."""
    same = [finding(target=f"h{n}.acme.example", effort_hours=2) for n in range(3)]
    lines = [line.strip() for line in render(report(*same), width=110).splitlines()]
    assert "Risks, the worst first" in lines
    assert "The same: h1.acme.example, h2.acme.example" in lines
    assert any(line.startswith("Fix (about 3 hours): ") for line in lines)
    assert not any(line.startswith("2.") for line in lines)


def test_fixed_findings_are_named() -> None:
    """Since the baseline: what is new, what was fixed, what went out of sight."""
    text = render(everything(), width=110)
    assert "- fixed: acme.example: signatures did not hold" in text
    assert "- no longer visible: old.acme.example: signatures did not hold" in text
    assert "- new: blocker host0.acme.example" in text


def test_a_good_report_is_short() -> None:
    """Where nothing is wrong there is no list of risks, and no plan."""
    text = render(report(decision=Launch.LAUNCH))
    assert "Acme Portal: Launch." in text
    assert "Risks" not in text
    assert "Plan" not in text
    assert "Blind spots" in text


def test_a_narrowed_run_counts_what_it_looked_at() -> None:
    """Items of the bar that the run left out are neither met nor unmet."""
    bar = minimum_bar((), frozenset({"ssl-valid"}))
    text = render(report(minimum_bar=bar, scope=("domain",)))
    assert "Minimum bar: 0 of 1 met, 9 not looked at" in text
    bar = minimum_bar((), frozenset())
    text = render(report(minimum_bar=bar, scope=("edge/compression",)))
    assert "Minimum bar: not looked at in this run" in text
    assert "not met" not in text


def test_times_are_said_as_people_say_them() -> None:
    """Minutes below an hour, one hour in the singular, whole hours where they are many."""
    text = render(report(*(finding(f"edge/c{n}", effort_hours=n) for n in (0.25, 1, 2, 14))))
    for words in ("about 15 minutes", "about 1 hour)", "about 2 hours", "about 14 hours"):
        assert words in text


@settings(max_examples=60, deadline=None)
@given(hostile_text)
def test_hostile_words_command_no_terminal(said: str) -> None:
    """No control character, no reversed text, whatever the product sent."""
    text = render(hostile(said), width=60, verbose=True)
    assert not {char for char in text if char != "\n" and not char.isprintable()}
