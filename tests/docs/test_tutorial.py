"""The tutorial is what happens: a reader who types it gets what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from .walk import BEGIN, END, TUTORIAL, Astray, Step, found_in, read_block, walk


@pytest.mark.timeout(400)
def test_the_whole_way_from_broken_to_launch(tmp_path: Path) -> None:
    """Doing what the reports say leads through every stage to a launch, line by line."""
    page = TUTORIAL.read_text(encoding="utf-8")
    assert "Acme Portal: Launch." in page.partition(BEGIN)[2].partition(END)[0]
    walked = walk(page, tmp_path)
    assert len(walked.splitlines()) == len(page.splitlines())


def test_a_block_is_read_as_a_reader_types_it() -> None:
    """Continued commands are one; what follows is what they print."""
    block = "$ one \\\n    --more\nprinted\n$ two\n"
    assert read_block(block) == [Step("one \\\n    --more", ["printed"]), Step("two", [])]
    assert "".join(step.written() for step in read_block(block)) == block


PRINTED = ["first of 3", "second, in 0.41 s", "", "third"]


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (["first of 2"], ["first of 3"]),
        (["...", "second, in 9 s"], ["...", "second, in 0.41 s"]),
        (["first of 3", "...", "third", "..."], ["first of 3", "...", "third", "..."]),
    ],
    ids=["beginning", "middle", "ends"],
)
def test_numbers_are_taken_from_the_run(shown: list[str], found: list[str]) -> None:
    """Words must be as they were printed; numbers, dates and hashes may differ."""
    assert found_in(shown, PRINTED) == found


@pytest.mark.parametrize(
    "shown",
    [["second, in 0.41 s"], ["...", "fourth"], ["...", "third", "...", "first of 3"]],
    ids=["not the first", "not at all", "in another order"],
)
def test_what_was_not_printed_is_an_error(shown: list[str]) -> None:
    """A line that the page made up, or that has changed, does not pass."""
    with pytest.raises(Astray, match="not printed: "):
        found_in(shown, PRINTED)
