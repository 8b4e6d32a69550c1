"""Which release ran when, from what was told in whatever order."""

from __future__ import annotations

import pytest

from launchready.watch.decide.timeline import Deploy, Stay, Step, Timeline, check_tag


def told(*events: tuple[str, str, int] | tuple[str, str, int, str]) -> list[Deploy]:
    """Make deployments from (step, tag, at) and what a rollback goes to."""
    return [Deploy(tag, Step(step), at, "ci", *to) for step, tag, at, *to in events]


CASES: dict[str, tuple[list[Deploy], dict[str, int], list[tuple[int, str]]]] = {
    "nothing is known": ([], {}, [(0, "")]),
    "between start and finish it is neither": (
        told(("finish", "1", 10), ("start", "2", 20), ("finish", "2", 30)),
        {},
        [(9, ""), (10, "1"), (19, "1"), (20, ""), (29, ""), (30, "2"), (99, "2")],
    ),
    "in whatever order it was told": (
        told(("finish", "2", 30), ("finish", "1", 10), ("start", "2", 20)),
        {},
        [(19, "1"), (25, ""), (30, "2")],
    ),
    "a rollback brings back the one before": (
        told(("finish", "1", 10), ("finish", "2", 20), ("rollback", "2", 30)),
        {},
        [(29, "2"), (30, "1")],
    ),
    "a rollback of what never finished": (
        told(("finish", "1", 10), ("start", "2", 20), ("rollback", "2", 30)),
        {},
        [(25, ""), (30, "1")],
    ),
    "a rollback to a named one": (
        told(
            ("finish", "1", 1), ("finish", "2", 2), ("finish", "3", 3),
            ("rollback", "3", 4, "1"),
        ),
        {},
        [(3, "3"), (4, "1")],
    ),
    "two rollbacks go back two": (
        told(
            ("finish", "1", 1), ("finish", "2", 2), ("finish", "3", 3),
            ("rollback", "3", 4), ("rollback", "2", 5),
        ),
        {},
        [(4, "2"), (5, "1")],
    ),
    "a rollback with nothing before": (
        told(("finish", "1", 10), ("rollback", "1", 20)),
        {},
        [(15, "1"), (20, "")],
    ),
    "the header alone": ([], {"1": 10, "2": 20}, [(9, ""), (15, "1"), (20, "2")]),
    "once CI tells of deployments, the header alone moves nothing": (
        told(("finish", "2", 30)),
        {"1": 10, "canary": 40},
        [(15, "1"), (35, "2"), (50, "2")],
    ),
    "the header does not end what CI has begun": (
        told(("start", "2", 20), ("finish", "2", 30)),
        {"1": 10, "2": 22},
        [(15, "1"), (25, ""), (30, "2")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_which_release_ran(name: str) -> None:
    """A moment has the release that alone ran then, or none."""
    deploys, seen, wanted = CASES[name]
    timeline = Timeline(deploys, seen)
    assert [(at, timeline.at(at)) for at, _ in wanted] == wanted


def test_stays_are_apart() -> None:
    """A release that came back has two stays; the latest counts, and what ran before it."""
    timeline = Timeline(
        told(
            ("finish", "1", 10), ("start", "2", 20), ("finish", "2", 30), ("rollback", "2", 40)
        ),
        {},
    )
    assert timeline.stays() == [Stay("1", 10, 20), Stay("2", 30, 40), Stay("1", 40, None)]
    assert timeline.stay("1") == Stay("1", 40, None)
    assert timeline.before("2") == Stay("1", 10, 20)
    assert timeline.before("1") == Stay("2", 30, 40)
    assert timeline.stay("3") is None
    assert timeline.before("3") is None


def test_releases_say_what_became_of_them() -> None:
    """The newest first, with moments, who told, and which one runs."""
    timeline = Timeline(
        told(
            ("finish", "1", 10), ("start", "2", 20), ("finish", "2", 30), ("rollback", "2", 40)
        ),
        {"0": 5, "2": 25},
    )
    two, one, zero = timeline.releases()
    assert (two.tag, two.first_seen, two.started_at, two.finished_at) == ("2", 20, 20, 30)
    assert (two.rolled_back_at, two.running, two.sources) == (40, False, ("ci",))
    assert (one.tag, one.running, one.rolled_back_at) == ("1", True, None)
    assert (zero.tag, zero.first_seen, zero.sources, zero.running) == ("0", 5, (), False)


def test_a_release_that_came_again_was_not_rolled_back() -> None:
    """A deployment after the rollback takes its place."""
    timeline = Timeline(
        told(("finish", "2", 30), ("rollback", "2", 40), ("finish", "2", 50)), {}
    )
    [two] = timeline.releases()
    assert (two.rolled_back_at, two.running) == (None, True)


@pytest.mark.parametrize("tag", ["", "  ", "v" * 101, "a\nb", "a\x1b[31m", "a\u202eb"])
def test_tags_are_what_can_be_shown(tag: str) -> None:
    """Nothing that is empty, endless or hides something becomes a release."""
    with pytest.raises(ValueError, match="tag"):
        check_tag(tag)


def test_a_tag_is_kept_as_it_is() -> None:
    """But for the space around it."""
    assert check_tag(" v1.5.0+build/7 \n") == "v1.5.0+build/7"
