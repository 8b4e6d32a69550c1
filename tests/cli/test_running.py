"""A command's coroutine runs to its end, and its result is only handed over."""

from __future__ import annotations

import pytest

from launchready.cli.running import run


class Evidence:
    """A result that notices being written out."""

    written = 0

    def __repr__(self) -> str:
        Evidence.written += 1
        return "evidence"


def test_a_result_is_not_written_out() -> None:
    """The repr of a whole run's evidence would cost more than judging it."""

    async def main() -> Evidence:
        return Evidence()

    assert isinstance(run(main()), Evidence)
    assert Evidence.written == 0


def test_an_exception_passes_through() -> None:
    """What the coroutine raises is the command's to handle."""

    async def main() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(main())
