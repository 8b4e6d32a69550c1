"""What a run did not see is always said, one sentence for each reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from launchready.audit.blind_spots import NOT_LOOKED_AT, blind_spots
from launchready.checks.verdict import Status
from tests.audit.test_decide import finding
from tests.checks.given import manifest

SAID = {"by": "ana@acme.example", "on": date(2026, 11, 2), "answer": "Yes"}
DEFERRED = {
    "decision": "defer", "owner": "ana@acme.example", "reason": "x", "until": date(2027, 1, 1),
}  # fmt: skip


def spots(*statuses: Status, whole: bool = True, **tables: Any) -> tuple[str, ...]:
    """Say what was not seen by checks with these statuses."""
    found = [finding(f"edge/check-{n}", status) for n, status in enumerate(statuses)]
    return blind_spots(found, manifest(**tables), whole=whole)


def test_what_is_never_looked_at_is_said_each_time() -> None:
    """Even where everything was seen, the tool's own limits are told."""
    assert set(NOT_LOOKED_AT) <= set(spots(Status.PASS))


def test_checks_blind_for_one_reason_share_a_sentence() -> None:
    """The reason stands once, with every check that it blinded."""
    (line,) = [spot for spot in spots(Status.UNKNOWN, Status.UNKNOWN) if "mauve" in spot]
    assert line.endswith("(edge/check-0, edge/check-1)")


def test_a_fault_of_ours_is_a_blind_spot() -> None:
    """A crash hides something, so it is told."""
    assert any(spot.startswith("edge/check-0 on ") for spot in spots(Status.BROKEN))


def test_a_narrowed_run_says_so() -> None:
    """Nobody takes a part for the whole."""
    assert any("narrowed" in spot for spot in spots(whole=False))


def test_what_is_not_declared_is_said_until_it_is() -> None:
    """A manifest without routes, senders, repository or session leaves much unseen."""
    assert any("[[routes]]" in spot for spot in spots())
    declared = spots(routes=[{"name": "home", "url": "https://acme.example/"}])
    assert not any("[[routes]]" in spot for spot in declared)


def test_words_about_no_check_are_named() -> None:
    """A decision or answer with a slip in its check would hold nothing, and seem to."""
    told = spots(
        decisions=[{"check": "domain/hsst", **DEFERRED}, {"check": "edge/*", **DEFERRED}],
        answers=[{"check": "edge/rate-limit", **SAID}, {"check": "domain/hsts", **SAID}],
    )
    assert [spot for spot in told if spot.startswith("The manifest")] == [
        'The manifest holds a decision about "domain/hsst": there is no such check.',
        'The manifest holds an answer about "edge/rate-limit": there is no such check.',
    ]
