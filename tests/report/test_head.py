"""Every page that is written as a file begins alike, and may do as little."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

import pytest

from launchready.report.templates import templates

FOLDER = files("launchready.report.templates")
PAGES = sorted(each.name for each in FOLDER.iterdir() if each.name.endswith(".html"))


def test_the_head_allows_its_own_style_and_nothing_else() -> None:
    """The hash is that of the sheet as it stands there; forms and scripts lead nowhere."""
    text = templates().get_template("head.html").render()
    [sheet] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert set(policy.replace("&#39;", "'").split("; ")) == {
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    }


@pytest.mark.parametrize("name", [name for name in PAGES if name != "head.html"])
def test_no_page_has_a_head_of_its_own(name: str) -> None:
    """A page that wrote its policy itself could write a weaker one."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert '{% include "head.html" %}' in text
    assert "Content-Security-Policy" not in text
