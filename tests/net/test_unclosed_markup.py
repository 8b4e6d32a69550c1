"""Markup that never ends is cut where a browser stops reading it."""

import pytest

from launchready.net.unclosed_markup import complete_markup


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<p>one</p> two", "<p>one</p>"),
        ("<p><!-- a --><b><!-- never closed <i>", "<p><!-- a --><b>"),
        ("<!--" * 50_000, ""),
        ("<a <b <c", ""),
        ("<p><a href='x", "<p>"),
        ("<![CDATA[ x ]]><p>", "<! CDATA[ x ]]><p>"),
        ("--><p><!-- x", "--><p>"),
        ("", ""),
    ],
)
def test_what_never_ends_is_cut(text: str, kept: str) -> None:
    """Complete markup stays as it is; the unclosed rest is left out."""
    assert complete_markup(text) == kept
