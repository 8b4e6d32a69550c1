"""A record that is there to be copied is shown whole, in every format that people read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from launchready.audit.model import Report
from launchready.checks.mail import publish
from launchready.report import html, markdown, terminal
from tests.report.given import finding, report

LONG = "v=spf1 " + " ".join(f"ip4:192.0.2.{n}" for n in range(60)) + " ~all"
FIX = f"Publish it:{publish('acme.example', LONG)}"


@pytest.mark.parametrize(
    "render", [terminal.render, markdown.render, html.render], ids=["terminal", "md", "html"]
)
def test_a_long_record_is_whole(render: Callable[[Report], str]) -> None:
    """No format wraps, cuts or marks up what somebody will paste."""
    text = render(report(finding("email/spf-valid", fix=FIX)))
    assert LONG in text


def test_a_record_is_written_for_zone_files_and_for_panels() -> None:
    """Strings hold 255 octets at most, and what a panel wants is told beside it."""
    zone, panel, split = publish("acme.example", LONG).strip().splitlines()
    strings = zone.split(" IN TXT ")[1].split('" "')
    assert len(strings[0].strip('"')) == 255
    assert "".join(each.strip('"') for each in strings) == LONG
    assert panel.endswith(f"value {LONG}")
    assert "255 characters" in split
    assert len(publish("acme.example", "v=spf1 -all").strip().splitlines()) == 2
